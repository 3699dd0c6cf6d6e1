// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/why_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/text.h"
#include "layout/data_name.h"
#include "layout/layout.h"

namespace headgate::cli {

namespace {

using find::ExplainedEvent;
using find::FoundFrame;
using find::RulePlace;
using find::Siblings;

constexpr std::size_t kIndent = 2, kPointersShown = 5;

std::string or_unknown(const std::string& text, const char* what) {
  return text.empty() ? fmt::format("no known {}", what) : shown(text);
}

/// Names a kind of event: `microone event`.
std::string group_name(const FoundFrame& frame) {
  if (frame.service.empty() && frame.record_type.empty()) return "no service and record type";
  return or_unknown(frame.service, "service") + " " + or_unknown(frame.record_type, "record type");
}

std::string verdict_text(const ExplainedEvent& event, const Screen& screen) {
  const FoundFrame& frame = event.frame;
  if (frame.clean) {
    const std::size_t warnings = event.warnings.size();
    return screen.toned("clean", Tone::Good) +
           (warnings == 0 ? "" : ", " + screen.toned(count_text(warnings, "warning"), Tone::Bad));
  }
  if (frame.dropped) return screen.toned("a dropped range", Tone::Bad);
  return screen.toned("dirty", Tone::Bad) + ", " + count_text(event.violation_count, "violation");
}

std::string commit_text(const CommitRecord& commit) {
  constexpr Micros kSecond = 1'000'000;
  return fmt::format("commit {} of {}", commit.seq, format_time(commit.time - commit.time % kSecond));
}

std::string head_text(const ExplainedEvent& event, const Screen& screen) {
  const FoundFrame& frame = event.frame;
  TextTable table({Align::Left, Align::Left});
  const auto line = [&](const char* name, const std::string& value) {
    table.row({{name, Tone::Faint}, {value}});
  };
  if (!frame.dropped) {
    line("event", group_name(frame));
    line("id", or_unknown(frame.event_id, "id"));
    line("time", frame.event_time ? format_time(*frame.event_time) : "no usable time");
  }
  if (event.plan != nullptr) {
    line("contract", fmt::format("{} {}, {}", shown(event.plan->contract), shown(event.plan->version),
                                 layout::contract_name(event.plan->hash)));
  }
  line(frame.clean ? "line" : "record", fmt::format("{} at byte {}", shown(frame.file), frame.file_offset));
  if (!event.table_file.empty()) line("row", shown(event.table_file));
  if (frame.wrapper) {
    line("wrapper", *frame.wrapper < 0 ? "not known: damage before it hides which"
                                       : fmt::format("begins at byte {}, see {}", *frame.wrapper,
                                                     layout::folder_of(layout::Output::WrapperJson)));
  }
  line("committed",
       fmt::format("{} by run {}", commit_text(*frame.task->commit), shown(frame.task->commit->run)));
  std::string text = screen.toned(shown(frame.address.text()), Tone::Strong) + ": " +
                     verdict_text(event, screen) + "\n" + table.text(screen, kIndent);
  if (frame.recovered) {
    text += "  " + screen.toned("recovered after damage: read with care", Tone::Bad) + "\n";
  }
  return text;
}

Tone tone_of(explain::ExplainedLine::Kind kind) {
  switch (kind) {
    case explain::ExplainedLine::Kind::Event: return Tone::Plain;
    case explain::ExplainedLine::Kind::Fold: return Tone::Faint;
    case explain::ExplainedLine::Kind::Fault: return Tone::Bad;
    case explain::ExplainedLine::Kind::Warning: return Tone::Strong;
  }
  return Tone::Plain;
}

/// Keeps the indentation out of the colour, so that copied text stays plain.
std::string toned_line(const explain::ExplainedLine& line, const Screen& screen) {
  const std::size_t indent = std::min(line.text.find_first_not_of(' '), line.text.size());
  return line.text.substr(0, indent) + screen.toned(ByteView(line.text).substr(indent), tone_of(line.kind)) +
         "\n";
}

/// Says where the faults of an event are whose bytes are not shown.
std::string withheld_text(const ExplainedEvent& event, const Screen& screen) {
  std::string text;
  for (std::size_t i = 0; i < event.violations.size(); ++i) {
    const std::string code = screen.toned(shown(event.violations[i].code), Tone::Bad);
    const std::size_t at = event.fault_offsets[i];
    text += event.is_unwrapped ? fmt::format("{}: byte {} of the text in it\n", code, at)
                               : fmt::format("{}: byte {} of it, byte {} of the object\n", code, at,
                                             event.frame.address.offset + at);
  }
  return text +
         screen.toned(
             "no contract judged it, so nothing says what of it may be shown: --unmask shows the bytes",
             Tone::Faint) +
         "\n";
}

std::string event_text(const ExplainedEvent& event, const Screen& screen) {
  if (event.withheld) return withheld_text(event, screen);
  std::string text;
  for (const explain::ExplainedLine& line : event.explanation(screen.width).lines)
    text += toned_line(line, screen);
  if (event.violation_count > event.violations.size()) {
    text += screen.toned(
        fmt::format("and {} that were counted and not kept\n",
                    count_text(event.violation_count - event.violations.size(), "more violation")),
        Tone::Faint);
  }
  if (event.is_unwrapped)
    text += screen.toned("it is a JSON string: this is the text in it (unwrap: text)\n", Tone::Faint);
  if (!event.is_original) {
    text += screen.toned("line breaks between its tokens stand as blanks in the file\n", Tone::Faint);
  }
  if (const std::uint64_t values = event.shown_bytes().values; values != 0) {
    text +=
        screen.toned(fmt::format("its contract hides {}: --unmask shows them\n", count_text(values, "value")),
                     Tone::Faint);
  }
  return text;
}

std::string rule_text(const RulePlace& place, const Screen& screen) {
  std::string pointers;
  for (std::size_t i = 0; i < place.violations.size() && i < kPointersShown; ++i) {
    const StoredViolation& violation = *place.violations[i];
    pointers += fmt::format("{}{}{}", i == 0 ? "" : ", ", shown(violation.code),
                            violation.pointer.empty() ? "" : " at " + shown(violation.pointer));
  }
  if (place.violations.size() > kPointersShown) {
    pointers += ", and " + count_text(place.violations.size() - kPointersShown) + " more";
  }
  std::string text = fmt::format(
      "  {}: {}\n", screen.toned(fmt::format("{} line {}", shown(place.file), place.line), Tone::Strong),
      pointers);
  for (std::size_t i = 0; i < place.lines.lines.size(); ++i) {
    const int number = place.lines.first + static_cast<int>(i);
    const std::string line = cut(shown(place.lines.lines[i]), std::max<std::size_t>(screen.width, 40) - 8);
    const Tone tone = number == place.line ? Tone::Bad : Tone::Faint;
    text += fmt::format("  {:>5}{}\n", number, line.empty() ? "" : " " + screen.toned(line, tone));
  }
  return text;
}

std::string share_text(std::uint64_t part, std::uint64_t all) {
  const double percent =
      100 * static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(all, 1));
  return percent < 0.1 ? "less than 0.1%" : fmt::format("{:.1f}%", percent);
}

std::string siblings_text(const ExplainedEvent& event, const Siblings& siblings, const Screen& screen) {
  const FoundFrame& frame = event.frame;
  const bool has_place = !siblings.pointer.empty() && !event.withheld;
  const std::string where = has_place ? " at " + shown(siblings.pointer) : "";
  const bool known = !frame.service.empty() || !frame.record_type.empty();
  const std::string of = known ? count_text(siblings.events, group_name(frame))
                               : count_text(siblings.events, "record") + " without service and record type";
  std::string text = "  " + screen.toned(shown(siblings.code), Tone::Bad) + where + ": ";
  if (siblings.others == 0) return text + "no other of " + of + "\n";
  text += fmt::format("{} of {} ({})\n", count_text(siblings.others, "other"), of,
                      share_text(siblings.others, siblings.events));
  std::string since;
  if (siblings.first_event_time) since = "since " + format_time(*siblings.first_event_time) + ", ";
  if (siblings.first_commit != nullptr) since += "first in " + commit_text(*siblings.first_commit);
  text += "    " + since + "\n";
  for (const std::string& address : siblings.addresses)
    text += "    " + screen.toned(shown(address), Tone::Faint) + "\n";
  return text;
}

}  // namespace

std::string why_text(const WhyAnswer& answer, const Screen& screen) {
  const ExplainedEvent& event = answer.event;
  std::string text = head_text(event, screen) + "\n" + event_text(event, screen);
  const auto rules = event.rules();
  if (!rules.empty()) text += "\n" + screen.heading("What the contract says");
  for (const RulePlace& place : rules) text += rule_text(place, screen);
  if (!answer.siblings.empty()) text += "\n" + screen.heading("Who fails the same way");
  for (const Siblings& siblings : answer.siblings) text += siblings_text(event, siblings, screen);
  return text;
}

}  // namespace headgate::cli
