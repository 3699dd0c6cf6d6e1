// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/report_page_json.h"

#include "apps/cli/report.h"
#include "apps/cli/verbs.h"
#include "base/json.h"

namespace headgate::cli {

namespace {

Json moment_json(const std::optional<Micros>& time) { return time ? Json(format_time(*time)) : Json(); }

Json texts_json(const std::set<std::string>& values) {
  return Json(std::vector<std::string>(values.begin(), values.end()));
}

/// Writes an array of small whole numbers, of which there are many.
template <class... Numbers>
Json tuple(Numbers... numbers) {
  Json made = Json::array();
  (made.push_back(numbers), ...);
  return made;
}

Json times_json(const report::Timeline<report::Counts>& times) {
  return Json::list(times.stretches, [](const auto& each) {
    return tuple(each.first, each.second.clean, each.second.dirty, each.second.dropped);
  });
}

Json times_json(const report::Timeline<report::ReasonCounts>& times) {
  return Json::list(times.stretches, [](const auto& each) {
    return tuple(each.first, each.second.events, each.second.first);
  });
}

Json group_json(const report::Group& group) {
  const report::Counts counts = group.times.total();
  const report::Counts& untimed = group.times.untimed;
  return {{"service", group.service},
          {"record_type", group.record_type},
          {"table", Json::text_or_null(group.table)},
          {"contracts", texts_json(group.contracts)},
          {"clean", counts.clean},
          {"dirty", counts.dirty},
          {"dropped_ranges", counts.dropped},
          {"recovered", group.recovered},
          {"warned", group.warned},
          {"groups", group.groups},
          {"untimed", tuple(untimed.clean, untimed.dirty, untimed.dropped)},
          {"times", times_json(group.times)}};
}

const char* kind_word(report::ReasonKind kind) {
  switch (kind) {
    case report::ReasonKind::Dirty: return "dirty";
    case report::ReasonKind::Dropped: return "dropped";
    case report::ReasonKind::Warning: break;
  }
  return "warning";
}

const char* kind_word(explain::ExplainedLine::Kind kind) {
  switch (kind) {
    case explain::ExplainedLine::Kind::Event: return "event";
    case explain::ExplainedLine::Kind::Fold: return "fold";
    case explain::ExplainedLine::Kind::Fault: return "fault";
    case explain::ExplainedLine::Kind::Warning: break;
  }
  return "warning";
}

Json sample_json(const report::Sample& sample) {
  if (sample.address.empty()) return {};
  const auto line_json = [](const explain::ExplainedLine& line) {
    Json made = Json::array();
    made.push_back(kind_word(line.kind));
    made.push_back(line.text);
    return made;
  };
  const auto rule_json = [](const report::Sample::Rule& rule) -> Json {
    return {{"file", rule.file}, {"line", rule.line}, {"first_line", rule.first_line}, {"lines", rule.lines}};
  };
  return {{"address", sample.address},
          {"event_id", Json::text_or_null(sample.event_id)},
          {"withheld", sample.withheld},
          {"left_out", sample.left_out},
          {"masked", sample.masked},
          {"lines_above", sample.lines_above},
          {"lines", Json::list(sample.lines, line_json)},
          {"lines_below", sample.lines_below},
          {"rules", Json::list(sample.rules, rule_json)}};
}

Json reason_json(const report::Reason& reason) {
  const report::ReasonCounts counts = reason.times.total();
  const bool is_one = !reason.code.empty();
  return {{"fingerprint", is_one ? Json(reason.fingerprint()) : Json()},
          {"kind", kind_word(reason.kind)},
          {"group", reason.group},
          {"service", reason.service},
          {"record_type", reason.record_type},
          {"code", Json::text_or_null(reason.code)},
          {"pointer", is_one ? Json(reason.pointer) : Json()},
          {"message", Json::text_or_null(reason.message)},
          {"events", counts.events},
          {"first", counts.first},
          {"reasons", reason.reasons},
          {"is_at_least", reason.is_at_least},
          {"contracts", texts_json(reason.contracts)},
          {"first_seen", moment_json(reason.first_seen)},
          {"last_seen", moment_json(reason.last_seen)},
          {"first_commit", reason.first_commit},
          {"last_commit", reason.last_commit},
          {"sample", sample_json(reason.sample)},
          {"untimed", tuple(reason.times.untimed.events, reason.times.untimed.first)},
          {"times", times_json(reason.times)}};
}

Json run_json(const report::Run& run) {
  const bool is_one = !run.run.empty();
  return {{"run", Json::text_or_null(run.run)},
          {"runs", run.runs},
          {"kind", is_one ? Json(name(run.kind)) : Json()},
          {"time", is_one ? Json(format_time(run.time)) : Json()},
          {"first_commit", run.first_commit},
          {"last_commit", run.last_commit},
          {"tasks", run.tasks},
          {"books", Json::parse(to_json(run.books))}};
}

/// Cuts a text that is shown as the end of a range of values; it may be a whole document.
std::string cut_value(const std::string& text) {
  constexpr std::size_t kBytesShown = 100;
  if (text.size() <= kBytesShown) return to_utf8_lossy(text);
  return text.substr(0, utf8_prefix(ByteView(text).substr(0, kBytesShown))) + "…";
}

Json table_json(const report::TableProfile& table) {
  const auto column_json = [](const report::ColumnProfile& column) -> Json {
    return {{"name", column.name},
            {"type", column.type},
            {"nulls", column.nulls ? Json(*column.nulls) : Json()},
            {"min", column.has_bounds ? Json(cut_value(column.min)) : Json()},
            {"max", column.has_bounds ? Json(cut_value(column.max)) : Json()},
            {"hidden", column.is_hidden}};
  };
  return {{"table", table.table},
          {"rows", table.rows},
          {"files", table.files},
          {"bytes", table.bytes},
          {"contracts", texts_json(table.contracts)},
          {"columns", Json::list(table.columns, column_json)}};
}

Json folder_json(const report::Folder& folder) {
  return {{"output", folder.output},     {"of", Json::text_or_null(folder.of)},
          {"folders", folder.folders},   {"files", folder.files},
          {"bytes", folder.bytes},       {"lines", folder.lines},
          {"smallest", folder.smallest}, {"largest", folder.largest}};
}

}  // namespace

Json to_json(const report::Report& report) {
  const auto file_json = [](const report::LargeFile& file) -> Json {
    return {{"name", file.name}, {"bytes", file.bytes}, {"lines", file.lines}};
  };
  const auto source_json = [](const auto& source) -> Json {
    return {{"name", source.first}, {"root", source.second}};
  };
  return {{"landing", report.landing},
          {"run", Json::text_or_null(report.run)},
          {"program", version_text()},
          {"commit", report.commit},
          {"commit_time", report.commit == 0 ? Json() : Json(format_time(report.commit_time))},
          {"sources", Json::list(report.sources, source_json)},
          {"unpublished", report.unpublished},
          {"last_failure",
           report.last_failure ? to_json(*report.last_failure, report.came_commit_after_failure) : Json()},
          {"tasks", report.tasks},
          {"objects", report.objects},
          {"stored_bytes", report.stored_bytes},
          {"books", Json::parse(to_json(report.books))},
          {"judged_again", report.judged_again},
          {"committed", report.committed ? Json::parse(to_json(*report.committed)) : Json()},
          {"judged_again_by", Json::list(report.judged_again_by, run_json)},
          {"stretch_minutes", report.width.minutes()},
          {"groups", Json::list(report.groups, group_json)},
          {"reasons", Json::list(report.reasons, reason_json)},
          {"tables", Json::list(report.tables, table_json)},
          {"folders", Json::list(report.folders, folder_json)},
          {"largest_files", Json::list(report.largest, file_json)},
          {"runs", Json::list(report.runs, run_json)}};
}

}  // namespace headgate::cli
