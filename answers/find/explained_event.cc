// SPDX-License-Identifier: Apache-2.0
#include "answers/find/explained_event.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "answers/explain/warnings.h"
#include "base/hash.h"
#include "judge/frame_parser.h"
#include "layout/data_name.h"
#include "read/stored_lines.h"

namespace headgate::find {

namespace {

/// Gives the contract that judged a frame, from the texts that its task was made by.
Result<std::shared_ptr<const Plan>> contract_of(const Snapshot& snapshot, const FoundFrame& frame) {
  if (frame.table.empty()) return nullptr;
  for (const NamedHash& named : frame.task->contracts()) {
    TRY(auto plan, snapshot.log().kept_contract(named.hash));
    if (plan->table == frame.table) return plan;
  }
  return fail(ErrorCode::Corrupt, "commit {} of {} names no contract for the table {} of {}",
              frame.task->commit->seq, snapshot.store().root(), frame.table, frame.address.text());
}

tl::unexpected<Error> not_the_bytes(const Snapshot& snapshot, const FoundFrame& frame) {
  return fail(ErrorCode::Corrupt, "what stands in {}/{} at byte {} is not {}: the file was changed",
              snapshot.store().root(), frame.file, frame.file_offset, frame.address.text());
}

Status read_clean(const Snapshot& snapshot, const std::string& file, ExplainedEvent& event) {
  const FoundFrame& frame = event.frame;
  TRY(event.bytes, snapshot.store().get_range(file, frame.file_offset, frame.address.length));
  if (hash64(event.bytes) != frame.stored_hash) return not_the_bytes(snapshot, frame);
  return {};
}

Status read_dirty(const Snapshot& snapshot, const std::string& file, ExplainedEvent& event) {
  const FoundFrame& frame = event.frame;
  TRY(auto lines, StoredLines::open(snapshot.store(), file, frame.file_offset));
  TRY(const bool there, lines.next());
  if (!there) return not_the_bytes(snapshot, frame);
  TRY(DirtyRecord record,
      read_dirty_record(lines.line(), fmt::format("{}/{}, the record at byte {},", snapshot.store().root(),
                                                  frame.file, frame.file_offset)));
  if (record.address != frame.address || hash64(record.bytes) != frame.stored_hash)
    return not_the_bytes(snapshot, frame);
  event.bytes = std::move(record.bytes);
  event.violations = std::move(record.violations);
  event.violation_count = record.violation_count;
  return {};
}

/// Puts the text of a string that was unwrapped in the place of the string.
void unwrap(ExplainedEvent& event) {
  if (event.frame.dropped) return;
  const auto& found = event.violations;
  // A string that nobody unwrapped is no event for being one.
  if (found.size() == 1 && found[0].code == "not_an_object" && found[0].actual.starts_with("string ")) return;
  auto text = text_in(event.bytes);
  if (!text) return;
  event.bytes = std::move(*text);
  event.is_unwrapped = true;
}

/// Finds the file that holds the row of a clean event: those of its partition are looked through.
Result<std::string> table_file_of(const Search& search, const FoundFrame& frame) {
  const std::string partition =
      layout::partition(frame.event_time ? civil_hour(*frame.event_time) : layout::kNoTime);
  for (const StagedFile& output : frame.task->manifest.files()) {
    if (output.table != frame.table || output.final_name.find("/" + partition + "/") == std::string::npos)
      continue;
    bool found = false;
    const auto take = [&](std::uint64_t, const std::vector<ScannedCell>& cells) {
      found = cells[0].text == frame.address.object &&
              static_cast<std::uint64_t>(cells[1].number) == frame.address.offset;
      return !found;
    };
    TRY_OK(search.scan(*frame.task, output.final_name, {"_object", "_offset"}, take));
    if (found) return output.final_name;
  }
  return fail(ErrorCode::Corrupt, "no file of {} in {} holds the row of {}", frame.table, partition,
              frame.address.text());
}

/// Names the document that a rule stands in, where that is not the contract: `common.yaml#/pointer`.
std::string document_of(const std::string& rule) {
  return rule.empty() || rule.front() == '/' ? std::string() : rule.substr(0, rule.find('#'));
}

/// Names the rule of a violation by its line in the contract: as the record says it, else as the text does.
int line_of_rule(const StoredViolation& violation, const Plan& plan) {
  if (violation.line != 0 || violation.rule.empty()) return violation.line;
  return explain::rule_line(plan.text, violation.rule);
}

}  // namespace

explain::Explanation ExplainedEvent::explanation(std::size_t width) const {
  std::vector<StoredViolation> all = violations;
  all.insert(all.end(), warnings.begin(), warnings.end());
  const explain::ExplainOptions options{width, masks};
  if (frame.dropped && !all.empty())
    return explain::lay_out_bytes(bytes, fault_offsets.front(), all.front(), options);
  return explain::lay_out(bytes, all, options);
}

std::vector<RulePlace> ExplainedEvent::rules() const {
  std::map<std::pair<std::string, int>, RulePlace> by_line;
  for (const auto* const list : {&violations, &warnings}) {
    for (const StoredViolation& violation : *list) {
      const int line = plan == nullptr ? 0 : line_of_rule(violation, *plan);
      if (line == 0) continue;
      const std::string document = document_of(violation.rule);
      RulePlace& place = by_line[{document, line}];
      place.violations.push_back(&violation);
      if (place.line != 0) continue;
      place.file = document.empty() ? plan->contract : document;
      place.line = line;
      place.rule_text = violation.rule_text;
      place.lines = document.empty() ? explain::lines_around(plan->text, line, 1)
                                     : explain::NumberedLines{line, {violation.rule_text}};
    }
  }
  std::vector<RulePlace> places;
  for (auto& [line, place] : by_line) places.push_back(std::move(place));
  return places;
}

Result<ExplainedEvent> explain_event(const Search& search, const FoundFrame& frame, bool unmask) {
  const Snapshot& snapshot = search.snapshot;
  ExplainedEvent event;
  event.frame = frame;
  TRY(event.plan, contract_of(snapshot, frame));
  TRY(const std::string file, snapshot.place_of(*frame.task, frame.file));
  TRY_OK(frame.clean ? read_clean(snapshot, file, event) : read_dirty(snapshot, file, event));
  event.is_original = frame.stored_hash == frame.hash;
  unwrap(event);
  if (frame.clean) {
    TRY(event.table_file, table_file_of(search, frame));
  }
  if (event.plan != nullptr) event.warnings = explain::warnings_of(event.bytes, *event.plan);
  event.fault_offsets = explain::fault_offsets(event.bytes, event.violations, !frame.dropped);
  event.withheld = event.plan == nullptr && !unmask;
  if (event.plan != nullptr && !event.plan->mask.empty() && !unmask) {
    event.masks = [plan = event.plan](ByteView pointer, bool is_scalar) {
      return plan->hides(pointer, is_scalar);
    };
    event.violations = explain::mask(event.bytes, std::move(event.violations), event.masks);
    event.warnings = explain::mask(event.bytes, std::move(event.warnings), event.masks);
  }
  return event;
}

}  // namespace headgate::find
