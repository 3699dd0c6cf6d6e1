// SPDX-License-Identifier: Apache-2.0
#include "adapters/elasticsearch/bulk.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/json.h"

namespace headgate::elasticsearch {

namespace {

using Json = nlohmann::json;

Json parse(const std::string& body) { return Json::parse(body, nullptr, /*allow_exceptions=*/false); }

/// Gives a member of an object; null where there is none.
const Json& member(const Json& json, const char* name) {
  static const Json kNone;
  if (!json.is_object()) return kNone;
  const auto found = json.find(name);
  return found == json.end() ? kNone : *found;
}

std::uint64_t number(const Json& json) {
  return json.is_number_integer() && json.get<std::int64_t>() >= 0 ? json.get<std::uint64_t>() : 0;
}

std::string text(const Json& json) { return json.is_string() ? json.get<std::string>() : std::string(); }

std::string text_of(const Json& error) {
  if (error.is_string()) return error.get<std::string>();
  const Json &type = member(error, "type"), &reason = member(error, "reason");
  std::string said = text(type);
  if (reason.is_string()) said += (said.empty() ? "" : ": ") + text(reason);
  const Json& cause = member(member(error, "caused_by"), "reason");
  if (cause.is_string()) said += " (" + text(cause) + ")";
  return said;
}

}  // namespace

std::string bulk_body(const std::vector<Outgoing>& all) {
  std::size_t size = 0;
  for (const Outgoing& each : all) size += each.document.json.size() + 128;
  std::string body;
  body.reserve(size);
  for (const Outgoing& each : all) {
    body += R"({"index":{"_id":)";
    append_json_string(body, each.document.id);
    body += fmt::format(R"(,"version":{},"version_type":"external"}}}})", each.version);
    body += '\n';
    body += each.document.json;
    body += '\n';
  }
  return body;
}

std::optional<std::vector<BulkItem>> read_bulk_answer(const std::string& body, std::size_t count) {
  const Json answer = parse(body);
  const Json& items = member(answer, "items");
  if (!items.is_array() || items.size() != count) return std::nullopt;
  std::vector<BulkItem> read;
  for (const Json& item : items) {
    const Json& index = member(item, "index");
    const Json& status = member(index, "status");
    if (!status.is_number_integer()) return std::nullopt;
    read.push_back({status.get<unsigned>(), text_of(member(index, "error"))});
  }
  return read;
}

std::string ids_body(const std::vector<std::string>& ids) { return Json{{"ids", ids}}.dump(); }

std::optional<std::vector<Standing>> read_standing(const std::string& body, std::size_t count) {
  const Json answer = parse(body);
  const Json& docs = member(answer, "docs");
  if (!docs.is_array() || docs.size() != count) return std::nullopt;
  std::vector<Standing> read;
  for (const Json& each : docs) {
    const Json& found = member(each, "found");
    if (member(member(each, "error"), "type") == "index_not_found_exception") {
      read.emplace_back();
      continue;
    }
    if (!found.is_boolean()) return std::nullopt;  // An error of its own: a shard that is not there.
    const Json& source = member(each, "_source");
    read.push_back({found.get<bool>(),
                    number(member(each, "_version")),
                    {text(member(source, "landing_id")), text(member(source, "run")),
                     number(member(source, "commit")), number(member(source, "events"))}});
  }
  return read;
}

std::string error_among(const std::string& body) {
  const Json answer = parse(body);
  for (const Json& each : member(answer, "docs")) {
    if (std::string said = text_of(member(each, "error")); !said.empty()) return said;
  }
  return {};
}

std::optional<std::uint64_t> read_count_answer(const std::string& body) {
  const Json answer = parse(body);
  const Json& count = member(answer, "count");
  return count.is_number_integer() ? std::optional(number(count)) : std::nullopt;
}

std::uint64_t version_in_the_way(const std::string& reason) {
  // version conflict, current version [6] is higher or equal to the one provided [5]
  constexpr ByteView kBefore = "current version [";
  const std::size_t at = reason.find(kBefore);
  if (at == std::string::npos) return 0;
  std::uint64_t version = 0;
  const char* const begin = reason.data() + at + kBefore.size();
  return std::from_chars(begin, reason.data() + reason.size(), version).ec == std::errc() ? version : 0;
}

std::string reason_of(const std::string& body) {
  constexpr std::size_t kShown = 300;
  const Json answer = parse(body);
  std::string said = text_of(member(answer, "error"));
  if (said.empty()) said = text(member(answer, "message"));
  if (answer.is_discarded()) return "no JSON: is this Elasticsearch or OpenSearch?";
  if (said.empty()) said = body;
  return to_utf8_lossy(ByteView(said).substr(0, kShown));
}

}  // namespace headgate::elasticsearch
