// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "answers/verify/log/checkpoints.h"
#include "answers/verify/log/contract_files.h"
#include "answers/verify/log/landing.h"
#include "answers/verify/log/ledger.h"
#include "answers/verify/log/log.h"

namespace headgate::verify {

/// Plays the log from its beginning: which tasks are live, what was taken, what was replaced. Of a task it
/// remembers the name alone; manifests are read again where they are needed.
class Replay {
 public:
  /// A task that some commit made.
  struct Made {
    const CommitRecord* commit = nullptr;
    const NamedHash* manifest = nullptr;
    const Made* replaces = nullptr;
    bool is_live = true;
    std::string
        old_index;  ///< Where the index of what it replaces lies; empty where it is gone, or the same.
  };

  /// REQUIRES that the log stays where it is for as long as this: tasks keep addresses of its commits.
  Replay(Landing& landing, const Log& log, ContractFiles& contracts)
      : landing_(landing), log_(log), contracts_(contracts) {}

  /// Takes in all commits, in their order.
  Status carry_out(Checkpoints& checkpoints);
  /// Looks whether what rewrites replaced, as far as it is still there, is what their manifests say.
  Status check_replaced_files(unsigned threads) const;

  /// Gives every task that was ever made, in the order of the log.
  [[nodiscard]] const std::deque<Made>& tasks() const { return tasks_; }
  /// Gives the task of that name; nullptr where no commit made it.
  [[nodiscard]] const Made* find(const std::string& task) const;
  /// Reads the manifest of a task again.
  Result<ManifestRecord> manifest(const Made& task) const;

  [[nodiscard]] const Summary& summary() const { return summary_; }
  [[nodiscard]] Ledger& ledger() { return ledger_; }
  /// Gives the commit that replaced a visible file of the landing; nullptr where none did.
  [[nodiscard]] const CommitRecord* replaced_by(std::size_t place) const;

 private:
  Status take(const CommitRecord& commit);
  Result<std::optional<ManifestRecord>> read(const CommitRecord& commit, const NamedHash& named);
  Status take(const CommitRecord& commit, const NamedHash& named, const ManifestRecord& manifest);
  Result<const Made*> replace(const CommitRecord& commit, const ManifestRecord& manifest);
  std::string take_replaced(const CommitRecord& commit, const ManifestRecord& manifest);

  Landing& landing_;
  const Log& log_;
  ContractFiles& contracts_;
  std::deque<Made> tasks_;
  std::unordered_map<std::string, Made*> by_name_;
  Summary summary_;
  Ledger ledger_;
  bool is_whole_ = true;
  /// The files that rewrites replaced, as far as they still lie in the landing, with their places.
  std::vector<std::pair<std::size_t, OutputRecord>> retired_;
  std::map<std::size_t, const CommitRecord*> replaced_;  ///< By place in the landing.
};

}  // namespace headgate::verify
