// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/checkpoints.h"

#include <fmt/format.h>

#include <charconv>

#include "answers/verify/log/ledger_tree.h"
#include "answers/verify/read/layout.h"
#include "base/hash.h"

namespace headgate::verify {

namespace {

/// Gives the number that a node's name begins with; 0 where it has none.
std::uint64_t seq_of(const std::string& node) {
  std::uint64_t seq = 0;
  const char* const begin = node.data() + std::string(kLedger).size();
  (void)std::from_chars(begin, node.data() + node.size(), seq);
  return seq;
}

}  // namespace

Result<Checkpoints> Checkpoints::read(ObjectStore& landing, Listing& listing, const Log& log,
                                      Faults& faults) {
  Checkpoints checkpoints(landing, listing);
  const std::uint64_t head = log.commits().empty() ? 0 : log.commits().back().seq;
  const auto [first, last] = listing.under(kCheckpoints);
  for (std::size_t i = first; i < last; ++i) {
    const std::string& file = listing[i].name;
    const auto fault = [&](const char* place, std::string expected, std::string found) {
      faults.add(Invariant::Ledger, file, place, std::move(expected), std::move(found));
    };
    listing.name(i);
    TRY(const std::string text, landing.get(file));
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
    } else if (seq > log.applied()) {
      fault("seq", fmt::format("a commit up to which all is applied: {}", log.applied()),
            std::to_string(seq));
    }
    checkpoints.records_.emplace(seq, std::move(*record));
  }
  return checkpoints;
}

Status Checkpoints::check_at(std::uint64_t seq, bool is_log_whole, const Summary& summary, Ledger& ledger,
                             Faults& faults) {
  const auto at = records_.find(seq);
  if (at == records_.end()) return {};
  const std::string file = checkpoint_file(seq);
  if (is_log_whole) summary.check(at->second, file, faults);
  return check_ledger_tree(*landing_, *listing_, at->second, file, is_log_whole ? &ledger : nullptr,
                           /*may_lack=*/seq != records_.rbegin()->first, faults);
}

/// A run writes the nodes before the checkpoint. Where it was killed in between they stay until they are
/// older than all checkpoints.
Status Checkpoints::report_unnamed(bool is_disturbed, Faults& faults) {
  const std::uint64_t newest = records_.empty() ? 0 : records_.rbegin()->first;
  const auto [first, last] = listing_->under(kLedger);
  for (std::size_t i = first; i < last; ++i) {
    if (!listing_->name(i)) continue;
    const std::string& file = (*listing_)[i].name;
    const std::uint64_t seq = seq_of(file);
    TRY(const std::string text, landing_->get(file));
    if (const std::string expected = node_file(seq, hash_hex(text)); file != expected) {
      faults.add(Invariant::Ledger, file, "", "the name " + expected, "this one");
    } else if (seq > newest && !is_disturbed) {
      faults.add(Invariant::Staging, file, "", "a node that a checkpoint leads to",
                 "none does: the next run makes one");
    }
  }
  return {};
}

}  // namespace headgate::verify
