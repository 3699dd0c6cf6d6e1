// SPDX-License-Identifier: Apache-2.0
#include "route/dirty_record.h"

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace headgate {

namespace {

using Json = nlohmann::json;

void append_violation(std::string& out, const Violation& violation) {
  JsonObject object(out);
  object.text("code", name(violation.code));
  object.text("pointer", to_utf8_lossy(violation.pointer));
  object.text("rule", violation.rule);
  if (violation.line != 0) {
    object.number("line", violation.line);
    object.text("rule_text", violation.rule_text);
  }
  object.text("expected", to_utf8_lossy(violation.expected));
  object.text("actual", violation.actual);
  object.text("message", to_utf8_lossy(violation.message));
  if (violation.fault_offset)
    object.number("fault_offset", static_cast<std::int64_t>(*violation.fault_offset));
  object.end();
}

std::string text_or_nothing(const Json& record, const char* key) {
  const auto at = record.find(key);
  return at == record.end() || at->is_null() ? std::string() : at->get<std::string>();
}

StoredViolation read_violation(const Json& json) {
  StoredViolation violation;
  violation.code = json.at("code");
  violation.pointer = text_or_nothing(json, "pointer");
  violation.rule = text_or_nothing(json, "rule");
  violation.expected = text_or_nothing(json, "expected");
  violation.actual = text_or_nothing(json, "actual");
  violation.message = text_or_nothing(json, "message");
  violation.line = json.value("line", 0);
  violation.rule_text = text_or_nothing(json, "rule_text");
  if (json.contains("fault_offset")) violation.fault_offset = json["fault_offset"].get<std::uint64_t>();
  return violation;
}

std::string read_bytes(const Json& record) {
  if (record.contains("raw")) return record["raw"];
  auto bytes = from_base64(record.at("raw_base64").get_ref<const std::string&>());
  if (!bytes) throw std::runtime_error("raw_base64 is no Base64");
  return std::move(*bytes);
}

DirtyRecord read_record(const Json& json, Reading reading) {
  DirtyRecord record;
  record.address = {json.at("object"), json.at("offset"), json.at("length")};
  record.dropped = json.at("kind") == "dropped";
  record.service = text_or_nothing(json, "service");
  record.record_type = text_or_nothing(json, "record_type");
  record.event_id = text_or_nothing(json, "event_id");
  record.recovered = json.at("recovered");
  record.violation_count = json.at("violation_count");
  for (const Json& violation : json.at("violations")) record.violations.push_back(read_violation(violation));
  if (reading == Reading::Whole) record.bytes = read_bytes(json);
  return record;
}

/// Cuts a record in front of its bytes, which come last. Inside a string of JSON the quotes of these marks
/// would be escaped, so they are found nowhere else.
std::string without_bytes(ByteView line) {
  for (const ByteView mark : {",\"raw\":", ",\"raw_base64\":"}) {
    const std::size_t at = line.find(mark);
    if (at != ByteView::npos) return std::string(line.substr(0, at)) + "}";
  }
  return std::string(line);
}

template <class Read>
auto reading_record(const std::string& place, Read read) -> Result<decltype(read())> {
  try {
    return read();
  } catch (const std::exception& wrong) {
    return fail(ErrorCode::Corrupt, "{} is no record that this version of Headgate can read: {}", place,
                wrong.what());
  }
}

}  // namespace

void append_dirty_record(std::string& out, const Batch& batch, std::uint32_t piece_number,
                         const ObjectLabel& object) {
  const Piece& piece = batch.window.pieces[piece_number];
  const Outcome& outcome = batch.outcomes[piece_number];
  const ByteView bytes = batch.window.bytes_of(piece);
  JsonObject record(out);
  record.text("address", Address{object.name, batch.window.base + piece.offset, piece.length}.text());
  write_place(record, batch.window, piece, object);
  record.text_or_null("service", outcome.service);
  record.text_or_null("record_type", outcome.record_type ? name(*outcome.record_type) : ByteView());
  record.text_or_null("event_id", outcome.event_id);
  record.boolean("recovered", piece.recovered);
  record.number("violation_count", outcome.violation_count);
  record.name("violations");
  out += '[';
  for (std::uint32_t i = 0; i < outcome.violations.count; ++i) {
    if (i != 0) out += ',';
    append_violation(out, batch.violations[outcome.violations.first + i]);
  }
  out += ']';
  is_utf8(bytes) ? record.text("raw", bytes) : record.text("raw_base64", base64(bytes));
  record.end();
  out += '\n';
}

Result<DirtyRecord> read_dirty_record(ByteView line, const std::string& place, Reading reading) {
  return reading_record(place, [&] {
    return read_record(reading == Reading::Whole ? Json::parse(line) : Json::parse(without_bytes(line)),
                       reading);
  });
}

}  // namespace headgate
