// SPDX-License-Identifier: Apache-2.0
#include "pipeline/contract_fit.h"

#include <fmt/format.h>

#include "commit/commit_test_support.h"

namespace headgate {
namespace {

using testing::HasSubstr;

/// Makes a contract for the events of a service; `columns` are those of its table.
std::shared_ptr<const Plan> contract_for(const std::string& service, const std::string& columns) {
  return *compile_contract(fmt::format("contract: {0}_event\nversion: 1.0.0\nservice: {0}\n"
                                       "record_type: event\nexpect: {{type: object}}\n"
                                       "table: {{columns: {{{1}}}}}\n",
                                       service, columns),
                           service + ".yaml");
}

const std::string kText = "a: {from: /a, type: string}", kNumber = "a: {from: /a, type: int64}";

enum class Made : std::uint8_t { Nothing, DirtyEvents, Rows };

class ContractFitTest : public CommitTest {
 protected:
  void SetUp() override { ASSERT_TRUE(open().begin()); }

  /// Commits one task under contracts; `made` is what it holds of the events of `service`.
  void commit(const Contracts& contracts, const std::string& service, Made made) {
    Committer committer = open();
    const std::string task = fmt::format("task{}", committer.head());
    Manifest manifest = stage("r", task, "object of " + task);
    const bool clean = made == Made::Rows;
    const auto folder = layout::lines_folder(clean, made == Made::Nothing ? "" : service, "event");
    manifest.outputs.front().final_name = layout::lines_name(folder, task).text();
    if (clean) {
      StagedFile& rows = manifest.outputs.emplace_back(manifest.outputs.front());
      rows.staged += ".parquet";
      rows.final_name = layout::table_name(table_of(service), CivilHour{}, task, 0).text();
      rows.table = table_of(service);
      ASSERT_TRUE(store_.put(rows.staged, task + "\n"));
    }
    Draft draft = draft_of("r", {manifest});
    for (const auto& plan : contracts.plans()) {
      draft.contracts.push_back({plan->contract, plan->hash});
      for (const bool each : {true, false})
        draft.tables[layout::lines_folder(each, plan->service, "event")] = plan->table;
    }
    ASSERT_TRUE(committer.keep_contracts(contracts));
    const auto done = committer.commit(std::move(draft));
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_TRUE(committer.roll_forward(clock_));
  }

  static std::string table_of(const std::string& service) { return contract_for(service, kText)->table; }
  static Contracts only(std::shared_ptr<const Plan> plan) { return *Contracts::make({std::move(plan)}); }

  /// Says why contracts may not follow, by the log and by its checkpoint; empty where they may.
  std::string why_not(const Contracts& contracts) {
    const auto said = [&] {
      const Status fits = check_contracts(open(), contracts);
      return fits ? std::string() : fits.error().message;
    };
    const std::string by_log = said();
    Committer committer = open();
    EXPECT_TRUE(Collector(committer).checkpoint());
    EXPECT_EQ(said(), by_log);
    return by_log;
  }
};

TEST_F(ContractFitTest, OneThatJudgedNothingBindsNobody) {
  const auto shipped = *Contracts::make({contract_for("shipped", kText), contract_for("other", kText)});
  commit(shipped, "shipped", Made::Nothing);
  EXPECT_EQ(why_not(only(contract_for("mine", kText))), "");
  EXPECT_EQ(why_not(only(contract_for("shipped", kNumber))), "") << "its table has no columns yet";
  EXPECT_TRUE(check_no_contract_is_gone(open(), only(contract_for("mine", kText))));

  // Neither do more runs with it: only the one with events of its own.
  commit(shipped, "shipped", Made::Nothing);
  commit(shipped, "other", Made::Rows);
  EXPECT_THAT(why_not(only(contract_for("shipped", kText))), HasSubstr("the table OTHER_EVENT"));
  EXPECT_EQ(why_not(only(contract_for("other", kText))), "");
}

TEST_F(ContractFitTest, OneWithRowsBindsItsColumnsToo) {
  commit(only(contract_for("shop", kText)), "shop", Made::Rows);
  EXPECT_THAT(why_not(only(contract_for("mine", kText))), HasSubstr("has the table SHOP_EVENT"));
  EXPECT_THAT(why_not(only(contract_for("shop", kNumber))), HasSubstr("column a was string"));
  EXPECT_EQ(why_not(only(contract_for("shop", kText + ", b: {from: /b, type: string}"))), "");
}

TEST_F(ContractFitTest, OneWithDirtyEventsAloneHasToStayAndMayChangeItsColumns) {
  commit(only(contract_for("shop", kText)), "shop", Made::DirtyEvents);
  const std::string gone = why_not(only(contract_for("mine", kText)));
  EXPECT_THAT(gone, HasSubstr("has events that the contract shop_event judged"));
  EXPECT_THAT(gone, HasSubstr("Keep the contract shop_event"));
  EXPECT_EQ(why_not(only(contract_for("shop", kNumber))), "");
}

TEST_F(ContractFitTest, DirtyEventsOfBeforeTheContractAreNotItsOwn) {
  commit(only(contract_for("mine", kText)), "shop", Made::DirtyEvents);
  commit(*Contracts::make({contract_for("mine", kText), contract_for("shop", kText)}), "mine", Made::Rows);
  EXPECT_EQ(why_not(only(contract_for("mine", kText))), "");
}

TEST_F(ContractFitTest, SaysWhenTheAnswerMayBeAnother) {
  const auto contracts = only(contract_for("shop", kText));
  std::vector<std::string> texts = {binding_text(open())};
  for (const Made made : {Made::Nothing, Made::DirtyEvents, Made::Rows}) {
    commit(contracts, "shop", made);
    texts.push_back(binding_text(open()));
    EXPECT_NE(texts.back(), texts[texts.size() - 2]);
  }
  commit(contracts, "shop", Made::Rows);
  EXPECT_EQ(binding_text(open()), texts.back());
}

}  // namespace
}  // namespace headgate
