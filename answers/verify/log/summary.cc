// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/summary.h"

#include <fmt/format.h>

#include "answers/verify/read/cell_text.h"

namespace headgate::verify {

namespace {

/// Writes a value of a record for people.
std::string shown(const std::string& text) { return quoted(text); }
std::string shown(std::uint64_t count) { return std::to_string(count); }

/// Holds the members of one map against those of another.
template <class Map, class AddFault>
void compare(const Map& found, const Map& expected, const std::string& place, const AddFault& fault) {
  const auto text = [](const Map& map, const std::string& key) {
    const auto at = map.find(key);
    return at == map.end() ? std::string("none") : shown(at->second);
  };
  Map all = found;
  all.insert(expected.begin(), expected.end());
  for (const auto& [key, value] : all) {
    if (text(found, key) != text(expected, key))
      fault(fmt::format("{}, {}", place, key), text(expected, key), text(found, key));
  }
}

Counts without_zeros(Counts counts) {
  std::erase_if(counts, [](const auto& each) { return each.second == 0; });
  return counts;
}

}  // namespace

void Summary::take(const CommitRecord& commit) {
  ++commits[word(commit.kind)];
  fenced.insert(commit.fenced.begin(), commit.fenced.end());
  if (commit.kind == CommitKind::Fence) return;
  last_run = commit.run;
  last_time = commit.time;
  if (commit.sources) sources.insert(commit.sources->begin(), commit.sources->end());
  for (const NamedHash& contract : commit.contracts) contracts[contract.name] = contract.hash;
  if (commit.kind == CommitKind::Rewrite) rewrites[commit.seq] = commit.time;
}

void Summary::take(const ManifestRecord& manifest) {
  for (const auto& [key, count] : manifest.books) books[key] += count;
  for (const OutputRecord& file : manifest.outputs) {
    if (!file.table.empty()) rows[file.table] += file.rows;
  }
}

void Summary::take_off(const ManifestRecord& replaced, const ManifestRecord& by) {
  for (const auto& [key, count] : replaced.books) books[key] -= count;
  for (const OutputRecord& file : by.replaces->files) {
    if (!file.table.empty()) rows[file.table] -= file.rows;
  }
}

void Summary::check(const CheckpointRecord& checkpoint, const std::string& file, Faults& faults) const {
  const auto fault = [&](const std::string& place, std::string expected, std::string found) {
    faults.add(Invariant::Ledger, file, place, std::move(expected), std::move(found));
  };
  compare(without_zeros(checkpoint.commits), commits, "commits", fault);
  compare(checkpoint.sources, sources, "sources", fault);
  compare(checkpoint.contracts, contracts, "contracts", fault);
  compare(without_zeros(checkpoint.books), without_zeros(books), "books", fault);
  compare(without_zeros(checkpoint.rows), without_zeros(rows), "rows", fault);
  if (checkpoint.last_run != last_run) fault("last_run", quoted(last_run), quoted(checkpoint.last_run));
  if (checkpoint.last_time != last_time)
    fault("last_time", format_time(last_time), format_time(checkpoint.last_time));
  for (const auto& [number, time] : checkpoint.rewrites) {
    const auto known = rewrites.find(number);
    if (known == rewrites.end()) {
      fault("rewrites", "rewrites of the log", std::to_string(number));
    } else if (known->second != time) {
      fault(fmt::format("rewrites, {}", number), format_time(known->second), format_time(time));
    }
  }
  for (const std::string& run : checkpoint.fenced) {
    if (!fenced.contains(run)) fault("fenced", "runs that a fence of the log stopped", quoted(run));
  }
}

}  // namespace headgate::verify
