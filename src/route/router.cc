// SPDX-License-Identifier: Apache-2.0
#include "route/router.h"

#include <map>
#include <tuple>

#include "base/hash.h"
#include "base/json.h"
#include "judge/reason.h"
#include "route/dirty_record.h"
#include "route/wrapper_record.h"

namespace headgate {

namespace {

ByteView record_type_of(const Outcome& outcome) {
  return outcome.record_type ? name(*outcome.record_type) : ByteView();
}

/// Appends an event's own bytes as one line. A line break between tokens becomes a blank: the same length,
/// the same JSON. (Inside a string of valid JSON there is none.) Gives the hash of a line that changed so.
std::optional<std::uint64_t> append_line(std::string& out, ByteView bytes) {
  const std::size_t first = out.size();
  bool changed = false;
  out += bytes;
  for (const char line_break : {'\n', '\r'}) {
    for (std::size_t at = first; (at = out.find(line_break, at)) != std::string::npos; ++at) {
      out[at] = ' ';
      changed = true;
    }
  }
  std::optional<std::uint64_t> line_hash;
  if (changed) line_hash = hash64(ByteView(out).substr(first));
  out += '\n';
  return line_hash;
}

/// Appends one list of a log record: a text of each violation.
template <class Text>
void append_each(JsonObject& record, ByteView key, std::string& out, const Batch& batch, Range range,
                 Text text) {
  record.name(key);
  out += '[';
  for (std::uint32_t i = 0; i < range.count; ++i) {
    if (i != 0) out += ',';
    append_json_string(out, to_utf8_lossy(text(batch.violations[range.first + i])));
  }
  out += ']';
}

ByteView code_text(const Violation& violation) { return name(violation.code); }
ByteView pointer_text(const Violation& violation) { return violation.pointer; }

/// Routes one batch. Keeps the output of the last clean and the last dirty piece: neighbours mostly go
/// together.
class BatchRouter {
 public:
  BatchRouter(const Batch& batch, const ObjectLabel& object, Routed& routed)
      : batch_(batch), object_(object), routed_(routed) {}

  /// Writes the wrappers that begin in this window.
  void wrappers() {
    const auto& wrappers = batch_.window.wrappers;
    if (batch_.window.wrappers_begun == wrappers.size()) return;
    OutputLines& records = routed_.add_output();
    records.folder = layout::wrappers_folder();
    for (std::size_t i = batch_.window.wrappers_begun; i < wrappers.size(); ++i, ++records.lines)
      append_wrapper_record(records.bytes, *wrappers[i], object_);
  }

  void piece(std::uint32_t i) {
    const Piece& piece = batch_.window.pieces[i];
    const Outcome& outcome = batch_.outcomes[i];
    const std::uint32_t output = output_of(outcome);
    OutputLines& raw = routed_.outputs[output];
    IndexEntry& entry = routed_.index.emplace_back(IndexEntry{i, output, raw.bytes.size(), {}});
    if (outcome.clean) {
      entry.line_hash = append_line(raw.bytes, batch_.window.bytes_of(piece));
    } else {
      append_dirty_record(raw.bytes, batch_, i, object_);
    }
    ++raw.lines;
    log_record(piece, outcome);
    if (outcome.clean) row(piece, outcome);
  }

 private:
  std::uint32_t output_of(const Outcome& outcome) {
    const ByteView type = record_type_of(outcome);
    const auto [at, added] = output_places_.try_emplace(std::tuple(outcome.clean, outcome.service, type),
                                                        static_cast<std::uint32_t>(routed_.outputs.size()));
    if (added) routed_.add_output().folder = layout::lines_folder(outcome.clean, outcome.service, type);
    return at->second;
  }

  /// What has nothing to say is left out, and so is the address, which object, offset and length make: the
  /// clean records are nearly all, and a good part of what a run writes.
  void log_record(const Piece& piece, const Outcome& outcome) {
    std::string& out = routed_.log;
    JsonObject record(out);
    write_place(record, batch_.window, piece, object_);
    record.text("status", outcome.clean ? "clean" : "dirty");
    if (piece.recovered) record.boolean("recovered", true);
    if (!outcome.service.empty()) record.text("service", outcome.service);
    if (outcome.record_type) record.text("record_type", name(*outcome.record_type));
    if (!outcome.event_id.empty()) record.text("event_id", outcome.event_id);
    if (outcome.event_time) record.text("event_time", format_time(*outcome.event_time));
    if (outcome.plan != nullptr) {
      record.text("table", outcome.plan->table);
      record.text("contract", outcome.plan->contract);
      record.text("contract_version", outcome.plan->version);
    }
    if (!outcome.clean) {
      record.number("violation_count", outcome.violation_count);
      append_each(record, "codes", out, batch_, outcome.violations, code_text);
      // Whose contract is not known, nobody says which of its values are to be hidden.
      if (outcome.plan != nullptr) {
        append_each(record, "pointers", out, batch_, outcome.violations, pointer_text);
        append_each(record, "messages", out, batch_, outcome.violations, public_message);
      }
    }
    if (outcome.warning_count != 0) {
      record.number("warning_count", outcome.warning_count);
      append_each(record, "warning_codes", out, batch_, outcome.warnings, code_text);
      append_each(record, "warning_pointers", out, batch_, outcome.warnings, pointer_text);
      append_each(record, "warning_messages", out, batch_, outcome.warnings, public_message);
    }
    record.end();
    out += '\n';
    ++routed_.log_lines;
  }

  void row(const Piece& piece, const Outcome& outcome) {
    TableRow& row = routed_.rows.emplace_back();
    row.plan = outcome.plan;
    row.partition = outcome.event_time ? civil_hour(*outcome.event_time) : layout::kNoTime;
    row.slots.first = static_cast<std::uint32_t>(routed_.slots.size());
    auto& slots = routed_.slots;
    slots.push_back(outcome.event_id.data() == nullptr ? Slot::null() : Slot::of_text(outcome.event_id));
    const auto first = batch_.slots.begin() + outcome.slots.first;
    slots.insert(slots.end(), first, first + outcome.slots.count);
    if (outcome.plan->rescue) {
      slots.push_back(outcome.rescued.empty() ? Slot::null() : Slot::of_text(outcome.rescued));
    }
    if (outcome.plan->warn != kNone) warnings(outcome.warnings);
    slots.push_back(Slot::of_text(object_.name));
    slots.push_back(Slot::of_int64(static_cast<std::int64_t>(batch_.window.base + piece.offset)));
    slots.push_back(Slot::of_int64(piece.length));
    row.slots.count = static_cast<std::uint32_t>(slots.size()) - row.slots.first;
  }

  void warnings(Range range) {
    auto& slots = routed_.slots;
    if (range.count == 0) return slots.push_back(Slot::null());
    slots.push_back(Slot::of_list(range.count));
    for (std::uint32_t i = 0; i < range.count; ++i) {
      const Violation& warning = batch_.violations[range.first + i];
      slots.push_back(Slot::of_struct());
      for (const ByteView text : {name(warning.code), ByteView(warning.pointer), ByteView(warning.rule),
                                  ByteView(warning.message)}) {
        slots.push_back(Slot::of_text(text));
      }
    }
  }

  const Batch& batch_;
  const ObjectLabel& object_;
  Routed& routed_;
  std::map<std::tuple<bool, ByteView, ByteView>, std::uint32_t> output_places_;
};

Column engine_column(const char* column_name, ColumnKind kind) {
  Column column;
  column.name = column_name;
  column.kind = kind;
  return column;
}

Column warnings_column() {
  Column column = engine_column("_warnings", ColumnKind::List);
  Column& warning = column.children.emplace_back(engine_column("element", ColumnKind::Struct));
  for (const char* field : {"code", "pointer", "rule", "message"})
    warning.children.push_back(engine_column(field, ColumnKind::String));
  return column;
}

}  // namespace

std::vector<Column> table_columns(const Plan& plan) {
  std::vector<Column> columns = {engine_column("event_id", ColumnKind::String)};
  columns.insert(columns.end(), plan.columns.begin(), plan.columns.end());
  if (plan.rescue) columns.push_back(engine_column("_rescued", ColumnKind::String));
  if (plan.warn != kNone) columns.push_back(warnings_column());
  columns.push_back(engine_column("_object", ColumnKind::String));
  columns.push_back(engine_column("_offset", ColumnKind::Int64));
  columns.push_back(engine_column("_length", ColumnKind::Int64));
  return columns;
}

void Routed::clear() {
  for (OutputLines& output : outputs) spare_.push_back(std::move(output));
  outputs.clear();
  log.clear();
  log_lines = 0;
  rows.clear();
  slots.clear();
  index.clear();
}

OutputLines& Routed::add_output() {
  if (spare_.empty()) return outputs.emplace_back();
  OutputLines& output = outputs.emplace_back(std::move(spare_.back()));
  spare_.pop_back();
  output.bytes.clear();
  output.lines = 0;
  return output;
}

void Router::route(const Batch& batch, const ObjectLabel& object, Routed& routed) const {
  routed.clear();
  BatchRouter router(batch, object, routed);
  for (std::uint32_t i = 0; i < batch.window.pieces.size(); ++i) router.piece(i);
  router.wrappers();
}

}  // namespace headgate
