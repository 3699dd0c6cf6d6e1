// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report_json.h"

#include <nlohmann/json.hpp>

#include "commit/records.h"

namespace headgate {

namespace {

using Json = nlohmann::ordered_json;

/// Bytes of a name that are no UTF-8 become U+FFFD.
std::string text_of(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

Json store_json(const std::optional<Traffic>& traffic) {
  if (!traffic) return {};
  Json json;
  for (std::size_t i = 0; i < kRequestWords.size(); ++i)
    json[std::string(kRequestWords[i])] = traffic->requests[i];
  json["refused"] = traffic->refused;
  json["unanswered"] = traffic->unanswered;
  json["bytes_sent"] = traffic->bytes_sent;
  json["bytes_received"] = traffic->bytes_received;
  return json;
}

Json reasons_json(const GroupReport::Reasons& reasons, std::size_t count_max) {
  Json list = Json::array();
  for (const Reason& reason : GroupReport::top(reasons, count_max)) {
    list.push_back({{"code", reason.code},
                    {"pointer", reason.pointer},
                    {"count", reason.count},
                    {"address", reason.address},
                    {"message", reason.message}});
  }
  return list;
}

}  // namespace

std::string books_json(const Books& books) {
  Json json = Json::parse(to_json(books));
  json["clean"] = books.clean_lines;
  json["dirty"] = books.dirty();
  json["balance"] = books.faults().empty();
  return text_of(json);
}

std::string groups_json(const std::vector<GroupReport>& groups, std::size_t reasons_max) {
  Json list = Json::array();
  for (const GroupReport& group : groups) {
    list.push_back({{"table", group.table.empty() ? Json() : Json(group.table)},
                    {"service", group.service},
                    {"record_type", group.record_type},
                    {"clean", group.clean},
                    {"recovered", group.recovered},
                    {"dirty", group.dirty},
                    {"dropped_ranges", group.dropped_ranges},
                    {"warned", group.warned},
                    {"reasons", reasons_json(group.reasons, reasons_max)},
                    {"warnings", reasons_json(group.warnings, reasons_max)}});
  }
  return text_of(list);
}

std::string skipped_json(const std::vector<SkippedObject>& skipped) {
  Json list = Json::array();
  for (const SkippedObject& object : skipped)
    list.push_back({{"object", object.object}, {"reason", object.reason}});
  return text_of(list);
}

std::string returned_json(const std::vector<TaskObject>& returned) {
  Json list = Json::array();
  for (const TaskObject& object : returned)
    list.push_back({{"object", object.info.name}, {"generation", object.generation}});
  return text_of(list);
}

std::string traffic_json(const RunTraffic& traffic) {
  return text_of({{"source", store_json(traffic.source)}, {"landing", store_json(traffic.landing)}});
}

std::string listing_word(bool is_whole) { return is_whole ? "whole" : "behind_watermarks"; }

}  // namespace headgate
