// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/profile.h"

#include <gmock/gmock.h>

#include "answers/inspect/inspect_test_support.h"

namespace headgate::inspect {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Writes events with payloads.
std::string many(int count, const std::function<std::string(int)>& payload) {
  std::string text;
  for (int i = 0; i < count; ++i) text += event(payload(i));
  return text;
}

std::vector<std::pair<std::string, std::uint64_t>> texts(const std::vector<Sample::Entry>& entries) {
  std::vector<std::pair<std::string, std::uint64_t>> out;
  for (const auto& entry : entries) out.emplace_back(entry.text, entry.count);
  return out;
}

TEST(Profile, CountsPresenceAndTypes) {
  const Inspected data(event(R"({"a":1})") + event(R"({"a":null,"b":"x"})") + event(R"({"a":1.5})"));
  EXPECT_EQ(data.row("/a").stats->mask(), types::Null | types::Number);
  EXPECT_EQ(data.row("/a").parents, 3U);
  EXPECT_FALSE(data.row("/a").optional());
  EXPECT_EQ(data.row("/b").stats->count(), 1U);
  EXPECT_EQ(data.row("/b").parents, 3U);
}

TEST(Profile, NamesTheFirstEventWithoutAMember) {
  const std::string first = event(R"({"a":1})"), second = event(R"({})"), third = event(R"({"a":2,"b":1})");
  const Inspected data(first + second + second + third);
  EXPECT_EQ(data.row("/a").missing.offset, first.size());
  EXPECT_EQ(data.row("/b").missing.offset, 0U);
  EXPECT_FALSE(data.row("").missing.known());
}

TEST(Profile, NamesTheFirstEventOfEachType) {
  const std::string usual = event(R"({"a":1})"), odd = event(R"({"a":"one"})");
  std::string text;
  for (int i = 0; i < 30; ++i) text += usual;
  const Inspected data(text + odd + usual);
  const auto odds = oddities_of(*data.row("/a").stats);
  ASSERT_EQ(odds.size(), 1U);
  EXPECT_EQ(odds[0].type, types::String);
  EXPECT_EQ(odds[0].first.offset, text.size());
}

TEST(Profile, KnowsAllValuesWhileTheyAreFew) {
  const Inspected data(many(9, [](int i) { return i % 3 == 0 ? R"({"a":"x"})" : R"({"a":7})"; }));
  const Values& values = *data.row("/a").stats->values;
  EXPECT_TRUE(values.exact());
  EXPECT_EQ(values.distinct_count(), 2U);
  EXPECT_THAT(texts(values.distinct.top()), ElementsAre(std::pair("7", 6), std::pair("x", 3)));
}

TEST(Profile, EstimatesManyValuesWithinItsError) {
  const int different = 20'000;
  const Inspected data(many(different, [](int i) { return R"({"a":"value )" + std::to_string(i) + "\"}"; }));
  const Values& values = *data.row("/a").stats->values;
  EXPECT_FALSE(values.exact());
  const auto error = 4 * values.distinct_error() * different;
  EXPECT_NEAR(static_cast<double>(values.distinct_count()), different, error);
}

TEST(Profile, DrawsWhatIsFrequentAmongMany) {
  const Inspected data(
      many(3000, [](int i) { return R"({"a":")" + (i % 10 != 0 ? "usual" : std::to_string(i)) + "\"}"; }));
  const Values& values = *data.row("/a").stats->values;
  const auto shares = drawn(values);
  EXPECT_EQ(shares.front().text, "usual");
  EXPECT_GT(shares.front().count * 2, values.occurrences.entries().size());
}

TEST(Profile, KnowsExtremesExactly) {
  const Inspected data(event(R"({"a":10000000000000000000001,"s":"é"})") +
                       event(R"({"a":10000000000000000000002,"s":"abc"})") + event(R"({"a":-1e400,"s":""})") +
                       event(R"({"a":1e-400,"s":"ab"})"));
  EXPECT_EQ(data.row("/a").stats->number->min, "-1e400");
  EXPECT_EQ(data.row("/a").stats->number->max, "10000000000000000000002");
  EXPECT_EQ(data.row("/s").stats->text->length.min, 0U);
  EXPECT_EQ(data.row("/s").stats->text->length.max, 3U);
  EXPECT_DOUBLE_EQ(data.row("/s").stats->text->length.mean(), 1.5);
}

TEST(Profile, ListsLeadToAStar) {
  const Inspected data(event(R"({"tags":["a","b",null]})") + event(R"({"tags":[]})"));
  EXPECT_EQ(data.row("/tags").stats->list->length.max, 3U);
  EXPECT_EQ(data.row("/tags").stats->list->length.min, 0U);
  EXPECT_EQ(data.row("/tags/*").stats->of(types::String).count, 2U);
  EXPECT_EQ(data.row("/tags/*").stats->of(types::Null).count, 1U);
}

TEST(Profile, KeysThatAreDataLeadToAStar) {
  const Inspected data(event(R"({"scores":{"2022-04-19":1,"2022-04-20":2}})") +
                       event(R"({"scores":{"2022-04-20":2.5}})"));
  EXPECT_EQ(data.row("/scores/*").stats->count(), 3U);
  EXPECT_EQ(data.row("/scores/*").stats->mask(), types::Number);
  EXPECT_EQ(data.row("/scores").stats->members->keys.estimate(), 2U);
}

TEST(Profile, ManyRareKeysAreAMap) {
  const auto word = [](int i) {
    return std::string("word") + char('a' + i % 26) + char('a' + i / 26 % 26) + char('a' + i / 676 % 26);
  };
  const Inspected few(many(100, [&](int i) { return "{\"m\":{\"" + word(i / 4) + "\":1}}"; }));
  EXPECT_EQ(few.row("/m/*").stats->count(), 100U);
  EXPECT_EQ(few.row("/m").stats->members->keys.estimate(), 25U);
  const Inspected lots(many(5000, [&](int i) { return "{\"m\":{\"" + word(i) + "\":1},\"n\":2}"; }));
  EXPECT_EQ(lots.row("/m/*").stats->count(), 5000U);
  EXPECT_NEAR(static_cast<double>(lots.row("/m").stats->members->keys.estimate()), 5000, 2500);
  EXPECT_EQ(lots.row("/n").stats->count(), 5000U) << "what stands beside a map stays";
  EXPECT_FALSE(lots.profile().narrowed());
}

TEST(Profile, ManyFrequentKeysAreNames) {
  std::string wide = "{";
  for (int i = 0; i < 100; ++i) {
    wide += (i == 0 ? "\"" : ",\"") + std::string("name_") + char('a' + i / 26) + char('a' + i % 26) + "\":1";
  }
  const Inspected data(event(wide + "}") + event(wide + "}"));
  EXPECT_EQ(data.row("").stats->members->children.size(), 100U);
}

std::string wide_object(int keys, const std::string& more = "") {
  std::string wide = "{";
  for (int i = 0; i < keys; ++i) {
    const char name[] = {'n', '_', char('a' + i / 676), char('a' + i / 26 % 26), char('a' + i % 26), 0};
    wide += (i == 0 ? "\"" : ",\"") + std::string(name) + "\":1";
  }
  return wide + more + "}";
}

TEST(Profile, KeysThatStandInEveryEventAreFieldsHoweverMany) {
  const Inspected data(many(30, [](int) { return wide_object(900); }));
  EXPECT_EQ(data.row("").stats->members->children.size(), 900U);
  EXPECT_EQ(data.row("").stats->members->any, nullptr);
}

TEST(Profile, AnOddKeyMakesNoMap) {
  for (const std::string odd : {"0", "", "2022-04-19", "dc620b0f-463f-4851-b91e-829385680019"}) {
    SCOPED_TRACE(odd);
    const Inspected data(
        many(300, [&](int i) { return wide_object(3, i == 7 ? ",\"" + odd + "\":1" : ""); }));
    const Members& members = *data.row("").stats->members;
    EXPECT_EQ(members.children.size(), 3U);
    EXPECT_TRUE(members.has_odd_keys());
    EXPECT_EQ(odd_keys_text(members), "key \"" + odd + "\" in 1 place");
  }
}

TEST(Profile, ManyRareKeysBesideFieldsAreData) {
  const auto rare = [](int i) {
    const char name[] = {'r', char('a' + i / 26), char('a' + i % 26), 0};
    return ",\"" + std::string(name) + "\":\"x\"";
  };
  const Inspected lots(many(300, [&](int i) { return wide_object(5, rare(i)); }));
  EXPECT_EQ(lots.row("").stats->members->children.size(), 5U);
  EXPECT_EQ(lots.row("/*").stats->count(), 300U);
  EXPECT_NEAR(static_cast<double>(lots.row("").stats->members->keys.estimate()), 300, 150);
  const Inspected few(many(300, [&](int i) { return wide_object(5, rare(i % 100)); }));
  EXPECT_EQ(few.row("").stats->members->children.size(), 105U) << "fields that are seldom there";
}

TEST(Profile, RecognisesFormats) {
  const Inspected data(
      event(R"({"id":"dc620b0f-463f-4851-b91e-829385680019","at":"2021-11-17T20:36:45Z","x":"10.0.0.1"})") +
      event(R"({"id":"f780e3a0-b9b9-4f70-83b1-14e069e0a05d","at":"2021-11-17T20:36:45+01:00","x":"no"})"));
  EXPECT_EQ(data.row("/id").stats->text->format(), TextFormat::Uuid);
  EXPECT_EQ(data.row("/at").stats->text->format(), TextFormat::DateTime);
  EXPECT_EQ(data.row("/x").stats->text->format(), TextFormat::None);
}

TEST(Profile, KnowsHowMembersDependOnAKind) {
  const Inspected data(event(R"({"type":"ADD","tag":"x"})") + event(R"({"type":"MOVE","to":{"x":1}})") +
                       event(R"({"type":"MOVE","to":{"y":1}})"));
  const Members& members = *data.row("").stats->members;
  ASSERT_EQ(members.kinds.size(), 1U);
  const Kinds& kinds = members.kinds.front();
  EXPECT_EQ(members.children[kinds.child].name, "type");
  ASSERT_EQ(kinds.kinds.size(), 2U);
  EXPECT_EQ(kinds.kinds[1].value, "MOVE");
  EXPECT_EQ(kinds.kinds[1].count, 2U);
  const Kinds::Member& to = kinds.kinds[1].members[static_cast<std::size_t>(members.find("to"))];
  EXPECT_EQ(to.present, 2U);
  EXPECT_THAT(to.inside, ElementsAre(1, 1));
}

TEST(Profile, EventsOfOneServiceAndTypeAreAGroup) {
  const Inspected data(event("{}", "b") + event("{}", "a") + event("{}", "a") + R"({"no":"event"})");
  std::vector<std::pair<std::string, std::uint64_t>> groups;
  for (const auto* group : data.profile().groups()) groups.emplace_back(group->service, group->root.count());
  EXPECT_THAT(groups, ElementsAre(std::pair("a", 2), std::pair("b", 1), std::pair("_unknown", 1)));
}

TEST(Profile, CountsWhatIsNoEvent) {
  const Inspected data(event("{}") + "{\"a\":tru}\n" + "???\n" + event("{}"));
  EXPECT_EQ(data.profile().frames(), 3U);
  const std::string json = json_of(data.profile());
  EXPECT_THAT(json, HasSubstr(R"("unparsable":[{"code":"invalid_literal","count":1)"));
  EXPECT_THAT(json, HasSubstr(R"("dropped":[{"code":"not_json","count":1)"));
}

}  // namespace
}  // namespace headgate::inspect
