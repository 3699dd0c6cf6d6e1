// SPDX-License-Identifier: Apache-2.0
#include "judge/reason.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/time.h"

namespace headgate {

// The sentences. What a value breaks in a schema is said by the judge_*.cc that finds it, and stands inside
// of one.

namespace {

/// Says in words what was found.
ByteView fault_text(Code code) {
  switch (code) {
    case Code::InvalidUtf8: return "bytes that are no UTF-8";
    case Code::ControlCharacter: return "a raw control character in a string";
    case Code::InvalidEscape: return "an escape that JSON does not have";
    case Code::LoneSurrogate: return "half of a surrogate pair";
    case Code::DuplicateKey: return "a key that stands twice in one object";
    case Code::InvalidNumber: return "a number that JSON does not allow";
    case Code::TooDeep: return "a value nested too deep";
    // Of a text in a string; what the cutter finds elsewhere has sentences of its own.
    case Code::NotJson: return "a text that is no JSON value";
    case Code::Truncated: return "a text that ends inside a value";
    case Code::BrokenStructure: return "a text whose brackets, commas or colons break off";
    case Code::StraySeparator: return "a text with a comma or bracket that belongs to no array";
    case Code::MissingComma: return "a text with an array that lacks a comma";
    case Code::UnclosedArray: return "a text with an array that is never closed";
    default: return "a word that is no JSON value";
  }
}

std::string place_text(const Identification::Service& rule) {
  return (rule.after.empty() ? "" : "behind " + rule.after + " in ") + rule.place.text();
}

std::string service_places(const Identification& rules) {
  std::string places;
  for (const Identification::Service& rule : rules.services)
    places += (places.empty() ? "" : ", ") + place_text(rule);
  return places;
}

/// Says what was found where a name is due: what else an event holds, no sentence quotes.
std::string found_text(const std::string& actual) {
  if (actual.starts_with('{')) return "an object";
  return actual.starts_with('[') ? "an array" : actual;
}

/// Says what was found at a place where a name is due.
std::string found_at(const IdentityPlace& place, const std::string& actual) {
  if (place.pattern) return fmt::format("{} gives none in the object's name {}", place.text(), actual);
  return fmt::format("{} is {}", place.text(), found_text(actual));
}

std::string record_type_texts(const Identification& rules) {
  std::vector<std::string> texts;
  for (const auto& entry : rules.record_types) texts.push_back(entry.first);
  return fmt::format("{}", fmt::join(texts, " or "));
}

/// Says what a time of a form looks like.
std::string time_looks(const TimeForm& form) {
  if (form.format) return fmt::format("a text such as {}", form.format->text());
  switch (form.timestamp) {
    case TimestampForm::EpochS: return "seconds since 1970 (epoch_s)";
    case TimestampForm::EpochMs: return "milliseconds since 1970 (epoch_ms)";
    case TimestampForm::EpochUs: return "microseconds since 1970 (epoch_us)";
    case TimestampForm::EpochNs: return "nanoseconds since 1970 (epoch_ns)";
    default: break;
  }
  if (form.zone_minutes) return "a text such as 2022-04-19T18:00:00 or 2022-04-19T20:00:00.25+02:00";
  return "an RFC 3339 text such as 2022-04-19T18:00:00Z or 2022-04-19T20:00:00.25+02:00";
}

}  // namespace

Violation reason_dropped(const Piece& piece, ByteView bytes) {
  const Code code = code_of(piece.reason);
  std::string what;
  std::string expected = "a JSON value";
  switch (piece.reason) {
    case DropReason::NotJson: what = "no JSON value begins here"; break;
    case DropReason::BrokenStructure: what = "a value whose brackets, commas or colons break off"; break;
    case DropReason::Truncated: what = "the object ends inside a value"; break;
    case DropReason::TooLarge: what = "a value longer than event_bytes_max"; break;
    case DropReason::StraySeparator: what = "a comma or bracket that belongs to no array"; break;
    case DropReason::MissingComma:
      what = "elements of an array without a comma between them";
      expected = "a comma";
      break;
    case DropReason::UnclosedArray:
      what = "an array that is never closed: the object may be cut off";
      expected = "]";
      break;
  }
  Violation violation{
      code,
      "",
      "",
      expected,
      shortened(bytes.substr(std::min<std::size_t>(piece.fault, bytes.size()))),
      fmt::format("{} ({} bytes dropped, broken at byte {} of them)", what, piece.length, piece.fault)};
  violation.fault_offset = piece.fault;
  return violation;
}

Violation reason_unparsable(const ParseFault& fault, ByteView frame) {
  Violation violation{fault.code,
                      fault.pointer,
                      "",
                      fault.expected,
                      shortened(frame.substr(fault.offset)),
                      fmt::format("{} at byte {} of the event: expected {}", fault_text(fault.code),
                                  fault.offset, fault.expected)};
  violation.fault_offset = fault.offset;
  return violation;
}

Violation reason_no_object(TypeMask type, ByteView frame) {
  const std::string types = type_names(type);
  return {Code::NotAnObject,
          "",
          "",
          "an object",
          types + " " + shortened(frame),
          "an event is an object, this is " + types};
}

Violation reason_foreign_source(const Identification& rules, const std::string& actual) {
  const std::string message =
      fmt::format("belongs to another application: {} is {}, not {}", pointer_text(rules.source),
                  found_text(actual), rules.source_equals);
  return {Code::ForeignSource, pointer_text(rules.source), "", rules.source_equals, actual, message};
}

Violation reason_unknown_record_type(const Identification& rules, const std::string& actual) {
  return {Code::UnknownRecordType,
          pointer_text(rules.record_type.pointer),
          "",
          record_type_texts(rules),
          actual,
          "is neither a prediction nor an event: " + found_at(rules.record_type, actual)};
}

Violation reason_unknown_service(const Identification& rules, const std::vector<std::string>& actual) {
  std::string found;
  for (std::size_t i = 0; i < rules.services.size(); ++i) {
    const Identification::Service& rule = rules.services[i];
    found += (found.empty() ? "" : ", ") + found_at(rule.place, actual[i]);
    if (!rule.after.empty() && actual[i].starts_with('"')) found += ", without a name behind " + rule.after;
  }
  return {Code::UnknownService,
          pointer_text(rules.services.back().place.pointer),
          "",
          "a service: " + service_places(rules),
          actual.back(),
          "names no service: " + found};
}

Violation reason_unknown_wrapper(const std::string& from, bool is_long) {
  const char* const why =
      is_long
          ? "its wrapper is broken, or longer than event_bytes_max, and has no such member before its events"
          : "damage before it hides which wrapper it lies in";
  return {Code::UnknownWrapper,
          from,
          "",
          is_long ? "a member of its wrapper, known up to event_bytes_max" : "a member of its wrapper",
          is_long ? "none before the events" : "damage that hides which wrapper it is",
          fmt::format("{} cannot be told: {}{}", from, why,
                      is_long ? "; a larger event_bytes_max may help" : "")};
}

std::string reason_way_through_array(const PointerTokens& end) {
  return fmt::format("nothing: {} is an array, and a pointer leads through objects alone", pointer_text(end));
}

Violation reason_no_contract(ByteView service, RecordType record_type) {
  const std::string message =
      fmt::format("no contract claims service {}, record type {}", shortened(service), name(record_type));
  return {Code::NoContract, "", "", "a contract", shortened(service), message};
}

Violation reason_no_time(const Identification& rules, const std::vector<std::string>& actual) {
  const Identification::Time& first = rules.event_time.front();
  const std::string pointer = pointer_text(first.place.pointer);
  if (rules.event_time.size() == 1) {
    const std::string expected = time_looks(first.form);
    return {Code::EventTime,
            pointer,
            "",
            expected,
            actual.front(),
            reason_mismatch(first.place.text(), "is no time", expected, actual.front())};
  }
  std::vector<std::string> expected, found;
  for (std::size_t i = 0; i < rules.event_time.size(); ++i) {
    const auto& [place, form] = rules.event_time[i];
    expected.push_back(fmt::format("{} at {}", time_looks(form), place.text()));
    found.push_back(fmt::format("{} at {}", actual[i], place.text()));
  }
  const std::string all_expected = fmt::format("{}", fmt::join(expected, ", or "));
  const std::string all_found = fmt::format("{}", fmt::join(found, ", "));
  return {Code::EventTime,
          pointer,
          "",
          all_expected,
          all_found,
          fmt::format("no place holds a time: expected {}, found {}", all_expected, all_found)};
}

Violation reason_time_out_of_range(const Identification& rules, const IdentityPlace& place,
                                   const std::string& actual) {
  const std::string expected =
      fmt::format("a time from {} to before {}, or another event_time_range",
                  format_time(rules.event_time_min), format_time(rules.event_time_max));
  return {Code::EventTime,
          pointer_text(place.pointer),
          "",
          expected,
          actual,
          reason_mismatch(place.text(), "is out of range", expected, actual)};
}

std::string reason_mismatch(const std::string& pointer, const std::string& what, const std::string& expected,
                            const std::string& found) {
  return fmt::format("{} {}: expected {}, found {}", pointer.empty() ? "the event" : pointer, what, expected,
                     found);
}

std::string reason_missing(const std::string& pointer, const std::string& why) {
  return pointer + " is missing" + why;
}

bool quotes_names_alone(Code code) {
  return code == Code::ForeignSource || code == Code::UnknownRecordType || code == Code::UnknownService ||
         code == Code::NoContract;
}

std::string public_message(const Violation& violation) {
  if (!violation.masked) return violation.message;
  return fmt::format("{}: expected {}, found (masked)", violation.pointer, violation.expected);
}

}  // namespace headgate
