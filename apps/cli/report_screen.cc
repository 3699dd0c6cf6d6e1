// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/text.h"
#include "layout/data_name.h"
#include "route/router.h"

namespace headgate::cli {

namespace {

constexpr std::size_t kReasonsShown = 3, kSkippedShown = 10, kNameWidth = 40, kIndent = 2;

using Cell = TextTable::Cell;

Cell group_name(const GroupReport& group) {
  return {group_text(group.table, group.service, group.record_type),
          group.table.empty() ? Tone::Plain : Tone::Strong};
}

Cell bad_count(std::uint64_t count) { return {count_text(count), count == 0 ? Tone::Faint : Tone::Bad}; }

/// Tells the top reasons, or warnings, of one group, each with the address of the first event that has it.
std::string reasons_text(const GroupReport& group, const GroupReport::Reasons& all, Tone tone,
                         const Screen& screen) {
  const auto reasons = GroupReport::top(all, kReasonsShown);
  TextTable table({Align::Right, Align::Left});
  for (const Reason& reason : reasons) {
    // Of an event that no contract judged, the sentence is the only thing to go on.
    const bool is_judged = !group.table.empty();
    std::string what = !is_judged && !reason.message.empty() ? ": " + shown(reason.message) : "";
    if (what.empty() && !reason.pointer.empty()) what = " at " + shown(reason.pointer);
    table.row({{count_text(reason.count), tone}, {reason.code + what}});
    table.row({{}, {shown(reason.address), Tone::Faint}});
  }
  if (const std::size_t more = all.size() - reasons.size(); more != 0) {
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
       fmt::format("{} in frames + {} in separators + {} dropped", n(books.frame_bytes),
                   n(books.separator_bytes), n(books.dropped_bytes)));
  line("frames", books.frames,
       fmt::format("{} + {} unidentified + {} unparsable", count_text(books.events, "event"),
                   n(books.unidentified), n(books.unparsable)));
  line("frames", books.frames, fmt::format("{} clean + {} dirty", n(books.clean_lines), n(books.dirty())));
  line("clean", books.clean_lines, count_text(books.rows, "table row"));
  line("frames, dropped ranges", books.frames + books.dropped_ranges,
       fmt::format("{} = {}", count_text(books.log_lines, "log record"),
                   count_text(books.index_rows, "frame index row")));
  line("files staged", books.files_staged, fmt::format("{} named by the commits", n(books.files_named)));
  const auto faults = books.faults();
  std::string verdict = screen.toned("they balance", Tone::Good);
  if (!faults.empty()) verdict = screen.toned(fmt::format("{}", fmt::join(faults, "; ")), Tone::Bad);
  return screen.toned("Books", Tone::Strong) + ": " + verdict + "\n" + table.text(screen, kIndent);
}

/// Lists the folders that this run wrote to: one that got nothing need not be there.
std::string outputs_text(const RunReport& report, const Screen& screen) {
  TextTable table({Align::Left, Align::Left});
  const auto line = [&](const char* name, layout::Output output, std::uint64_t lines) {
    if (lines != 0)
      table.row({{name, Tone::Faint}, {shown(report.landing + "/" + layout::folder_of(output))}});
  };
  line("tables", layout::Output::CleanParquet, report.books.rows);
  line("clean events", layout::Output::CleanJson, report.books.clean_lines);
  line("dirty events", layout::Output::DirtyJson, report.books.dirty_lines);
  line("profiling logs", layout::Output::ProfilingLogs, report.books.log_lines);
  if (report.books.log_lines == 0) return {};
  const bool pending = report.outcome == RunReport::Outcome::PublishPending;
  return screen.heading(pending ? "Outputs, once they are published" : "Outputs") +
         table.text(screen, kIndent) + "\n";
}

/// Says what objects that grow end with, where that is nothing whole.
std::string left_text(const RunReport& report) {
  if (report.left_objects == 0) return {};
  return fmt::format("{} with {} at the end that is no whole value yet: it waits for more\n",
                     count_text(report.left_objects, "object"), bytes_text(report.left_bytes));
}

std::string nothing_new_text(const RunReport& report, const Screen& screen) {
  const std::string source = shown(report.source), landing = shown(report.landing);
  if (!report.skipped.empty()) {
    return fmt::format("nothing to do: {} of the {} of {} are in {}\n\n", count_text(report.done_objects),
                       count_text(report.done_objects + report.skipped.size(), "object"), source, landing) +
           skipped_text(report.skipped, screen);
  }
  if (report.left_objects != 0)
    return fmt::format("nothing to do: {} holds nothing whole that is new\n", source) + left_text(report);
  if (!report.is_whole_listing)
    return fmt::format("nothing to do: {} holds nothing new behind the watermarks\n", source);
  if (report.objects == 0) return fmt::format("nothing to do: {} holds no object\n", source);
  if (report.objects == 1)
    return fmt::format("nothing to do: the one object of {} is in {}\n", source, landing);
  return fmt::format("nothing to do: all {} of {} are in {}\n", count_text(report.objects, "object"), source,
                     landing);
}

/// Lists the first of some names, and says how many more there are.
std::string names_text(const std::vector<std::string>& names) {
  constexpr std::size_t kNamesShown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamesShown); ++i)
    text += (i == 0 ? "" : ", ") + shown(names[i]);
  if (names.size() > kNamesShown) text += fmt::format(" and {} more", count_text(names.size() - kNamesShown));
  return text;
}

/// Writes `1 task was`, `2 tasks were`.
std::string they_were(std::uint64_t count, ByteView noun) {
  return count_text(count, noun) + (count == 1 ? " was" : " were");
}

/// Says what was not as usual on the way, a line each: other runs, names that came back, a part of a listing.
std::string notes_text(const RunReport& report) {
  std::string text;
  if (!report.others.empty()) {
    text += fmt::format("{} at work on the landing when this one began: {}\n",
                        they_were(report.others.size(), "other run"), names_text(report.others));
  }
  if (report.dropped_tasks != 0) {
    text += fmt::format("{} staged for nothing: another run was faster with objects of {}\n",
                        they_were(report.dropped_tasks, "task"), report.dropped_tasks == 1 ? "it" : "them");
  }
  if (!report.returned.empty()) {
    std::vector<std::string> labels;
    for (const TaskObject& object : report.returned)
      labels.push_back(label_of("", object.info.name, object.generation).name.substr(1));
    text += fmt::format("{} came back with other content, each a new generation: {}\n",
                        count_text(report.returned.size(), "object"), names_text(labels));
  }
  text += left_text(report);
  if (!report.is_whole_listing) {
    text += "listed only what stands behind the watermarks; the whole source is listed once a day\n";
  }
  return text.empty() ? text : text + "\n";
}

std::string speed_text(const RunReport& report) {
  const double rate = static_cast<double>(report.books.bytes_read) / std::max(report.seconds, 1e-3);
  std::string read = bytes_text(report.books.bytes_read);
  if (report.stored_bytes != report.books.bytes_read) {
    read += fmt::format(" ({} as stored)", bytes_text(report.stored_bytes));
  }
  return fmt::format("{}, {}, {} in {:.2f} s: {}/s", count_text(report.read_objects, "object"), read,
                     count_text(report.books.frames, "frame"), report.seconds,
                     bytes_text(static_cast<std::uint64_t>(rate)));
}

/// Writes `2 list, 20 get (3.1 MB received, 0 B sent) to s3://bucket`.
std::string traffic_text(const Traffic& traffic, const std::string& root) {
  std::vector<std::string> counts;
  for (std::size_t i = 0; i < kRequestWords.size(); ++i) {
    if (traffic.requests[i] != 0)
      counts.push_back(fmt::format("{} {}", count_text(traffic.requests[i]), kRequestWords[i]));
  }
  std::string text = fmt::format("{} to {} ({} sent, {} received", fmt::join(counts, ", "), shown(root),
                                 bytes_text(traffic.bytes_sent), bytes_text(traffic.bytes_received));
  if (traffic.refused != 0) text += fmt::format("; {} refused as too many", count_text(traffic.refused));
  if (traffic.unanswered != 0) text += fmt::format("; {} not answered", count_text(traffic.unanswered));
  return text + ")";
}

}  // namespace

std::string requests_text(const RunTraffic& traffic, const std::string& source, const std::string& landing) {
  std::vector<std::string> stores;
  if (traffic.source) stores.push_back(traffic_text(*traffic.source, source));
  if (traffic.landing) stores.push_back(traffic_text(*traffic.landing, landing));
  return stores.empty() ? "" : fmt::format("requests: {}\n", fmt::join(stores, "; "));
}

std::string group_text(const std::string& table, const std::string& service, const std::string& record_type) {
  if (!table.empty()) return table;
  const std::string type = record_type == "_unknown" ? "" : " " + record_type;
  if (service == "_other") return "(many more services)";
  if (service == "_unknown") return type.empty() ? "(not recognised)" : "(no service)" + type;
  return cut(shown(service), kNameWidth) + type;
}

GroupReport total_of(const std::vector<GroupReport>& groups) {
  GroupReport all;
  for (const GroupReport& group : groups) {
    all.clean += group.clean;
    all.recovered += group.recovered;
    all.dirty += group.dirty;
    all.dropped_ranges += group.dropped_ranges;
    all.warned += group.warned;
  }
  return all;
}

std::string groups_text(const std::vector<GroupReport>& groups, const Screen& screen) {
  const GroupReport all = total_of(groups);
  std::string reasons, warnings;
  for (const GroupReport& group : groups) {
    if (!group.reasons.empty()) reasons += reasons_text(group, group.reasons, Tone::Bad, screen);
    if (!group.warnings.empty()) warnings += reasons_text(group, group.warnings, Tone::Strong, screen);
  }
  TextTable table({Align::Left, Align::Right, Align::Right, Align::Right, Align::Right});
  const auto row = [&](const Cell& name, const GroupReport& group) {
    const Cell clean{count_text(group.clean), group.clean == 0 ? Tone::Faint : Tone::Good};
    std::vector<Cell> cells{name, clean, bad_count(group.dirty)};
    if (all.dropped_ranges != 0) cells.push_back(bad_count(group.dropped_ranges));
    if (all.warned != 0) cells.push_back({count_text(group.warned), Tone::Plain});
    table.row(std::move(cells));
  };
  std::vector<std::string> heading = {"TABLE", "CLEAN", "DIRTY"};
  if (all.dropped_ranges != 0) heading.emplace_back("DROPPED");
  if (all.warned != 0) heading.emplace_back("WARNED");
  table.heading(heading);
  for (const GroupReport& group : groups) row(group_name(group), group);
  if (groups.size() > 1) row({"all", Tone::Faint}, all);
  // The table comes last: what was written last is what still stands on the screen.
  std::string text;
  if (!reasons.empty()) {
    text +=
        screen.heading("Why events are dirty, and where each reason came first") + reasons.substr(1) + "\n";
  }
  if (!warnings.empty()) {
    text += screen.heading("What `warn` notes, and where each came first") + warnings.substr(1) + "\n";
  }
  return text + table.text(screen);
}

std::string recovered_text(std::uint64_t recovered, ByteView note) {
  if (recovered == 0) return {};
  return fmt::format("{} recovered after damage ({})\n", they_were(recovered, "clean event"), note);
}

std::string skipped_lines(const std::vector<SkippedObject>& skipped) {
  std::string text;
  for (std::size_t i = 0; i < std::min(skipped.size(), kSkippedShown); ++i) {
    text += fmt::format("  {}: {}\n", shown(skipped[i].object), shown(skipped[i].reason));
  }
  if (skipped.size() > kSkippedShown)
    text += fmt::format("  and {} more\n", count_text(skipped.size() - kSkippedShown));
  return text;
}

std::string skipped_text(const std::vector<SkippedObject>& skipped, const Screen& screen) {
  if (skipped.empty()) return {};
  return screen.toned(fmt::format("Skipped: {}", count_text(skipped.size(), "object")), Tone::Bad) +
         ", pending until the next run\n" + skipped_lines(skipped);
}

std::string report_text(const RunReport& report, const Screen& screen) {
  std::string text;
  if (!report.rolled_forward.empty()) {
    text += fmt::format("{} of an earlier run had not been published, and now {} been\n\n",
                        count_text(report.rolled_forward.size(), "commit"),
                        report.rolled_forward.size() == 1 ? "has" : "have");
  }
  text += notes_text(report);
  const std::string asked = requests_text(report.traffic, report.source, report.landing);
  if (report.outcome == RunReport::Outcome::NothingNew)
    return text + nothing_new_text(report, screen) + asked;
  text += groups_text(report.groups, screen);
  text += recovered_text(total_of(report.groups).recovered, "marked `recovered` in the frame index") + "\n";
  text += books_text(report.books, screen) + "\n";
  if (!report.skipped.empty()) text += skipped_text(report.skipped, screen) + "\n";
  text += outputs_text(report, screen) + speed_text(report) + "\n" + asked;
  if (report.outcome == RunReport::Outcome::PublishPending) {
    text += screen.toned("committed, but not published yet", Tone::Bad) +
            fmt::format(": {}; the next run finishes it\n", shown(report.pending_reason));
  }
  return text;
}

std::string hint_text(const RunReport& report, const Screen& screen) {
  const auto filled = std::find_if(report.groups.begin(), report.groups.end(),
                                   [](const GroupReport& group) { return group.clean != 0; });
  if (filled == report.groups.end() || report.outcome == RunReport::Outcome::PublishPending) return {};
  return "\n" + screen.heading("Look at a table") + table_commands(report.landing, filled->table);
}

std::string table_commands(const std::string& landing, const std::string& table) {
  // These would need escapes of the shell, of SQL and of file patterns: such a user knows what to write.
  if (landing.find_first_of("'\"\\$`!*?[") != std::string::npos || shown(landing) != landing) return {};
  const std::string query =
      fmt::format("FROM read_parquet('{}/{}', hive_partitioning=true, union_by_name=true) LIMIT 5", landing,
                  layout::table_pattern(table));
  return fmt::format("  duckdb -c \"{}\"\n  python3 -c \"import duckdb; duckdb.sql(\\\"{}\\\").show()\"\n",
                     query, query);
}

}  // namespace headgate::cli
