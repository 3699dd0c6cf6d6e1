// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/hash.h"
#include "base/time.h"

namespace headgate::sample {
namespace {

using nlohmann::json;

/// Makes `count` events and shows each to `look`.
template <class Look>
void make(Options options, std::uint64_t count, Look look) {
  options.events = count;
  Generator generator(options);
  for (std::uint64_t i = 0; i < count; ++i) look(generator.next());
}

std::string fingerprint(const Options& options) {
  ContentHash hash;
  make(options, 2000, [&](const Event& event) {
    hash.feed(event.json);
    hash.feed(event.table);
    hash.feed(event.code);
  });
  return hash.hex();
}

bool breaks_grammar(const std::string& code) {
  static const std::set<std::string> kCodes = {"invalid_literal", "invalid_number",    "invalid_escape",
                                               "invalid_utf8",    "control_character", "unexpected_token"};
  return kCodes.contains(code);
}

double mean_bytes(std::uint64_t event_bytes) {
  std::uint64_t bytes = 0;
  make({.event_bytes = event_bytes}, 3000, [&](const Event& event) { bytes += event.json.size(); });
  return static_cast<double>(bytes) / 3000;
}

TEST(Generator, GivesTheSameEventsForTheSameSeed) {
  EXPECT_EQ(fingerprint({}), fingerprint({}));
  EXPECT_NE(fingerprint({}), fingerprint({.seed = 2}));
}

// People who measured something on these events want them back. Change this line only with a reason.
TEST(Generator, GivesTheEventsItAlwaysGave) {
  EXPECT_EQ(fingerprint({.damage = true}), "432a562e4010f27512f943ad10fe6639");
}

TEST(Generator, KeepsTheShareOfDirtyEvents) {
  for (const double share : {0.0, 0.1, 0.5, 1.0}) {
    int dirty = 0;
    make({.dirty_share = share}, 10000, [&](const Event& event) { dirty += event.clean ? 0 : 1; });
    EXPECT_NEAR(dirty / 10000.0, share, 0.015);
  }
}

TEST(Generator, MakesEveryKindAndEveryDefect) {
  std::map<std::string, int> clean, tables, codes;
  make({.dirty_share = 0.2}, 20000, [&](const Event& event) {
    ++(event.clean ? clean : tables)[event.table];
    ++codes[event.code];
    EXPECT_EQ(event.clean, event.code.empty());
    EXPECT_EQ(event.clean, event.cause.empty());
    EXPECT_EQ(event.clean, event.pointer.empty());
  });
  using testing::UnorderedElementsAre;
  EXPECT_THAT(clean, UnorderedElementsAre(testing::Key("MICROONE_EVENT"), testing::Key("MICROONE_PRED"),
                                          testing::Key("MICROTWO_EVENT"), testing::Key("MICROTWO_PRED"),
                                          testing::Key("MICROTHREE_EVENT"), testing::Key("MICROTHREE_PRED")));
  EXPECT_EQ(tables.size(), 7U) << "every table, and none";
  for (const char* code :
       {"type", "required", "const", "anyOf", "unknown_service", "no_contract", "foreign_source",
        "unknown_record_type", "event_time", "duplicate_key", "invalid_literal", "invalid_number",
        "invalid_escape", "invalid_utf8", "control_character", "unexpected_token"}) {
    EXPECT_GT(codes[code], 5) << code;
  }
}

TEST(Generator, BreaksTheGrammarExactlyWhereItSaysSo) {
  make({.dirty_share = 0.5}, 10000, [](const Event& event) {
    EXPECT_EQ(json::accept(event.json), !breaks_grammar(event.code)) << event.code << ": " << event.json;
    EXPECT_EQ(event.json.find('\n'), std::string::npos) << "a line has to stay a line";
  });
}

TEST(Generator, NamesAPredictionThatWasMadeInAQuarterOfTheEvents) {
  std::set<std::string> made;
  int events = 0, named = 0, with_service = 0;
  make({.dirty_share = 0}, 10000, [&](const Event& event) {
    const json detail = json::parse(event.json).at("detail");
    if (detail.contains("prediction")) {
      made.insert(detail.at("prediction").at("id"));
      EXPECT_EQ(detail.at("id"), detail.at("prediction").at("id"));
      return;
    }
    const json& evaluation = detail.at("evaluation");
    const json& id = evaluation.value("prediction_id", json());
    ++events;
    named += id.is_string() && made.contains(id) ? 1 : 0;
    with_service += evaluation.contains("service") ? 1 : 0;
    EXPECT_TRUE(evaluation.contains("service") || id.get<std::string>().find('#') == 36) << event.json;
  });
  EXPECT_NEAR(static_cast<double>(named) / events, 0.25, 0.02);
  EXPECT_GT(with_service, events / 5);
  EXPECT_LT(with_service, events / 2);
}

TEST(Generator, MakesEventsOfTheSizeThatIsAskedFor) {
  EXPECT_NEAR(mean_bytes(0), 1200, 80);
  EXPECT_NEAR(mean_bytes(1300), 1300, 65);
  EXPECT_NEAR(mean_bytes(13000), 13000, 650);
}

TEST(Generator, SpreadsTheEventsOverTheHours) {
  const Micros start = *parse_time("2024-02-28T20:00:00Z");
  Micros last = start;
  std::set<int> hours;
  make({.dirty_share = 0, .hours = 8, .start = "2024-02-28T20:00:00Z"}, 4000, [&](const Event& event) {
    const json envelope = json::parse(event.json);
    const auto time = parse_time(envelope.at("time").get<std::string>());
    ASSERT_TRUE(time);
    EXPECT_GE(*time + 1'000'000, last);
    EXPECT_LT(*time, start + Micros{8} * 3'600'000'000);
    const auto behind = *time / 1000 - envelope.at("detail").at("timestamp").get<std::int64_t>();
    EXPECT_GT(behind, -1000);
    EXPECT_LT(behind, 7000);
    last = *time;
    hours.insert(civil_hour(*time).hour);
  });
  EXPECT_THAT(hours, testing::ElementsAre(0, 1, 2, 3, 20, 21, 22, 23));
}

TEST(Generator, DamagesOneInFifty) {
  int damaged = 0, broken = 0;
  make({.damage = true}, 10000, [&](const Event& event) {
    if (event.code != "damaged") return;
    ++damaged;
    broken += json::accept(event.json) ? 0 : 1;
  });
  EXPECT_NEAR(damaged, 200, 45);
  EXPECT_EQ(broken, damaged);
}

}  // namespace
}  // namespace headgate::sample
