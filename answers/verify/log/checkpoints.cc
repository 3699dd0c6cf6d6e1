// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/checkpoints.h"

#include <fmt/format.h>

#include <charconv>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "base/hash.h"

namespace headgate::verify {

namespace {

/// Writes a value of a record for people.
std::string shown(const std::string& text) { return quoted(text); }
std::string shown(std::uint64_t count) { return std::to_string(count); }

/// Holds the members of one map against those of another.
template <class Map>
void compare(const Map& found, const Map& expected, const std::string& place, const FileFaults& fault) {
  const auto text = [](const Map& map, const std::string& key) {
    const auto at = map.find(key);
    return at == map.end() ? std::string("none") : shown(at->second);
  };
  Map all = found;
  all.insert(expected.begin(), expected.end());
  for (const auto& [key, value] : all)
    fault.compare(place + ", " + key, text(expected, key), text(found, key));
}

Counts without_zeros(Counts counts) {
  std::erase_if(counts, [](const auto& each) { return each.second == 0; });
  return counts;
}

/// Gives the number that a node's name begins with; 0 where it has none.
std::uint64_t seq_of(const std::string& node) {
  std::uint64_t seq = 0;
  const char* const begin = node.data() + std::string(kLedger).size();
  (void)std::from_chars(begin, node.data() + node.size(), seq);
  return seq;
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
  if (commit.judged) judged->insert(commit.judged->begin(), commit.judged->end());
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

void Summary::check(const CheckpointRecord& checkpoint, const FileFaults& fault) const {
  compare(without_zeros(checkpoint.commits), commits, "commits", fault);
  compare(checkpoint.sources, sources, "sources", fault);
  compare(checkpoint.contracts, contracts, "contracts", fault);
  if (checkpoint.judged && checkpoint.judged != judged)
    fault("judged", quoted(*judged), quoted(*checkpoint.judged));
  compare(without_zeros(checkpoint.books), without_zeros(books), "books", fault);
  compare(without_zeros(checkpoint.rows), without_zeros(rows), "rows", fault);
  if (checkpoint.last_run != last_run) fault("last_run", quoted(last_run), quoted(checkpoint.last_run));
  fault.compare("last_time", format_time(last_time), format_time(checkpoint.last_time));
  for (const auto& [number, time] : checkpoint.rewrites) {
    const auto known = rewrites.find(number);
    if (known == rewrites.end()) {
      fault("rewrites", "rewrites of the log", std::to_string(number));
    } else {
      fault.compare(fmt::format("rewrites, {}", number), format_time(known->second), format_time(time));
    }
  }
  for (const std::string& run : checkpoint.fenced) {
    if (!fenced.contains(run)) fault("fenced", "runs that a fence of the log stopped", quoted(run));
  }
}

Result<Checkpoints> Checkpoints::read(Landing& landing, const Log& log) {
  Checkpoints checkpoints(landing);
  const std::uint64_t head = log.commits.empty() ? 0 : log.commits.back().seq;
  for (const std::size_t at : landing.under(kCheckpoints)) {
    const std::string& file = landing[at].name;
    const FileFaults fault = landing.faults.in(file, Invariant::Ledger);
    landing.name(at);
    TRY(const std::string text, landing.store.get(file));
    auto record = read_checkpoint(text);
    if (!record) {
      fault("", "a checkpoint", record.error().message);
      continue;
    }
    const std::uint64_t seq = record->seq;
    if (file != checkpoint_file(seq)) {
      fault("", checkpoint_file(seq) + ", by its seq", "this name");
      continue;
    }
    if (seq > head) {
      fault("seq", fmt::format("a commit of the log, which ends with {}", head), std::to_string(seq));
    } else if (seq > log.applied) {
      fault("seq", fmt::format("a commit up to which all is applied: {}", log.applied), std::to_string(seq));
    }
    checkpoints.records_.emplace(seq, std::move(*record));
  }
  return checkpoints;
}

Status Checkpoints::check_at(std::uint64_t seq, bool is_log_whole, const Summary& summary, Ledger& ledger) {
  const auto at = records_.find(seq);
  if (at == records_.end()) return {};
  const std::string file = checkpoint_file(seq);
  if (is_log_whole) summary.check(at->second, landing_.faults.in(file, Invariant::Ledger));
  return check_ledger_tree(landing_, at->second, file, is_log_whole ? &ledger : nullptr,
                           /*may_lack=*/seq != records_.rbegin()->first);
}

/// A run writes the nodes before the checkpoint. Where it was killed in between they stay until they are
/// older than all checkpoints.
Status Checkpoints::report_unnamed(bool is_disturbed) {
  const std::uint64_t newest = records_.empty() ? 0 : records_.rbegin()->first;
  for (const std::size_t at : landing_.under(kLedger)) {
    if (!landing_.name(at)) continue;
    const std::string& file = landing_[at].name;
    const std::uint64_t seq = seq_of(file);
    TRY(const std::string text, landing_.store.get(file));
    if (const std::string expected = node_file(seq, hash_hex(text)); file != expected) {
      landing_.faults.add(Invariant::Ledger, file, "", "the name " + expected, "this one");
    } else if (seq > newest && !is_disturbed) {
      landing_.faults.add(Invariant::Staging, file, "", "a node that a checkpoint leads to",
                          "none does: the next run makes one");
    }
  }
  return {};
}

}  // namespace headgate::verify
