// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/report.h"
#include "apps/cli/why_text.h"
#include "base/json.h"
#include "layout/layout.h"

namespace headgate::cli {

namespace {

using find::ExplainedEvent;
using find::FoundFrame;
using find::RulePlace;
using find::Siblings;

Json time_or_null(const std::optional<Micros>& time) { return time ? Json(format_time(*time)) : Json(); }

Json commit_json(const CommitRecord* commit) {
  if (commit == nullptr) return {};
  return {{"seq", commit->seq}, {"run", commit->run}, {"time", format_time(commit->time)}};
}

Json contract_json(const ExplainedEvent& event) {
  if (event.plan == nullptr) return {};
  return {{"name", event.plan->contract},
          {"version", event.plan->version},
          {"hash", event.plan->hash},
          {"file", layout::contract_name(event.plan->hash)}};
}

/// What a withheld event's violations may quote of it, its keys included, is withheld, too.
Json violation_json(const StoredViolation& violation, const ExplainedEvent& event) {
  Json json = to_json(violation);
  if (!event.withheld) return json;
  for (const char* const key : {"pointer", "expected", "actual", "message"}) json[key] = Json();
  return json;
}

Json violations_json(const ExplainedEvent& event) {
  Json list = Json::array();
  for (std::size_t i = 0; i < event.violations.size(); ++i) {
    Json json = violation_json(event.violations[i], event);
    json["fault_offset"] = event.fault_offsets[i];
    list.push_back(std::move(json));
  }
  return list;
}

Json warnings_json(const ExplainedEvent& event) {
  return Json::list(event.warnings, [&](const auto& warning) { return violation_json(warning, event); });
}

Json rules_json(const ExplainedEvent& event) {
  return Json::list(event.rules(), [](const RulePlace& place) -> Json {
    std::vector<std::string> rules;
    for (const StoredViolation* violation : place.violations) {
      if (std::find(rules.begin(), rules.end(), violation->rule) == rules.end())
        rules.push_back(violation->rule);
    }
    return {{"file", place.file},
            {"line", place.line},
            {"rule_text", Json::text_or_null(place.rule_text)},
            {"rules", rules},
            {"first_line", place.lines.first},
            {"lines", place.lines.lines}};
  });
}

Json siblings_json(const std::vector<Siblings>& all, bool withheld) {
  return Json::list(all, [&](const Siblings& siblings) -> Json {
    return {{"code", siblings.code},
            {"rule", siblings.rule},
            {"pointer", withheld ? Json() : Json(siblings.pointer)},
            {"others", siblings.others},
            {"events", siblings.events},
            {"first_event_time", time_or_null(siblings.first_event_time)},
            {"first_commit", commit_json(siblings.first_commit)},
            {"addresses", siblings.addresses}};
  });
}

/// Puts the bytes as they may be shown, and the event laid out.
void put_bytes(Json& json, const ExplainedEvent& event) {
  constexpr std::size_t kWidth = 100;
  json["withheld"] = event.withheld;
  json["masked"] = 0;
  json["original"] = event.is_original;
  json["unwrapped"] = event.is_unwrapped;
  if (event.withheld) return;
  const explain::MaskedEvent shown = event.shown_bytes();
  json["masked"] = shown.values;
  is_utf8(shown.bytes) ? json["raw"] = shown.bytes : json["raw_base64"] = base64(shown.bytes);
  json["explanation"] =
      Json::list(event.explanation(kWidth).lines, [](const auto& line) { return line.text; });
}

}  // namespace

Json why_json(const WhyAnswer& answer) {
  const ExplainedEvent& event = answer.event;
  const FoundFrame& frame = event.frame;
  Json json = {{"address", frame.address.text()},
               {"object", frame.address.object},
               {"offset", frame.address.offset},
               {"length", frame.address.length},
               {"kind", frame.dropped ? "dropped" : "frame"},
               {"status", frame.clean ? "clean" : "dirty"},
               {"recovered", frame.recovered},
               {"service", Json::text_or_null(frame.service)},
               {"record_type", Json::text_or_null(frame.record_type)},
               {"event_id", Json::text_or_null(frame.event_id)},
               {"event_time", time_or_null(frame.event_time)},
               {"table", Json::text_or_null(frame.table)},
               {"table_file", Json::text_or_null(event.table_file)},
               {"contract", contract_json(event)},
               {"commit", commit_json(frame.task->commit.get())},
               {"file", frame.file},
               {"file_offset", frame.file_offset},
               {"violation_count", event.violation_count},
               {"violations", violations_json(event)},
               {"warnings", warnings_json(event)},
               {"rules", rules_json(event)},
               {"siblings", siblings_json(answer.siblings, event.withheld)}};
  put_bytes(json, event);
  return json;
}

}  // namespace headgate::cli
