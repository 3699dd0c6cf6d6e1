// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/defects.h"

#include <array>

#include "apps/sample/contract_defects.h"
#include "apps/sample/member.h"

namespace headgate::sample {

namespace {

/// A value that is wrong whatever contract there is, and the code for it.
struct BadValue {
  ByteView value;
  ByteView code;
};

constexpr auto kForeignSources = std::to_array<ByteView>({R"("app.event.log")", R"("aws.s3")", R"("")"});

constexpr auto kUncontracted = std::to_array<ByteView>({"imageTagging", "semanticImageMatcher"});

constexpr auto kRecordTypes =
    std::to_array<ByteView>({R"("EFHeartbeatEvent")", R"("efpredictionevent")", "null", ""});

constexpr auto kTimes = std::to_array<BadValue>({
    {R"("yesterday")", "event_time"},
    {R"("")", "event_time"},
    {R"("2022-04-31T18:00:00Z")", "event_time"},
    {R"("2022-04-19T18:00:00")", "event_time"},
    {R"("2022-04-19")", "event_time"},
    {R"("1650391200")", "event_time"},
    {R"("1970-01-01T00:00:00Z")", "event_time"},
    {R"("2200-01-01T00:00:00Z")", "event_time"},
    {"", "required"},
});

constexpr auto kDuplicates = std::to_array<ByteView>(
    {"/id", "/region", "/time", "/detail/id", "/detail/timestamp", "/detail/tags", "/detail/tags/region",
     "/detail/evaluation/reporter", "/detail/evaluation/payload/text", "/detail/prediction/service",
     "/detail/prediction/output"});

// Each leaves quotes and brackets in balance: where such an event ends is certain all the same.
constexpr auto kUnparsable = std::to_array<BadValue>({
    {"tru", "invalid_literal"},
    {"nul", "invalid_literal"},
    {"True", "invalid_literal"},
    {"nulll", "invalid_literal"},
    {"NaN", "invalid_literal"},
    {"eu-west-1", "invalid_literal"},
    {"01", "invalid_number"},
    {"-01", "invalid_number"},
    {"1.", "invalid_number"},
    {"-", "invalid_number"},
    {"1e", "invalid_number"},
    {"0x1F", "invalid_number"},
    {R"("bad \x escape")", "invalid_escape"},
    {R"("bad \u12g4 escape")", "invalid_escape"},
    {R"("C:\windows")", "invalid_escape"},
    {"\"caf\xe9 au lait\"", "invalid_utf8"},
    {"\"\xff\"", "invalid_utf8"},
    {"\"overlong \xc0\xaf\"", "invalid_utf8"},
    {"\"surrogate \xed\xa0\x80\"", "invalid_utf8"},
    {"\"cut short \xe2\x82\"", "invalid_utf8"},
    {"\"a raw\ttab\"", "control_character"},
    {"\"a raw \x01\"", "control_character"},
    {"[1,]", "unexpected_token"},
    {R"({"a" 1})", "unexpected_token"},
});

constexpr auto kUnparsablePlaces = std::to_array<ByteView>(
    {"/region", "/account", "/detail/timestamp", "/detail/tags/region", "/detail/evaluation/payload/text",
     "/detail/evaluation/template_ef_version", "/detail/prediction/template_ef_version",
     "/detail/prediction/service_version/software"});

constexpr auto kGarbage = std::to_array<ByteView>({
    ByteView("\0\0\0\0\0\0\0\0", 8),
    "<html><body><h1>502 Bad Gateway</h1></body></html>",
    "}}}]",
    "Traceback (most recent call last):",
    "\xef\xbb\xbf",
    ",,",
});

void label(Event& event, ByteView code, ByteView cause, ByteView pointer) {
  event.clean = false;
  event.code = code;
  event.cause = cause;
  event.pointer = pointer;
}

/// Replaces what `pointer` names, or takes it away where `value` is empty; false where it is not there.
bool change(Event& event, ByteView pointer, ByteView value) {
  const auto member = find_member(event.json, pointer);
  if (!member) return false;
  if (value.empty()) remove_member(event.json, *member);
  else replace_value(event.json, *member, value);
  return true;
}

void break_contract(Event& event, Kind kind, Random& random) {
  for (;;) {
    const ContractDefect& defect =
        random.once_in(2) ? random.pick(usual_contract_defects()) : random.pick(rare_contract_defects());
    if (!concerns(defect, kind) || !change(event, defect.pointer, defect.value)) continue;
    const bool in_alternatives = defect.pointer.starts_with("/detail/evaluation/");
    return label(event, in_alternatives ? "anyOf" : defect.cause, defect.cause, defect.pointer);
  }
}

void hide_service(Event& event, Kind kind, Random& random) {
  event.table.clear();
  if (kind.prediction) {
    change(event, "/detail/prediction/service", random.once_in(2) ? "null" : "");
    return label(event, "unknown_service", "unknown_service", "/detail/prediction/service");
  }
  change(event, "/detail/evaluation/service", "");
  change(event, "/detail/evaluation/prediction_id",
         random.once_in(2) ? "null" : R"("c8a9b3f2-7d41-4f0e-9a55-2f6b1e0d7c34")");
  label(event, "unknown_service", "unknown_service", "/detail/evaluation/prediction_id");
}

void name_other_service(Event& event, Kind kind, Random& random) {
  event.table.clear();
  const ByteView service = random.pick(kUncontracted);
  std::string value = "\"";
  value += service;
  value += '"';
  ByteView pointer = kind.prediction ? "/detail/prediction/service" : "/detail/evaluation/service";
  if (!change(event, pointer, value)) {
    pointer = "/detail/evaluation/prediction_id";
    value.assign("\"");
    append_uuid(value, draw_uuid(random));
    value += '#';
    value += service;
    value += '"';
    change(event, pointer, value);
  }
  label(event, "no_contract", "no_contract", pointer);
}

void blur_identity(Event& event, Kind kind, Random& random) {
  switch (random.below(4)) {
    case 0: return hide_service(event, kind, random);
    case 1: return name_other_service(event, kind, random);
    case 2:
      event.table.clear();
      change(event, "/source", random.pick(kForeignSources));
      return label(event, "foreign_source", "foreign_source", "/source");
    default:
      event.table.clear();
      change(event, "/detail/type", random.pick(kRecordTypes));
      return label(event, "unknown_record_type", "unknown_record_type", "/detail/type");
  }
}

void spoil_time(Event& event, Random& random) {
  const BadValue& bad = random.pick(kTimes);
  change(event, "/time", bad.value);
  label(event, bad.code, bad.code, "/time");
}

void repeat_key(Event& event, Random& random) {
  for (;;) {
    const ByteView pointer = random.pick(kDuplicates);
    const auto member = find_member(event.json, pointer);
    if (!member) continue;
    std::string again = "," + event.json.substr(member->begin, member->end - member->begin);
    // Half of the doubles are seen only by who reads escapes: they spell a key's first letter another way.
    if (random.once_in(2)) {
      static constexpr char kHex[] = "0123456789abcdef";
      const char letter = again[2];
      again.replace(2, 1, {'\\', 'u', '0', '0', kHex[letter >> 4], kHex[letter & 15]});
    }
    event.json.insert(member->end, again);
    return label(event, "duplicate_key", "duplicate_key", pointer);
  }
}

void break_grammar(Event& event, Random& random) {
  const BadValue& bad = random.pick(kUnparsable);
  ByteView pointer = random.pick(kUnparsablePlaces);
  while (!change(event, pointer, bad.value)) pointer = random.pick(kUnparsablePlaces);
  event.table.clear();
  label(event, bad.code, bad.code, pointer);
}

}  // namespace

void spoil(Event& event, Kind kind, Random& random) {
  const std::uint32_t draw = random.below(100);
  if (draw < 60) break_contract(event, kind, random);
  else if (draw < 75) blur_identity(event, kind, random);
  else if (draw < 82) spoil_time(event, random);
  else if (draw < 87) repeat_key(event, random);
  else break_grammar(event, random);
}

void damage(Event& event, Random& random) {
  std::string& json = event.json;
  const std::uint32_t at = random.below(static_cast<std::uint32_t>(json.size()));
  switch (random.below(4)) {
    case 0: json.assign(random.pick(kGarbage)); break;
    case 1: json.resize(at + 1 < json.size() ? at + 1 : at); break;
    case 2: json.erase(0, at + 1 < json.size() ? at + 1 : at); break;
    default: {
      // An ASCII byte with its top bit set stands where no UTF-8 character can have it.
      std::size_t byte = at;
      while ((json[byte] & 0x80) != 0) ++byte;
      json[byte] = static_cast<char>(json[byte] | 0x80);
    }
  }
  event.table.clear();
  label(event, "damaged", "damaged", "");
}

}  // namespace headgate::sample
