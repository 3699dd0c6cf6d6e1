// SPDX-License-Identifier: Apache-2.0
#include "judge/identify.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/parsed_test_support.h"
#include "judge/reason.h"

namespace headgate {
namespace {

/// Identifies an event: `event microone id`, or `code pointer: actual`.
std::string identified(ByteView event, const Identification& rules = {}) {
  const auto parsed = cut_test::parsed(event);
  Arena arena;
  Violations violations;
  const Identity identity = identify(parsed->tape, rules, arena, violations);
  if (violations.count > 0) {
    EXPECT_EQ(violations.count, 1U);
    const Violation& v = violations.kept.front();
    EXPECT_EQ(family(v.code), "identity");
    EXPECT_TRUE(!identity.record_type || identity.service.empty());
    return fmt::format("{} {}: {}", name(v.code), v.pointer, v.actual);
  }
  return fmt::format("{} {} {}", name(*identity.record_type), identity.service, identity.event_id);
}

std::string event(ByteView detail) {
  return fmt::format(R"({{"id":"1","source":"app.event.file","time":"2022-04-19T18:00:00Z","detail":{}}})",
                     detail);
}

TEST(Identify, TakesTheServiceFromThePredictionOrTheEvaluation) {
  EXPECT_EQ(identified(event(R"({"type":"EFPredictionEvent","prediction":{"service":"microone"}})")),
            "prediction microone 1");
  EXPECT_EQ(identified(event(R"({"type":"EFEvaluationEvent","evaluation":{"service":"microtwo"}})")),
            "event microtwo 1");
}

TEST(Identify, TakesTheServiceOfOlderEventsFromBehindTheHash) {
  const auto older = [](ByteView evaluation) {
    return identified(event(fmt::format(R"({{"type":"EFEvaluationEvent","evaluation":{}}})", evaluation)));
  };
  EXPECT_EQ(older(R"({"prediction_id":"p-1#microthree"})"), "event microthree 1");
  EXPECT_EQ(older(R"({"service":null,"prediction_id":"p-1#microthree"})"), "event microthree 1");
  EXPECT_EQ(older(R"({"service":7,"prediction_id":"p-1#microthree"})"), "event microthree 1");
  EXPECT_EQ(older(R"({"service":"","prediction_id":"p-1#microthree"})"), "event microthree 1");
  EXPECT_EQ(older(R"({"prediction_id":"a#b#microone"})"), "event microone 1");
  EXPECT_EQ(older(R"({"prediction_id":"p\u0023micro\u006fne"})"), "event microone 1");
  const std::string place = "unknown_service /detail/evaluation/prediction_id: ";
  EXPECT_EQ(older(R"({"prediction_id":"p-1"})"), place + R"("p-1")");
  EXPECT_EQ(older(R"({"prediction_id":"p-1#"})"), place + R"("p-1#")");
  EXPECT_EQ(older(R"({"prediction_id":null})"), place + "null");
  EXPECT_EQ(older("{}"), place + "nothing");
  EXPECT_EQ(older("null"), place + "nothing");
}

TEST(Identify, TakesTheSourceInAnyCase) {
  const std::string rest = R"("detail":{"type":"EFEvaluationEvent","evaluation":{"service":"s"}},"id":"1"})";
  EXPECT_EQ(identified(R"({"source":"App.EVENT.file",)" + rest), "event s 1");
  EXPECT_EQ(identified(R"({"source":"app.event.files",)" + rest),
            R"(foreign_source /source: "app.event.files")");
  EXPECT_EQ(identified(R"({"source":null,)" + rest), "foreign_source /source: null");
  EXPECT_EQ(identified("{" + rest), "foreign_source /source: nothing");
  Identification any;
  any.source_equals = "";
  EXPECT_EQ(identified("{" + rest, any), "event s 1");
}

TEST(Identify, KnowsTheRecordTypes) {
  EXPECT_EQ(identified(event(R"({"type":"EFOtherEvent"})")),
            R"(unknown_record_type /detail/type: "EFOtherEvent")");
  EXPECT_EQ(identified(event(R"({"type":"efpredictionevent"})")),
            R"(unknown_record_type /detail/type: "efpredictionevent")");
  EXPECT_EQ(identified(event("{}")), "unknown_record_type /detail/type: nothing");
  EXPECT_EQ(
      identified(event("[]")),
      "unknown_record_type /detail/type: nothing: /detail is an array, and a pointer leads through objects "
      "alone");
  EXPECT_EQ(identified(event(R"("EFPredictionEvent")")), "unknown_record_type /detail/type: nothing");
}

TEST(Identify, RefusesWhatIsNoObject) {
  EXPECT_EQ(identified("12"), "not_an_object : integer 12");
  EXPECT_EQ(identified("\"x\""), "not_an_object : string \"x\"");
  EXPECT_EQ(identified("[[1]]"), "not_an_object : array [1]");
  EXPECT_EQ(identified("null"), "not_an_object : null null");
}

TEST(Identify, FollowsTheConfiguration) {
  Identification rules;
  rules.source = {"from"};
  rules.source_equals = "shop";
  rules.record_type = {"kind"};
  rules.record_types = {{"sold", RecordType::Event}};
  rules.services = {{{"a/b", "name"}, "/"}};
  rules.event_id = {"number"};
  EXPECT_EQ(identified(R"({"from":"SHOP","kind":"sold","a/b":{"name":"x/y/tills"},"number":"7"})", rules),
            "event tills 7");
  EXPECT_EQ(identified(R"({"from":"shop","kind":"sold","a/b":{"name":"x"}})", rules),
            R"(unknown_service /a~1b/name: "x")");
  using testing::ElementsAre;
  EXPECT_THAT(rules.resume_keys(), ElementsAre(ElementsAre("kind"), ElementsAre("a/b"), ElementsAre("time"),
                                               ElementsAre("number"), ElementsAre("from")));
}

TEST(Identify, TakesAnyOtherTextForAStar) {
  Identification rules;
  rules.source_equals = "";
  rules.record_type = {"type"};
  rules.record_types = {{"*", RecordType::Event}, {"guess", RecordType::Prediction}};
  rules.services = {{{"type"}, ""}};
  EXPECT_EQ(identified(R"({"type":"sold","id":"1"})", rules), "event sold 1");
  EXPECT_EQ(identified(R"({"type":"guess","id":"1"})", rules), "prediction guess 1");
  EXPECT_EQ(identified(R"({"type":7})", rules), "unknown_record_type /type: 7");
  EXPECT_EQ(identified("{}", rules), "unknown_record_type /type: nothing");
}

TEST(Identify, TakesConstantsForAWholeSource) {
  Identification rules;
  rules.source_equals = "";
  rules.record_type_constant = RecordType::Event;
  rules.services = {{{"app"}, "", ""}, {{}, "", "shop"}};
  EXPECT_EQ(identified(R"({"id":"1","app":"tills"})", rules), "event tills 1");
  EXPECT_EQ(identified(R"({"id":"1","app":null})", rules), "event shop 1");
  EXPECT_THAT(rules.resume_keys(),
              testing::ElementsAre(testing::ElementsAre("app"), testing::ElementsAre("time"),
                                   testing::ElementsAre("id")));
}

/// Gives the sentence about an event that is not recognised.
std::string sentence(ByteView event, const Identification& rules = {}) {
  const auto parsed = cut_test::parsed(event);
  Arena arena;
  Violations violations;
  identify(parsed->tape, rules, arena, violations);
  EXPECT_EQ(violations.count, 1U) << event;
  EXPECT_TRUE(quotes_names_alone(violations.kept.front().code));
  return violations.kept.front().message;
}

TEST(Identify, SaysWhereItLookedAndWhatStandsThere) {
  EXPECT_EQ(sentence(R"({"source":"aws.s3"})"),
            R"(belongs to another application: /source is "aws.s3", not app.event.file)");
  Identification rules;
  rules.source_equals = "";
  rules.record_type = {"Records", "0", "type"};
  EXPECT_EQ(sentence(R"({"Records":[{"type":"sold"}]})", rules),
            "is neither a prediction nor an event: /Records/0/type is nothing: /Records is an array, and a "
            "pointer leads through objects alone");
  EXPECT_EQ(sentence(R"({"Records":{"0":{"type":"sold"}}})", rules),
            R"(is neither a prediction nor an event: /Records/0/type is "sold")");
  EXPECT_EQ(sentence(R"({"Records":{"0":{"type":{"mail":"a@b"}}}})", rules),
            "is neither a prediction nor an event: /Records/0/type is an object")
      << "what it holds is no name";
  EXPECT_EQ(sentence(R"({"Records":{"0":{"type":["a@b"]}}})", rules),
            "is neither a prediction nor an event: /Records/0/type is an array");
  EXPECT_EQ(
      sentence(event(R"({"type":"EFEvaluationEvent","evaluation":{"service":7,"prediction_id":"p-1"}})")),
      "names no service: /detail/prediction/service is nothing, /detail/evaluation/service is 7, "
      "/detail/evaluation/prediction_id is \"p-1\", without a name behind #");
}

/// Judges the time of an event: the time, or the sentence about it.
std::string time_fault(const std::string& time, const Identification& rules = {}) {
  const auto parsed = cut_test::parsed("{\"time\":" + time + "}");
  Arena arena;
  Violations identity_violations, violations;
  const Identity identity = identify(parsed->tape, rules, arena, identity_violations);
  judge_time(parsed->tape, rules, identity, violations);
  EXPECT_EQ(violations.count, identity.event_time ? 0U : 1U);
  if (violations.count == 0) return format_time(*identity.event_time);
  const Violation& violation = violations.kept.front();
  EXPECT_EQ(violation.code, Code::EventTime);
  EXPECT_EQ(violation.pointer, "/time");
  EXPECT_THAT(violation.message, testing::EndsWith(": expected " + violation.expected + ", found " + time));
  EXPECT_EQ(violation.actual, time);
  return violation.message.substr(0, violation.message.find(", found"));
}

TEST(Identify, TakesTimesInsideTheRange) {
  EXPECT_EQ(time_fault(R"("2022-04-19T18:00:00Z")"), "2022-04-19T18:00:00Z");
  EXPECT_EQ(time_fault(R"("2022-04-19T18:00:00.1234567+02:00")"), "2022-04-19T16:00:00.123456Z");
  EXPECT_EQ(time_fault(R"("2000-01-01T00:00:00Z")"), "2000-01-01T00:00:00Z");
  EXPECT_EQ(time_fault(R"("2099-12-31T23:59:59.999999Z")"), "2099-12-31T23:59:59.999999Z");
  EXPECT_EQ(time_fault(R"("2000-01-01T01:00:00+01:00")"), "2000-01-01T00:00:00Z");
}

TEST(Identify, TakesZonesAsOthersWriteThem) {
  // Of DuckDB, of Java, of BigQuery.
  EXPECT_EQ(time_fault(R"("2022-04-19 18:00:00.25+00")"), "2022-04-19T18:00:00.250000Z");
  EXPECT_EQ(time_fault(R"("2022-04-19T20:00:00.250+0200")"), "2022-04-19T18:00:00.250000Z");
  EXPECT_EQ(time_fault(R"("2022-04-19 18:00:00.25 UTC")"), "2022-04-19T18:00:00.250000Z");
}

TEST(Identify, TakesANumberForAnId) {
  const auto id = [](ByteView written) {
    const auto parsed = cut_test::parsed(fmt::format(R"({{"id":{}}})", written));
    Arena arena;
    Violations violations;
    return std::string(identify(parsed->tape, {}, arena, violations).event_id);
  };
  EXPECT_EQ(id("7"), "7");
  EXPECT_EQ(id("18446744073709551617"), "18446744073709551617");
  EXPECT_EQ(id("1.50"), "1.50");
  EXPECT_EQ(id(R"("7")"), "7");
  for (const ByteView none : {"true", "null", "[7]", R"({"id":7})", R"("")"}) EXPECT_EQ(id(none), "") << none;
}

/// Finds the time of an event by places; gives it, or the sentence about it.
std::string time_by(std::vector<Identification::Time> places, ByteView event, ByteView object = {},
                    bool may_lack_time = false) {
  Identification rules;
  rules.event_time = std::move(places);
  rules.may_lack_time = may_lack_time;
  const auto parsed = cut_test::parsed(event);
  Arena arena;
  Violations identity_violations, violations;
  const Identity identity = identify(parsed->tape, rules, arena, identity_violations, object);
  judge_time(parsed->tape, rules, identity, violations, object);
  if (violations.kept.empty() && !identity.event_time) return "none";
  return identity.event_time ? format_time(*identity.event_time) : violations.kept.front().message;
}

NamePattern pattern(const std::string& expression, const std::string& group) {
  auto made = NamePattern::make(expression, group);
  EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().message);
  return *made;
}

/// Identifies an event of an object: `event shop`, or the sentence about it.
std::string identified_in(ByteView object, ByteView event, const Identification& rules) {
  const auto parsed = cut_test::parsed(event);
  Arena arena;
  Violations violations;
  const Identity identity = identify(parsed->tape, rules, arena, violations, object);
  if (violations.count > 0) return violations.kept.front().pointer + ": " + violations.kept.front().message;
  return fmt::format("{} {}", name(*identity.record_type), identity.service);
}

TEST(Identify, TakesServiceAndRecordTypeFromTheNameOfTheObject) {
  Identification rules;
  rules.source_equals = "";
  rules.services = {{IdentityPlace{"app"}, ""},
                    {IdentityPlace(pattern("^(?P<service>[^/]+)/", "service")), ""}};
  rules.record_type = IdentityPlace(pattern("/(?P<record_type>[a-z]+)-[0-9]", "record_type"));
  rules.record_types = {{"guess", RecordType::Prediction}, {"*", RecordType::Event}};
  EXPECT_EQ(identified_in("shop/guess-1.json", "{}", rules), "prediction shop");
  EXPECT_EQ(identified_in("shop/sold-1.json", "{}", rules), "event shop");
  EXPECT_EQ(identified_in("shop/sold-1.json", R"({"app":"till"})", rules), "event till") << "in their order";
  EXPECT_EQ(identified_in("shop/1.json", "{}", rules),
            ": is neither a prediction nor an event: path /(?P<record_type>[a-z]+)-[0-9] gives none in the "
            "object's name \"shop/1.json\"");
  EXPECT_EQ(identified_in("/sold-1.json", R"({"app":7})", rules),
            ": names no service: /app is 7, path ^(?P<service>[^/]+)/ gives none in the object's name "
            "\"/sold-1.json\"");
  EXPECT_EQ(rules.resume_keys(), (std::vector<std::vector<std::string>>{{"app"}, {"time"}, {"id"}}));
}

TEST(Identify, TakesTheFirstPlaceThatHoldsATime) {
  const TimeForm seconds{TimestampForm::EpochS, {}, {}};
  const std::vector<Identification::Time> places = {{{"time"}, {}}, {{"a", "created"}, seconds}};
  EXPECT_EQ(time_by(places, R"({"time":"2022-04-19T18:00:00Z","a":{"created":1}})"), "2022-04-19T18:00:00Z");
  EXPECT_EQ(time_by(places, R"({"time":null,"a":{"created":1650391200.5}})"), "2022-04-19T18:00:00.500000Z");
  EXPECT_EQ(time_by(places, R"({"a":{"created":"1650391200"}})"), "2022-04-19T18:00:00Z");
  EXPECT_EQ(time_by(places, R"({"time":"1970-01-01T00:00:00Z","a":{"created":1650391200}})"),
            "2022-04-19T18:00:00Z")
      << "a time outside the range is none";
  EXPECT_EQ(
      time_by(places, R"({"a":{"created":1650391200000}})"),
      "/a/created is out of range: expected a time from 2000-01-01T00:00:00Z to before 2100-01-01T00:00:00Z, "
      "or another event_time_range, found 1650391200000");
  EXPECT_EQ(time_by(places, R"({"time":7})"),
            "no place holds a time: expected an RFC 3339 text such as 2022-04-19T18:00:00Z or "
            "2022-04-19T20:00:00.25+02:00 at /time, or seconds since 1970 (epoch_s) at /a/created, found 7 "
            "at /time, "
            "nothing at /a/created");
}

TEST(Identify, TakesTheTimeFromTheNameOfTheObject) {
  const TimeForm day{TimestampForm::Iso, TimeFormat("%Y/%m/%d"), 0};
  const std::vector<Identification::Time> places = {
      {{"time"}, {}}, {IdentityPlace(pattern(R"((?P<time>\d{4}/\d{2}/\d{2})/)", "time")), day}};
  EXPECT_EQ(time_by(places, "{}", "shop/2022/04/19/a"), "2022-04-19T00:00:00Z");
  EXPECT_EQ(time_by(places, R"({"time":"2022-04-19T18:00:00Z"})", "2021/04/19/a"), "2022-04-19T18:00:00Z");
  EXPECT_EQ(time_by(places, "{}", "2022/13/19/a"),
            "no place holds a time: expected an RFC 3339 text such as 2022-04-19T18:00:00Z or "
            "2022-04-19T20:00:00.25+02:00 at /time, or a text such as %Y/%m/%d at path "
            R"((?P<time>\d{4}/\d{2}/\d{2})/, found nothing at /time, "2022/13/19/a" at path )"
            R"((?P<time>\d{4}/\d{2}/\d{2})/)");
  const std::string place = R"(path (?P<time>\d{4}/\d{2}/\d{2})/)";
  EXPECT_THAT(time_by(places, "{}", "1999/04/19/a"), testing::StartsWith(place + " is out of range"));
  EXPECT_THAT(time_by({places[1]}, "{}", "a"), testing::StartsWith(place + " is no time"));
}

TEST(Identify, TakesNoTimeWhereThatIsTheLastPlace) {
  EXPECT_EQ(time_by({{{"time"}, {}}}, R"({"time":"1970-01-01T00:00:00Z"})", "", true), "none");
  EXPECT_EQ(time_by({{{"time"}, {}}}, R"({"time":"2022-04-19T18:00:00Z"})", "", true),
            "2022-04-19T18:00:00Z");
  EXPECT_EQ(time_by({}, "{}", "", true), "none");
}

TEST(Identify, ReadsTheTimeByItsForm) {
  const auto by = [](const TimeForm& form, ByteView time) {
    return time_by({{{"at"}, form}}, fmt::format(R"({{"at":{}}})", time));
  };
  EXPECT_EQ(by({TimestampForm::EpochNs, {}, {}}, R"("1650391200000000001")"), "2022-04-19T18:00:00Z");
  EXPECT_EQ(by({TimestampForm::Iso, {}, 120}, R"("2022-04-19 20:00:00")"), "2022-04-19T18:00:00Z");
  const TimeForm format{TimestampForm::Iso, TimeFormat("%d.%m.%Y %H:%M"), 120};
  EXPECT_EQ(by(format, R"("19.04.2022 20:00")"), "2022-04-19T18:00:00Z");
  EXPECT_EQ(by(format, R"("2022-04-19T18:00:00Z")"),
            R"(/at is no time: expected a text such as %d.%m.%Y %H:%M, found "2022-04-19T18:00:00Z")");
}

TEST(Identify, RefusesTimesOutsideTheRange) {
  for (const std::string time :
       {R"("1999-12-31T23:59:59.999999Z")", R"("2100-01-01T00:00:00Z")", R"("2000-01-01T00:00:00+00:01")"}) {
    EXPECT_EQ(time_fault(time),
              "/time is out of range: expected a time from 2000-01-01T00:00:00Z to before "
              "2100-01-01T00:00:00Z, or another event_time_range");
  }
}

TEST(Identify, SaysWhatATimeHasToLookLike) {
  for (const std::string time : {R"("2022-02-30T00:00:00Z")", R"("2022-04-19")", R"("2022-04-19T18:00:60Z")",
                                 R"("")", "null", "1650391200000", "{}",
                                 // Of ClickHouse, of pandas.
                                 R"("2022-04-19 18:00:00.250000")", "1650391200250"}) {
    EXPECT_EQ(time_fault(time),
              "/time is no time: expected an RFC 3339 text such as 2022-04-19T18:00:00Z or "
              "2022-04-19T20:00:00.25+02:00");
  }
}

}  // namespace
}  // namespace headgate
