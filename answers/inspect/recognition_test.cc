// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/recognition.h"

#include <gmock/gmock.h>

#include <functional>

#include "answers/inspect/inspect_test_support.h"

namespace headgate::inspect {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string repeated(int count, const std::function<std::string(int)>& event) {
  std::string text;
  for (int i = 0; i < count; ++i) text += event(i) + "\n";
  return text;
}

IdentifyingPlaces places_in(const std::string& text) {
  const Inspected inspected(text);
  return find_identifying_places(inspected.profile(), inspected.identification);
}

std::vector<std::string> settings(const std::vector<IdentifyingPlace>& places) {
  std::vector<std::string> all;
  for (const IdentifyingPlace& place : places)
    all.push_back(place.setting + " " + std::to_string(place.events));
  return all;
}

std::vector<std::string> times_in(const std::function<std::string(int)>& time) {
  return settings(places_in(repeated(20, [&](int i) { return "{\"when\":" + time(i) + "}"; })).event_time);
}

std::string number(std::int64_t base, int i) { return std::to_string(base + i); }

TEST(Recognition, CountsWhatTheSettingsFind) {
  const Inspected inspected(repeated(3, [](int i) {
    return std::string(R"({"id":"x","time":)") + (i == 0 ? "1" : "\"2022-04-19T18:00:00Z\"") +
           R"(,"source":")" + (i == 1 ? "elsewhere" : "app.event.file") +
           R"(","detail":{"type":"EFEvaluationEvent","evaluation":{"service":"s"}}})";
  }));
  const Recognised& found = inspected.profile().recognised();
  EXPECT_EQ(found.events, 3U);
  EXPECT_EQ(found.source, 2U);
  EXPECT_EQ(found.record_type, 2U);
  EXPECT_EQ(found.service, 2U);
  EXPECT_EQ(found.event_id, 3U);
  EXPECT_EQ(found.event_time, 2U);
}

TEST(Recognition, FindsTimesInEachForm) {
  EXPECT_THAT(times_in([](int) { return "\"2022-04-19T18:00:00Z\""; }), ElementsAre("/when 20"));
  EXPECT_THAT(times_in([](int i) { return number(1650391200, i); }), ElementsAre("/when as epoch_s 20"));
  EXPECT_THAT(times_in([](int i) { return number(1650391200, i) + ".25"; }),
              ElementsAre("/when as epoch_s 20"));
  EXPECT_THAT(times_in([](int i) { return number(1650391200123, i); }), ElementsAre("/when as epoch_ms 20"));
  EXPECT_THAT(times_in([](int i) { return number(1650391200123456, i); }),
              ElementsAre("/when as epoch_us 20"));
  EXPECT_THAT(times_in([](int i) { return number(1650391200123456789, i); }),
              ElementsAre("/when as epoch_ns 20"));
  EXPECT_THAT(times_in([](int) { return "\"2022-04-19 18:00:00 UTC\""; }), ElementsAre("/when 20"));
  EXPECT_THAT(times_in([](int) { return "\"2022-04-19T18:00:00\""; }), ElementsAre("/when zone UTC 20"));
  EXPECT_THAT(times_in([](int i) { return '"' + number(1650391200, i) + '"'; }),
              ElementsAre("/when as epoch_s 20"));
  EXPECT_THAT(times_in([](int i) { return number(5, i); }), IsEmpty());
  EXPECT_THAT(times_in([](int i) { return i == 0 ? "\"soon\"" : "\"2022-04-19T18:00:00Z\""; }), IsEmpty());
}

TEST(Recognition, FindsPlacesByWhatStandsThere) {
  const IdentifyingPlaces places = places_in(repeated(40, [](int i) {
    return R"({"meta":{"uuid":"u)" + number(0, i) + R"("},"n":)" + number(0, i % 7) + R"(,"kind":")" +
           (i % 2 == 0 ? "order" : "refund") + R"(","app":"shop","region":"eu","seen":)" +
           number(1650391200, i) + R"(,"paid":)" + (i % 2 == 0 ? number(1650391200000, i) : "null") + "}";
  }));
  EXPECT_THAT(settings(places.event_time), ElementsAre("/seen as epoch_s 40", "/paid as epoch_ms 20"));
  EXPECT_THAT(settings(places.event_id), ElementsAre("/meta/uuid 40"));
  ASSERT_FALSE(places.record_type.empty());
  EXPECT_EQ(places.record_type.front().setting, "/kind");
  EXPECT_THAT(places.record_type.front().values, ElementsAre("order", "refund"));
  ASSERT_FALSE(places.service.empty());
  EXPECT_EQ(places.service.front().setting, "/app");
}

TEST(Recognition, OffersNothingWhereTheSettingsDo) {
  const IdentifyingPlaces places = places_in(repeated(20, [](int i) {
    return R"({"id":"x)" + number(0, i) +
           R"(","time":"2022-04-19T18:00:00Z","other":"2022-04-19T18:00:00Z","source":"app.event.file",)"
           R"("detail":{"type":"EFEvaluationEvent","kind":"a","evaluation":{"service":"s"}}})";
  }));
  EXPECT_THAT(places.event_time, IsEmpty());
  EXPECT_THAT(places.event_id, IsEmpty());
  EXPECT_THAT(places.record_type, IsEmpty());
  EXPECT_THAT(places.service, IsEmpty());
}

TEST(Recognition, LooksAtNoListsAndNoKeysThatAreData) {
  const IdentifyingPlaces places = places_in(repeated(20, [](int i) {
    return R"({"list":[{"at":"2022-04-19T18:00:00Z"}],"by_day":{"2022-04-)" + number(10, i % 19) +
           R"(":"2022-04-19T18:00:00Z"}})";
  }));
  EXPECT_THAT(places.event_time, IsEmpty());
}

}  // namespace
}  // namespace headgate::inspect
