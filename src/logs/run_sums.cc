// SPDX-License-Identifier: Apache-2.0
#include "logs/run_sums.h"

#include "logs/log_documents.h"

namespace headgate {

namespace {

/// Sums up the commits of a run before one of them. They stand close before it: nobody commits before he
/// began, whatever clocks say, by more than a day.
Result<RunSum> sum_before(const CommitLog& log, const CommitRecord& commit) {
  constexpr Micros kDay = Micros{24 * 3600} * 1'000'000;
  RunSum sum;
  const auto start = start_of_run(commit.run);
  for (std::uint64_t seq = commit.seq - 1; seq > 0 && start; --seq) {
    TRY(const CommitRecord earlier, log.commit_record(seq));
    if (earlier.time < *start - kDay) break;
    if (earlier.run != commit.run || earlier.kind == CommitKind::Fence) continue;
    sum.books.add(earlier.books);
    ++sum.commits;
  }
  return sum;
}

}  // namespace

Result<RunSum> RunSums::add(const CommitLog& log, const CommitRecord& commit) {
  auto found = runs_.find(commit.run);
  if (found == runs_.end()) {
    TRY(RunSum before, sum_before(log, commit));
    found = runs_.emplace(commit.run, std::move(before)).first;
  }
  found->second.books.add(commit.books);
  ++found->second.commits;
  return found->second;
}

}  // namespace headgate
