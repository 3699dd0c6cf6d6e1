// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/report.h"

#include "pipeline/report_json.h"

namespace headgate::cli {

namespace {

constexpr std::size_t kReasonsMax = 100;

}  // namespace

std::string outcome_word(RunReport::Outcome outcome) {
  switch (outcome) {
    case RunReport::Outcome::Done: return "done";
    case RunReport::Outcome::NothingNew: return "nothing_new";
    case RunReport::Outcome::PublishPending: return "publish_pending";
  }
  return {};
}

Json to_json(const std::vector<GroupReport>& groups) { return Json::parse(groups_json(groups, kReasonsMax)); }

Json to_json(const std::vector<SkippedObject>& skipped) { return Json::parse(skipped_json(skipped)); }

Json to_json(const RunTraffic& traffic) { return Json::parse(traffic_json(traffic)); }

Json to_json(const Failure& failure, bool commit_since) {
  return {{"run", failure.run},
          {"verb", failure.verb},
          {"time", format_time(failure.time)},
          {"message", failure.message},
          {"commit_since", commit_since}};
}

Json to_json(const StoredViolation& violation) {
  Json json = {{"code", violation.code},     {"pointer", violation.pointer},
               {"rule", violation.rule},     {"expected", violation.expected},
               {"actual", violation.actual}, {"message", violation.message}};
  if (violation.line != 0) {
    json["line"] = violation.line;
    json["rule_text"] = violation.rule_text;
  }
  return json;
}

Json to_json(const RunReport& report) {
  Json json = {{"run", report.run},
               {"outcome", outcome_word(report.outcome)},
               {"source", report.source},
               {"landing", report.landing},
               {"commits", report.commits},
               {"rolled_forward", report.rolled_forward},
               {"tables", to_json(report.groups)},
               {"books", Json::parse(books_json(report.books))},
               {"skipped", to_json(report.skipped)},
               {"returned", Json::parse(returned_json(report.returned))},
               {"left_objects", report.left_objects},
               {"left_bytes", report.left_bytes},
               {"dropped_tasks", report.dropped_tasks},
               {"others", report.others},
               {"listing", listing_word(report.is_whole_listing)},
               {"objects", report.objects},
               {"done_objects", report.done_objects},
               {"read_objects", report.read_objects},
               {"stored_bytes", report.stored_bytes},
               {"requests", to_json(report.traffic)},
               {"seconds", report.seconds}};
  if (!report.pending_reason.empty()) json["pending_reason"] = report.pending_reason;
  return json;
}

}  // namespace headgate::cli
