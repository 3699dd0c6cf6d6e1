// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/infer_into.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "answers/author/draft/draft.h"
#include "answers/author/merge/merge_contract.h"
#include "answers/author/merge/unified_diff.h"
#include "apps/cli/contract_text.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"
#include "route/router.h"
#include "schema/ascii.h"

namespace headgate::cli {

namespace {

/// What lies inside of a value is only judged where the value itself has the right type: more rules may break
/// when those before them were widened.
constexpr int kRoundsMax = 100;

Result<const inspect::Profile::Group*> find_group(const inspect::Profile& profile, const Plan& plan) {
  for (const inspect::Profile::Group* group : profile.groups()) {
    if (group->service == plan.service && group->record_type == name(plan.record_type)) return group;
  }
  return fail(ErrorCode::Configuration, "none of {} is an event of {} {}, which {} is for",
              count_text(profile.frames(), "frame"), plan.service, name(plan.record_type), plan.file);
}

struct Judged {
  author::Contradictions contradictions;
  author::NulledValues nulled;
};

Result<Judged> judge_all(const std::shared_ptr<const Plan>& plan, const InspectedFiles& inspected,
                         const Settings& settings) {
  TRY(const Contracts contracts, Contracts::make({plan}));
  FileJudge judge(contracts, settings);
  Judged judged;
  for (std::uint32_t i = 0; i < inspected.files.size(); ++i) {
    const FileToJudge& file = inspected.files[i];
    const inspect::Address address = [&file](const inspect::Place& place) {
      return Address{file.label.name, place.offset, place.length}.text();
    };
    TRY_OK(judge.judge(file, [&](const FileToJudge&, const Batch& batch) {
      judged.contradictions.add(batch, *plan, address);
      judged.nulled.add(batch, *plan, i);
    }));
  }
  return judged;
}

/// Tells what the merge leaves to a person, by lines of the file as it is now.
void tell_unmerged(const ContractText& contract, const std::vector<author::Unmerged>& unmerged,
                   const author::LineDiff& diff, bool written) {
  for (const author::Unmerged& each : unmerged) {
    const int line = each.line == 0 || written ? each.line : diff.line_before(each.line);
    tell(line == 0 ? fmt::format("{}: {}", shown(contract.file), shown(each.what))
                   : fmt::format("{}:{}: {}", shown(contract.file), line, shown(each.what)));
  }
}

/// Tells what stands around the events and is read by no column, with the column that would.
void tell_unread_around(const std::string& file, const inspect::Profile& profile, const Plan& plan) {
  std::set<std::string> taken;
  for (const Column& column : plan.columns) taken.insert(lower_case(column.name));
  for (const author::ColumnDraft& draft : author::draft_wrapper_columns(profile, std::move(taken)).columns) {
    const bool is_read = std::ranges::any_of(plan.columns, [&](const Column& column) {
      return column.wrapper && (draft.from + "/").starts_with(from_text(column) + "/");
    });
    if (is_read) continue;
    tell(fmt::format("{}: no column shows {}, which stands around the events; one that does: {}", shown(file),
                     shown(draft.from), shown(author::column_line(draft))));
  }
}

}  // namespace

Result<ExitCode> infer_into(const std::string& file, bool write, const InspectedFiles& inspected,
                            const Settings& settings) {
  TRY(const ContractText contract, read_contract_text(file));
  TRY(const inspect::Profile::Group* const group, find_group(inspected.profile, *contract.plan));
  const inspect::Address address = inspected.address();
  TRY(author::ContractMerge merge, author::ContractMerge::begin(contract.text, file, contract.schemas, *group,
                                                                settings.identification, address));
  TRY_OK(merge.add_fields());
  Judged judged;
  for (int round = 0; round < kRoundsMax; ++round) {
    TRY(judged, judge_all(merge.plan(), inspected, settings));
    if (judged.contradictions.dirty() == 0) break;
    TRY(const bool widened, merge.widen(judged.contradictions));
    if (!widened) break;
  }
  const author::Contradictions& left = judged.contradictions;
  const author::LineDiff diff(contract.text, merge.text());
  const std::string change = diff.unified(file, file);
  if (write && !change.empty()) TRY_OK(replace_file(contract, merge.text()));
  say(change);
  if (change.empty()) {
    complain(fmt::format("{} stays as it is", shown(file)));
  } else if (write) {
    complain(fmt::format("{} was replaced", shown(file)));
  }
  tell_unmerged(contract, merge.unmerged(left, judged.nulled), diff, write);
  tell_unread_around(file, inspected.profile, *merge.plan());
  if (left.dirty() == 0) return kDone;
  complain(fmt::format("{} of {} would still be dirty", count_text(left.dirty()),
                       count_text(left.events(), "event")));
  return kWanting;
}

}  // namespace headgate::cli
