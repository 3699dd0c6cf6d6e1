// SPDX-License-Identifier: Apache-2.0
#include "answers/report/log_record.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace headgate::report {

namespace {

using nlohmann::json;

/// Reads the lists of one kind; those that are left out are of an event that no contract judged.
std::vector<LoggedReason> reasons_of(const json& record, const std::string& prefix) {
  std::vector<LoggedReason> reasons;
  const auto codes = record.find(prefix + "codes");
  if (codes == record.end()) return reasons;
  const auto pointers = record.find(prefix + "pointers"), messages = record.find(prefix + "messages");
  for (std::size_t i = 0; i < codes->size(); ++i) {
    LoggedReason& reason = reasons.emplace_back();
    reason.code = codes->at(i).get<std::string>();
    if (pointers != record.end()) reason.pointer = pointers->at(i).get<std::string>();
    if (messages != record.end()) reason.message = messages->at(i).get<std::string>();
  }
  return reasons;
}

}  // namespace

bool is_plain_record(ByteView line, const FrameIndexRow& row) {
  // A text in the record has its quotes escaped: these can only be the keys.
  return row.is_clean && line.starts_with("{\"object\":") &&
         line.find(fmt::format("\"offset\":{},\"length\":{},", row.offset, row.length)) != ByteView::npos &&
         line.find("\"status\":\"clean\"") != ByteView::npos &&
         line.find("\"warning_count\":") == ByteView::npos;
}

Result<LogRecord> read_log_record(ByteView line, const FrameIndexRow& row, const std::string& file) {
  try {
    const json record = json::parse(line);
    if (record.at("object").get_ref<const std::string&>() != row.object ||
        record.at("offset").get<std::uint64_t>() != row.offset ||
        (record.at("status").get_ref<const std::string&>() == "clean") != row.is_clean) {
      return fail(ErrorCode::Corrupt, "{} and the frame index disagree about {}@{}+{}", file, row.object,
                  row.offset, row.length);
    }
    return LogRecord{reasons_of(record, ""), reasons_of(record, "warning_")};
  } catch (const json::exception& wrong) {
    return fail(ErrorCode::Corrupt, "{} has no record for {}@{}+{}: {}", file, row.object, row.offset,
                row.length, wrong.what());
  }
}

}  // namespace headgate::report
