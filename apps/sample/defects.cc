// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/defects.h"

#include <array>
#include <utility>
#include <vector>

#include "apps/sample/member.h"

namespace headgate::sample {

namespace {

// The kinds of events, as bits: those of the services, then their predictions.
constexpr std::uint8_t kOneEvent = 1, kTwoEvent = 2, kThreeEvent = 4;
constexpr std::uint8_t kOnePrediction = 8, kTwoPrediction = 16, kThreePrediction = 32;
constexpr std::uint8_t kEvents = kOneEvent | kTwoEvent | kThreeEvent;
constexpr std::uint8_t kPredictions = kOnePrediction | kTwoPrediction | kThreePrediction;
constexpr std::uint8_t kAll = kEvents | kPredictions;

/// One way to break a contract: the value at `pointer` becomes `value`, or goes where that is empty.
struct ContractDefect {
  std::uint8_t kinds;
  ByteView pointer;
  ByteView value = "";
  ByteView cause = "required";
};

/// Those that real event files have. A media_id of null is refused: Cerberus looks at `anyof` even where a
/// field is nullable, and neither of its alternatives takes null.
constexpr auto kUsual = std::to_array<ContractDefect>(
    {{kOneEvent, "/detail/evaluation/payload"},
     {kOneEvent, "/detail/evaluation/payload/text"},
     {kTwoEvent, "/detail/evaluation/payload"},
     {kThreeEvent, "/detail/evaluation/payload/medialib", R"("SHAPELIB")", "enum"},
     {kThreeEvent, "/detail/evaluation/payload/medialib", R"("SHAPELIB")", "enum"},
     {kThreeEvent, "/detail/evaluation/payload/media_id", "null", "anyOf"},
     {kThreeEvent, "/detail/evaluation/type", R"("SELECT_IMAGE")", "enum"},
     {kThreePrediction, "/detail/prediction/input/paragraph"},
     {kOnePrediction | kTwoPrediction, "/detail/prediction/output"}});

/// The others that the contracts forbid. Left out is what JSON Schema and Cerberus see differently: true as
/// an integer, 1.0 as an integer, true as a float.
constexpr auto kRare = std::to_array<ContractDefect>(
    {{kAll, "/version", "0", "type"},
     {kAll, "/version"},
     {kAll, "/account", "767115741234", "type"},
     {kAll, "/account"},
     {kAll, "/region", "null", "type"},
     {kAll, "/region"},
     {kAll, "/detail-type", R"("EFHeartbeatEvent")", "const"},
     {kAll, "/detail-type"},
     {kAll, "/detail/timestamp", R"("1650391200000")", "type"},
     {kAll, "/detail/timestamp", "1650391200000.5", "type"},
     {kAll, "/detail/timestamp"},
     {kAll, "/detail/partitionKey", "[]", "type"},
     {kAll, "/detail/partitionKey"},
     {kEvents, "/detail/evaluation/template_ef_version", "1", "type"},
     {kEvents, "/detail/evaluation/shape_id", "null", "type"},
     {kEvents, "/detail/evaluation/shape_id"},
     {kEvents, "/detail/evaluation/timestamp", "null", "type"},
     {kEvents, "/detail/evaluation/timestamp", R"("2022-04-19")", "type"},
     {kEvents, "/detail/evaluation/timestamp"},
     {kOneEvent, "/detail/evaluation/reporter", R"("builder")", "const"},
     {kTwoEvent | kThreeEvent, "/detail/evaluation/reporter", R"("robot")", "enum"},
     {kEvents, "/detail/evaluation/reporter"},
     {kTwoEvent, "/detail/evaluation/type", R"("DELETE")", "const"},
     {kOneEvent | kThreeEvent, "/detail/evaluation/type", R"("publish")", "enum"},
     {kEvents, "/detail/evaluation/type", "null", "type"},
     {kEvents, "/detail/evaluation/payload", "null", "type"},
     {kEvents, "/detail/evaluation/payload", R"("{\"text\":\"\"}")", "type"},
     {kEvents, "/detail/evaluation/payload", "[]", "type"},
     {kEvents, "/detail/evaluation/payload", "{}", "required"},
     {kEvents, "/detail/evaluation/payload/text", "null", "type"},
     {kEvents, "/detail/evaluation/payload/text", "12", "type"},
     {kOneEvent, "/detail/evaluation/payload/paragraph", R"("3")", "type"},
     {kOneEvent, "/detail/evaluation/payload/paragraph", "2.5", "type"},
     {kOneEvent, "/detail/evaluation/payload/paragraph"},
     {kOneEvent, "/detail/evaluation/payload/slide", "7", "type"},
     {kThreeEvent, "/detail/evaluation/payload/text"},
     {kThreeEvent, "/detail/evaluation/payload/media_id", R"({"id":7960338})", "anyOf"},
     {kThreeEvent, "/detail/evaluation/payload/media_id", "60000.5", "anyOf"},
     {kThreeEvent, "/detail/evaluation/payload/media_type", R"("AUDIO")", "enum"},
     {kThreeEvent, "/detail/evaluation/payload/media_type", "[]", "type"},
     {kThreeEvent, "/detail/evaluation/payload/medialib"},
     {kThreeEvent, "/detail/evaluation/payload/query", "5", "anyOf"},
     {kThreeEvent, "/detail/evaluation/payload/query", R"(["home",5])", "anyOf"},
     {kThreeEvent, "/detail/evaluation/payload/query"},
     {kThreeEvent, "/detail/evaluation/payload/tags", R"("null")", "type"},
     {kThreeEvent, "/detail/evaluation/payload/tags", R"("home")", "type"},
     {kThreeEvent, "/detail/evaluation/payload/tags", R"(["home",false])", "type"},
     {kThreeEvent, "/detail/evaluation/payload/caption", "{}", "type"},
     {kPredictions, "/detail/prediction/shape_id", "7", "type"},
     {kPredictions, "/detail/prediction/shape_id"},
     {kPredictions, "/detail/prediction/timestamp", "1650391200000.5", "type"},
     {kPredictions, "/detail/prediction/id"},
     {kPredictions, "/detail/prediction/input", R"("text")", "type"},
     {kPredictions, "/detail/prediction/input"},
     {kPredictions, "/detail/prediction/output", "null", "type"},
     {kOnePrediction | kTwoPrediction, "/detail/prediction/service_version", R"("0.1.0")", "type"},
     {kOnePrediction | kTwoPrediction, "/detail/prediction/service_version"},
     {kOnePrediction | kTwoPrediction, "/detail/prediction/service_version/model", "null", "type"},
     {kThreePrediction, "/detail/prediction/context", "null", "type"},
     {kThreePrediction, "/detail/prediction/context"},
     {kThreePrediction, "/detail/prediction/context/paragraph", R"("2")", "type"},
     {kThreePrediction, "/detail/prediction/context/sentence", "null", "type"},
     {kThreePrediction, "/detail/prediction/input/paragraph", "null", "type"},
     {kThreePrediction, "/detail/prediction/output/sentence"},
     {kThreePrediction, "/detail/prediction/output/search_terms", "null", "type"},
     {kThreePrediction, "/detail/prediction/output/search_terms/0", "0", "type"},
     {kThreePrediction, "/detail/prediction/output/scores", "0.5", "type"},
     {kThreePrediction, "/detail/prediction/output/scores/0", "null", "type"},
     {kThreePrediction, "/detail/prediction/output/scores/1", R"("0.5")", "type"},
     {kTwoPrediction, "/detail/prediction/input/transcript", "null", "type"},
     {kTwoPrediction, "/detail/prediction/output/microtwo", R"("A headline")", "type"},
     {kTwoPrediction, "/detail/prediction/output/microtwo/0", "{}", "type"},
     {kOnePrediction, "/detail/prediction/input/paragraphs", R"("One.")", "type"},
     {kOnePrediction, "/detail/prediction/input/paragraphs/0", "null", "type"},
     {kOnePrediction, "/detail/prediction/output/summary"},
     {kOnePrediction, "/detail/prediction/output/metadata", "{}", "type"},
     {kOnePrediction, "/detail/prediction/output/metadata/0/idx", R"("0")", "type"},
     {kOnePrediction, "/detail/prediction/output/metadata/0/scores/0", R"("high")", "type"},
     {kOnePrediction, "/detail/prediction/output/metadata/0/filtered_sentences", R"("none")", "type"},
     {kOnePrediction, "/detail/prediction/output/skipped_paragraphs", "true", "type"},
     {kOnePrediction, "/detail/prediction/output/skipped_paragraphs/0/original_paragraph", R"("yes")",
      "type"},
     {kOnePrediction, "/detail/prediction/output/skipped_paragraphs/0/index", "0.5", "type"}});

constexpr auto kForeignSources = std::to_array<ByteView>({R"("app.event.log")", R"("aws.s3")", R"("")"});

constexpr auto kUncontracted = std::to_array<ByteView>({"imageTagging", "semanticImageMatcher"});

constexpr auto kRecordTypes =
    std::to_array<ByteView>({R"("EFHeartbeatEvent")", R"("efpredictionevent")", "null", ""});

constexpr auto kTimes = std::to_array<ByteView>(
    {R"("yesterday")", R"("")", R"("2022-04-31T18:00:00Z")", R"("2022-04-19T18:00:00")", R"("2022-04-19")",
     R"("1650391200")", R"("1970-01-01T00:00:00Z")", R"("2200-01-01T00:00:00Z")", ""});

constexpr auto kDuplicates = std::to_array<ByteView>(
    {"/id", "/region", "/time", "/detail/id", "/detail/timestamp", "/detail/tags", "/detail/tags/region",
     "/detail/evaluation/reporter", "/detail/evaluation/payload/text", "/detail/prediction/service",
     "/detail/prediction/output"});

constexpr auto kUnparsablePlaces = std::to_array<ByteView>(
    {"/region", "/account", "/detail/timestamp", "/detail/tags/region", "/detail/evaluation/payload/text",
     "/detail/evaluation/template_ef_version", "/detail/prediction/template_ef_version",
     "/detail/prediction/service_version/software"});

constexpr auto kGarbage = std::to_array<ByteView>(
    {ByteView("\0\0\0\0\0\0\0\0", 8), "<html><body><h1>502 Bad Gateway</h1></body></html>", "}}}]",
     "Traceback (most recent call last):", "\xef\xbb\xbf", ",,"});

void label(Event& event, ByteView code, ByteView cause, ByteView pointer) {
  event.clean = false;
  event.code = code;
  event.cause = cause;
  event.pointer = pointer;
}

/// Labels an event of which the table cannot be told any more.
void label_lost(Event& event, ByteView code, ByteView pointer) {
  event.table.clear();
  label(event, code, code, pointer);
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
  const int bit = static_cast<int>(kind.service) + (kind.prediction ? 3 : 0);
  for (;;) {
    const ContractDefect& defect = random.once_in(2) ? random.pick(kUsual) : random.pick(kRare);
    // The event may lack the member.
    if ((defect.kinds >> bit & 1) == 0 || !change(event, defect.pointer, defect.value)) continue;
    const bool in_alternatives = defect.pointer.starts_with("/detail/evaluation/");
    return label(event, in_alternatives ? "anyOf" : defect.cause, defect.cause, defect.pointer);
  }
}

void hide_service(Event& event, Kind kind, Random& random) {
  if (kind.prediction) {
    change(event, "/detail/prediction/service", random.once_in(2) ? "null" : "");
    return label_lost(event, "unknown_service", "/detail/prediction/service");
  }
  change(event, "/detail/evaluation/service", "");
  change(event, "/detail/evaluation/prediction_id",
         random.once_in(2) ? "null" : R"("c8a9b3f2-7d41-4f0e-9a55-2f6b1e0d7c34")");
  label_lost(event, "unknown_service", "/detail/evaluation/prediction_id");
}

void name_other_service(Event& event, Kind kind, Random& random) {
  const std::string service(random.pick(kUncontracted));
  ByteView pointer = kind.prediction ? "/detail/prediction/service" : "/detail/evaluation/service";
  if (!change(event, pointer, "\"" + service + "\"")) {
    pointer = "/detail/evaluation/prediction_id";
    std::string value = "\"";
    append_uuid(value, draw_uuid(random));
    change(event, pointer, value + "#" + service + "\"");
  }
  label_lost(event, "no_contract", pointer);
}

void blur_identity(Event& event, Kind kind, Random& random) {
  switch (random.below(4)) {
    case 0: return hide_service(event, kind, random);
    case 1: return name_other_service(event, kind, random);
    case 2:
      change(event, "/source", random.pick(kForeignSources));
      return label_lost(event, "foreign_source", "/source");
    default:
      change(event, "/detail/type", random.pick(kRecordTypes));
      return label_lost(event, "unknown_record_type", "/detail/type");
  }
}

void spoil_time(Event& event, Random& random) {
  const ByteView value = random.pick(kTimes);
  change(event, "/time", value);
  const ByteView code = value.empty() ? "required" : "event_time";
  label(event, code, code, "/time");
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
  // Each leaves quotes and brackets in balance: where such an event ends is certain all the same.
  static const std::vector<std::pair<ByteView, std::vector<ByteView>>> kValues = {
      {"invalid_literal", {"tru", "nul", "True", "nulll", "NaN", "eu-west-1"}},
      {"invalid_number", {"01", "-01", "1.", "-", "1e", "0x1F"}},
      {"invalid_escape", {R"("bad \x escape")", R"("bad \u12g4 escape")", R"("C:\windows")"}},
      {"invalid_utf8",
       {"\"caf\xe9 au lait\"", "\"\xff\"", "\"overlong \xc0\xaf\"", "\"surrogate \xed\xa0\x80\"",
        "\"cut short \xe2\x82\""}},
      {"control_character", {"\"a raw\ttab\"", "\"a raw \x01\""}},
      {"unexpected_token", {"[1,]", R"({"a" 1})"}}};
  std::vector<std::pair<ByteView, ByteView>> all;
  for (const auto& [code, values] : kValues)
    for (const ByteView value : values) all.emplace_back(code, value);
  const auto [code, value] = random.pick(all);
  ByteView pointer = random.pick(kUnparsablePlaces);
  while (!change(event, pointer, value)) pointer = random.pick(kUnparsablePlaces);
  label_lost(event, code, pointer);
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
  label_lost(event, "damaged", "");
}

}  // namespace headgate::sample
