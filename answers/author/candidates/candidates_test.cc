// SPDX-License-Identifier: Apache-2.0
#include "answers/author/candidates/candidates.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "answers/author/merge/merge_test_support.h"

namespace headgate::author {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What candidates there are in the payloads of some events, beside what they rest on.
class Search {
 public:
  Search(const std::string& text, const std::string& data) {
    auto plan = compile_contract(text, "c.yaml", {});
    if (!plan) {
      ADD_FAILURE() << plan.error().message << "\n" << text;
      return;
    }
    plan_ = *plan;
    unshown_ = std::make_unique<UnshownValues>(*plan_, identification_);
    const Contracts contracts = *Contracts::make({plan_});
    TapeScanner scanner(contracts, identification_);
    Batch batch;
    each_window(data, batch.window, [&] {
      scanner.scan(batch);
      unshown_->add(batch, 0);
    });
    unshown_->settle();
    for (Candidate& each : find_candidates(*unshown_, identification_)) {
      if (each.path.starts_with(kPayload)) found.push_back(std::move(each));
    }
  }

  /// Gives lines such as `/a known 2 of 3: string 1, null 1`.
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const Candidate& each : found) {
      std::string line = fmt::format("{} {} {} of {}:", each.path.substr(kPayload.size()), name(each.state),
                                     each.count, each.of);
      if (!each.column.empty()) line.insert(line.find(" recast") + 7, " by " + each.column);
      for (std::size_t i = 0; i < each.types.size(); ++i) {
        if (each.types[i].count == 0) continue;
        line += fmt::format(" {} {}", type_names(inspect::type_at(i)), each.types[i].count);
      }
      lines.push_back(line);
    }
    return lines;
  }

  /// Gives lines such as `mood: /mood string`.
  [[nodiscard]] std::vector<std::string> proposals() const {
    std::vector<std::string> lines;
    for (const Candidate& each : found) {
      if (!each.proposed) continue;
      const std::string& from = each.proposed->from;
      const std::string shown = from.starts_with(kPayload) ? from.substr(kPayload.size()) : from;
      lines.push_back(fmt::format("{}: {} {}{}", each.proposed->name, shown, each.proposed->type,
                                  each.proposed->wrap_scalar ? " wrap_scalar" : ""));
    }
    return lines;
  }

  std::vector<Candidate> found;
  [[nodiscard]] const UnshownValues& unshown() const { return *unshown_; }

 private:
  static inline const std::string kPayload = "/detail/evaluation/payload";
  Identification identification_;
  std::shared_ptr<const Plan> plan_;
  std::unique_ptr<UnshownValues> unshown_;
};

std::string columns(const std::string& written) { return "columns: {" + written + "}"; }

TEST(Candidates, TellsTheThreeStatesApart) {
  const Search search(
      contract(" {properties: {mood: {type: [string, \"null\"]}, n: {}}}\n",
               columns("n: {from: /detail/evaluation/payload/n, type: int64}")),
      events({R"({"mood":"good","n":1,"extra":true})", R"({"mood":null,"n":"many"})", R"({"n":2.5})"}));
  EXPECT_THAT(search.lines(), ElementsAre("/mood known 2 of 3: null 1 string 1",
                                          "/n recast by n 2 of 3: number with a fraction 1 string 1",
                                          "/extra rescued 1 of 3: boolean 1"));
  EXPECT_THAT(search.proposals(), ElementsAre("mood: /mood string", "detail_evaluation_payload_n: /n string",
                                              "extra: /extra boolean"));
}

TEST(Candidates, AreNoneWhereTheColumnsShowAll) {
  const Search search(contract(" {}\n", columns("all: {from: /detail/evaluation/payload, type: json}")),
                      events({R"({"a":1,"b":[{"c":"x"}],"d":{}})", "null", R"("text")"}));
  EXPECT_THAT(search.lines(), IsEmpty());
  EXPECT_EQ(search.unshown().clean(), 3U);
}

TEST(Candidates, NullAndEmptyObjectsOfKnownMembersSayNothing) {
  const Search search(contract(" {properties: {a: {}, b: {properties: {c: {}}}}}\n"),
                      events({R"({"a":null,"b":{},"z":null})", R"({"b":{"c":null}})"}));
  EXPECT_THAT(search.lines(), IsEmpty());
}

TEST(Candidates, AListThatNothingReadsIsOnePlace) {
  const Search search(
      contract(" {properties: {a: {items: {properties: {n: {type: integer}}}}, b: {}}}\n"),
      events({R"({"a":[{"n":1},{"n":2}],"b":["x"],"c":[[1]]})", R"({"a":[],"b":["y","y"]})"}));
  EXPECT_THAT(search.lines(), ElementsAre("/a known 2 of 2: array 2", "/b known 2 of 2: array 2",
                                          "/c rescued 1 of 2: array 1"));
  EXPECT_THAT(search.proposals(),
              ElementsAre("a: /a list<struct<n: int64>>", "b: /b list<string>", "c: /c list<list<int64>>"));
  ASSERT_NE(search.found[1].samples(), nullptr);
  EXPECT_EQ(search.found[1].samples()->distinct.top().front().text, "y");
}

TEST(Candidates, OfAListThatAColumnReadsThePartsArePlaces) {
  const Search search(
      contract(" {properties: {a: {items: {properties: {n: {}, m: {}}}}}}\n",
               columns("a: {from: /detail/evaluation/payload/a, type: \"list<struct<n: int64>>\"}")),
      events({R"({"a":[{"n":1,"m":2,"o":3},{"n":"x"}]})"}));
  EXPECT_THAT(search.lines(),
              ElementsAre("/a/*/n recast by a 1 of 2: string 1", "/a/*/m known 1 of 2: integer 1",
                          "/a/*/o rescued 1 of 2: integer 1"));
  EXPECT_THAT(search.proposals(),
              ElementsAre("detail_evaluation_payload_a: /a list<struct<n: string, m: int64, o: int64>>",
                          "detail_evaluation_payload_a: /a list<struct<n: string, m: int64, o: int64>>",
                          "detail_evaluation_payload_a: /a list<struct<n: string, m: int64, o: int64>>"));
}

TEST(Candidates, KnowAFieldByTheMemberThatItReads) {
  const Search search(
      contract(
          " {properties: {a: {items: {properties: {n: {}, '@n': {}}}}}}\n",
          columns("a: {from: /detail/evaluation/payload/a, type: \"list<struct<n from '@n': int64>>\"}")),
      events({R"({"a":[{"@n":1,"n":2},{"@n":"x"}]})"}));
  EXPECT_THAT(search.lines(),
              ElementsAre("/a/*/@n recast by a 1 of 2: string 1", "/a/*/n known 1 of 2: integer 1"));
  EXPECT_THAT(search.proposals(),
              ElementsAre("detail_evaluation_payload_a: /a list<struct<n_2 from '@n': string, n: int64>>",
                          "detail_evaluation_payload_a: /a list<struct<n_2 from '@n': string, n: int64>>"));
}

TEST(Candidates, WhatIsRescuedInsideOfAKnownListHasItsOwnPlace) {
  const Search search(contract(" {properties: {a: {type: array}}}\n"),
                      events({R"({"a":[1,{"b":2}]})", R"({"a":["x"]})"}));
  EXPECT_THAT(search.lines(), ElementsAre("/a known 2 of 2: array 2", "/a/*/b rescued 1 of 1: integer 1"));
}

TEST(Candidates, AValueThatOneColumnShowsAsItIsIsNone) {
  const Search search(contract(" {}\n", columns("n: {from: /detail/evaluation/payload/n, type: int64}, "
                                                "text: {from: /detail/evaluation/payload/n, type: string}")),
                      events({R"({"n":1})", R"({"n":"x"})", R"({"n":true})"}));
  EXPECT_THAT(search.lines(), ElementsAre("/n recast by n 1 of 3: boolean 1"));
}

TEST(Candidates, ALoneScalarAndAWordForNothingAreRecast) {
  const Search search(
      contract(" {}\n", columns("tags: {from: /detail/evaluation/payload/tags, type: list<string>, "
                                "wrap_scalar: true, null_values: [\"null\"]}")),
      events({R"({"tags":["a"]})", R"({"tags":"b"})", R"({"tags":"null"})", R"({"tags":{"c":1}})"}));
  EXPECT_THAT(search.lines(), ElementsAre("/tags recast by tags 3 of 4: string 2 object 1"));
  EXPECT_THAT(search.proposals(), ElementsAre("detail_evaluation_payload_tags: /tags json"));
}

TEST(Candidates, KeysThatAreDataAreOnePlace) {
  const Search search(contract(" {}\n"), events({R"({"by_day":{"2022-04-19":1,"2022-04-20":2}})",
                                                 R"({"by_day":{"2022-04-21":3}})"}));
  EXPECT_THAT(search.lines(), ElementsAre("/by_day rescued 2 of 2: object 2"));
  EXPECT_THAT(search.proposals(), ElementsAre("by_day: /by_day map<string, int64>"));
}

TEST(Candidates, HideWhatTheContractMasks) {
  std::string text = contract(" {properties: {mail: {}, tags: {}, n: {}}}\n");
  text += "mask: [/detail/evaluation/payload/mail, /detail/evaluation/payload/tags/*]\n";
  const Search search(text, events({R"({"mail":"a@b.c","tags":["x"],"n":1})"}));
  ASSERT_EQ(search.found.size(), 3U);
  EXPECT_TRUE(search.found[0].masked);
  EXPECT_TRUE(search.found[1].masked);
  EXPECT_FALSE(search.found[2].masked);
}

TEST(Candidates, OnlyCleanEventsOfTheContractCount) {
  const Search search(contract(" {required: [a]}\n"),
                      events({R"({"a":1})", R"({"b":1})"}) + event(R"({"a":1})", "other"));
  EXPECT_EQ(search.unshown().clean(), 1U);
  EXPECT_EQ(search.unshown().dirty(), 1U);
  EXPECT_THAT(search.lines(), ElementsAre("/a known 1 of 1: integer 1"));
}

TEST(Candidates, TheIdOfTheEventStandsInItsOwnColumn) {
  const Search search(contract(" {}\n"), events({"{}"}));
  for (const Candidate& each : find_candidates(search.unshown(), Identification()))
    EXPECT_NE(each.path, "/id");
}

TEST(Candidates, NamesNeverMeetThoseOfColumns) {
  const Search search(contract(" {}\n", columns("Mood: {from: /x, type: string}, "
                                                "detail_evaluation_payload_mood: {from: /y, type: string}")),
                      events({R"({"mood":"x","year":1,"sub":{"mood":2}})"}));
  EXPECT_THAT(search.proposals(), ElementsAre("payload_mood: /mood string", "year_value: /year int64",
                                              "sub_mood: /sub/mood int64"));
}

}  // namespace
}  // namespace headgate::author
