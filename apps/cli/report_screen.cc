// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/report_screen.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/text.h"

namespace headgate::cli {

namespace {

constexpr std::size_t kReasonsShown = 3, kSkippedShown = 10, kNameWidth = 40, kIndent = 2;

using Cell = TextTable::Cell;

/// Names a group: by its table, or by what is known of events that have none.
Cell group_name(const GroupReport& group) {
  if (!group.table.empty()) return {group.table, Tone::Strong};
  const std::string type = group.record_type == "_unknown" ? "" : " " + group.record_type;
  if (group.service == "_other") return {"(many more services)", Tone::Plain};
  if (group.service == "_unknown")
    return {type.empty() ? "(not recognised)" : "(no service)" + type, Tone::Plain};
  return {cut(shown(group.service), kNameWidth) + type, Tone::Plain};
}

Cell bad_count(std::uint64_t count) { return {count_text(count), count == 0 ? Tone::Faint : Tone::Bad}; }

/// Tells the top reasons of one group, each with the address of the first event that has it.
std::string reasons_text(const GroupReport& group, const Screen& screen) {
  const auto reasons = group.top_reasons(kReasonsShown);
  TextTable table({Align::Right, Align::Left});
  for (const Reason& reason : reasons) {
    const std::string where = reason.pointer.empty() ? "" : " at " + shown(reason.pointer);
    table.row({{count_text(reason.count), Tone::Bad}, {reason.code + where}});
    table.row({{}, {shown(reason.address), Tone::Faint}});
  }
  if (const std::size_t more = group.reasons.size() - reasons.size(); more != 0) {
    table.row({{}, {"and " + count_text(more, "other reason"), Tone::Faint}});
  }
  const Cell name = group_name(group);
  return "\n" + screen.toned(name.text, name.tone) + "\n" + table.text(screen, kIndent);
}

std::string books_text(const Books& books, const Screen& screen) {
  const auto n = [](std::uint64_t count) { return count_text(count); };
  TextTable table({Align::Left, Align::Right, Align::Left});
  const auto line = [&](const char* name, std::uint64_t left, const std::string& right) {
    table.row({{name, Tone::Faint}, {n(left)}, {"= " + right}});
  };
  line("bytes read", books.bytes_read,
       fmt::format("{} in frames + {} separators + {} dropped", n(books.frame_bytes),
                   n(books.separator_bytes), n(books.dropped_bytes)));
  line("frames", books.frames,
       fmt::format("{} events + {} unidentified + {} unparsable", n(books.events), n(books.unidentified),
                   n(books.unparsable)));
  line("frames", books.frames, fmt::format("{} clean + {} dirty", n(books.clean_lines), n(books.dirty())));
  line("clean", books.clean_lines, fmt::format("{} table rows", n(books.rows)));
  line("frames, dropped ranges", books.frames + books.dropped_ranges,
       fmt::format("{} log records = {} frame index rows", n(books.log_lines), n(books.index_rows)));
  line("files staged", books.files_staged, fmt::format("{} named by the commits", n(books.files_named)));
  const auto faults = books.faults();
  std::string verdict = screen.toned("they balance", Tone::Good);
  if (!faults.empty()) verdict = screen.toned(fmt::format("{}", fmt::join(faults, "; ")), Tone::Bad);
  return screen.toned("Books", Tone::Strong) + ": " + verdict + "\n" + table.text(screen, kIndent);
}

std::string outputs_text(const RunReport& report, const Screen& screen) {
  TextTable table({Align::Left, Align::Left});
  const std::string data = report.landing + "/data/";
  table.row({{"tables", Tone::Faint}, {shown(data + "clean_parquet/")}});
  table.row({{"clean events", Tone::Faint}, {shown(data + "clean_json/")}});
  table.row({{"dirty events", Tone::Faint}, {shown(data + "dirty_json/")}});
  table.row({{"profiling logs", Tone::Faint}, {shown(data + "profiling_logs/")}});
  std::string text = screen.heading("Outputs") + table.text(screen, kIndent);
  return text;
}

std::string nothing_new_text(const RunReport& report, const Screen& screen) {
  std::string text;
  if (report.skipped.empty()) {
    text = fmt::format("nothing to do: all {} of {} are in {}\n", count_text(report.objects, "object"),
                       shown(report.source), shown(report.landing));
  } else {
    text = fmt::format("nothing to do: {} of the {} of {} are in {}\n", count_text(report.done_objects),
                       count_text(report.objects, "object"), shown(report.source), shown(report.landing));
    text += "\n" + skipped_text(report.skipped, screen);
  }
  return text;
}

std::string speed_text(const RunReport& report) {
  const double rate = static_cast<double>(report.books.bytes_read) / std::max(report.seconds, 1e-3);
  std::string read = bytes_text(report.books.bytes_read);
  if (report.stored_bytes != report.books.bytes_read) {
    read += fmt::format(" ({} as stored)", bytes_text(report.stored_bytes));
  }
  return fmt::format("{}, {}, {} in {:.2f} s: {}/s", count_text(report.read_objects, "object"), read,
                     count_text(report.books.frames, "event"), report.seconds,
                     bytes_text(static_cast<std::uint64_t>(rate)));
}

}  // namespace

std::string groups_text(const std::vector<GroupReport>& groups, const Screen& screen) {
  GroupReport all;
  std::string reasons;
  for (const GroupReport& group : groups) {
    all.clean += group.clean;
    all.dirty += group.dirty;
    all.dropped_ranges += group.dropped_ranges;
    if (!group.reasons.empty()) reasons += reasons_text(group, screen);
  }
  TextTable table({Align::Left, Align::Right, Align::Right, Align::Right});
  const auto row = [&](const Cell& name, const GroupReport& group) {
    const Cell clean{count_text(group.clean), group.clean == 0 ? Tone::Faint : Tone::Good};
    std::vector<Cell> cells{name, clean, bad_count(group.dirty)};
    if (all.dropped_ranges != 0) cells.push_back(bad_count(group.dropped_ranges));
    table.row(std::move(cells));
  };
  table.heading({"TABLE", "CLEAN", "DIRTY", all.dropped_ranges == 0 ? "" : "DROPPED"});
  for (const GroupReport& group : groups) row(group_name(group), group);
  if (groups.size() > 1) row({"all", Tone::Faint}, all);
  // The table comes last: what was written last is what still stands on the screen.
  if (reasons.empty()) return table.text(screen);
  return screen.heading("Why events are dirty, and where each reason came first") + reasons.substr(1) + "\n" +
         table.text(screen);
}

std::string skipped_text(const std::vector<SkippedObject>& skipped, const Screen& screen) {
  if (skipped.empty()) return {};
  std::string text =
      screen.toned(fmt::format("Skipped: {}", count_text(skipped.size(), "object")), Tone::Bad) +
      ", pending until the next run\n";
  for (std::size_t i = 0; i < std::min(skipped.size(), kSkippedShown); ++i) {
    text += fmt::format("  {}: {}\n", shown(skipped[i].object), shown(skipped[i].reason));
  }
  if (skipped.size() > kSkippedShown)
    text += fmt::format("  and {} more\n", count_text(skipped.size() - kSkippedShown));
  return text;
}

std::string report_text(const RunReport& report, const Screen& screen) {
  std::string text;
  if (!report.rolled_forward.empty()) {
    text += fmt::format("{} of an earlier run had not been published, and now {} been\n\n",
                        count_text(report.rolled_forward.size(), "commit"),
                        report.rolled_forward.size() == 1 ? "has" : "have");
  }
  if (report.outcome == RunReport::Outcome::NothingNew) return text + nothing_new_text(report, screen);
  text += groups_text(report.groups, screen) + "\n";
  text += books_text(report.books, screen) + "\n";
  if (!report.skipped.empty()) text += skipped_text(report.skipped, screen) + "\n";
  text += outputs_text(report, screen) + "\n" + speed_text(report) + "\n";
  if (report.outcome == RunReport::Outcome::PublishPending) {
    text += screen.toned("committed, but not published yet", Tone::Bad) +
            fmt::format(": {}; the next run finishes it\n", shown(report.pending_reason));
  }
  return text;
}

std::string hint_text(const RunReport& report, const Screen& screen) {
  const auto filled = std::find_if(report.groups.begin(), report.groups.end(),
                                   [](const GroupReport& group) { return group.clean != 0; });
  if (filled == report.groups.end()) return {};
  return "\n" + screen.heading("Look at a table") + table_commands(report.landing, filled->table);
}

std::string table_commands(const std::string& landing, const std::string& table) {
  // A quote in the path would need two kinds of escapes here: such a user knows what to write.
  if (landing.find_first_of("'\"\\$`") != std::string::npos) return {};
  const std::string files = fmt::format("{}/data/clean_parquet/{}/**/*.parquet", shown(landing), table);
  return fmt::format(
      "  duckdb -c \"FROM '{}' LIMIT 5\"\n  python3 -c \"import polars; print(polars.read_parquet('{}'))\"\n",
      files, files);
}

}  // namespace headgate::cli
