// SPDX-License-Identifier: Apache-2.0
#include "pipeline/logs_setting.h"

namespace headgate {

Status set_logs_url(LogsSettings& logs, const Setting& setting) {
  TRY(const std::string url, one_value(setting));
  if (url.find('@') != std::string::npos) {
    return fail(ErrorCode::Configuration,
                "{}: logs.url takes no name and password: they come from the environment, ELASTICSEARCH_USER "
                "and ELASTICSEARCH_PASSWORD",
                setting.place);
  }
  logs.url = url;
  return {};
}

Status set_logs_auth(LogsSettings& logs, const Setting& setting) {
  TRY(const std::string word, one_value(setting));
  for (const char* const known : {"none", "basic", "api_key", "aws"}) {
    if (word != known) continue;
    logs.auth = word;
    return {};
  }
  return fail(ErrorCode::Configuration, "{}: logs.auth takes none, basic, api_key or aws, not \"{}\"",
              setting.place, word);
}

Status set_logs_clean(LogsSettings& logs, const Setting& setting) {
  TRY(const std::string word, one_value(setting));
  if (word != "event" && word != "file") {
    return fail(ErrorCode::Configuration, "{}: logs.clean takes event or file, not \"{}\"", setting.place,
                word);
  }
  logs.clean = word == "event" ? CleanLogs::Event : CleanLogs::File;
  return {};
}

Status set_logs_requests(LogsSettings& logs, const Setting& setting) {
  TRY(const std::uint64_t value, read_count(setting, 1, 64));
  logs.requests_max = static_cast<unsigned>(value);
  return {};
}

}  // namespace headgate
