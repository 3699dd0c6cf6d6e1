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

}  // namespace

std::string books_json(const Books& books) {
  Json json = Json::parse(to_json(books));
  json["clean"] = books.clean_lines;
  json["dirty"] = books.dirty();
  json["balance"] = books.faults().empty();
  return text_of(json);
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
