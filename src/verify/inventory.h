// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "contract/contract.h"
#include "store/object_store.h"
#include "verify/fault.h"
#include "verify/records.h"

namespace headgate::verify {

/// What a landing holds by its listing, and which of it its commits name.
class Inventory {
 public:
  /// Lists the landing and reads its commit log. `now` says which leases have expired.
  static Result<Inventory> read(ObjectStore& landing, Micros now, Faults& faults);

  [[nodiscard]] const std::vector<CommitRecord>& commits() const { return commits_; }

  /// Reads a manifest and looks whether it is the one that its commit names; nothing where it is none.
  Result<std::optional<ManifestRecord>> manifest(const CommitRecord& commit, const NamedHash& named,
                                                 Faults& faults);
  /// Reads a contract that a commit names; nullptr where it is not there as it was.
  Result<std::shared_ptr<const Plan>> contract(const CommitRecord& commit, const NamedHash& named,
                                               Faults& faults);

  /// Notes that an output is named; gives where it lies, empty where it does not.
  std::string take(const CommitRecord& commit, const std::string& manifest, const OutputRecord& output,
                   Faults& faults);
  /// Notes that a commit covers an object.
  void take(const CommitRecord& commit, const std::string& manifest, const ObjectRecord& object,
            Faults& faults);

  /// Reports what lies in the landing and is named by nothing.
  Status report_unnamed(Faults& faults);

  /// Hashes the names, sizes and hashes of all named outputs: of equal data equal, whoever wrote it.
  [[nodiscard]] std::string data_hash() const;

 private:
  explicit Inventory(ObjectStore& landing, Micros now) : landing_(&landing), now_(now) {}

  Status list(Faults& faults);
  Status read_commits(Faults& faults);
  void check_commit(const CommitRecord& commit, std::uint64_t due, Faults& faults);
  Status read_landing_record(Faults& faults);
  Status read_leases();
  Status check_contract_files(Faults& faults);
  void report_staging(const std::string& file, Faults& faults) const;
  [[nodiscard]] bool is_raw_source(const std::string& file) const;
  [[nodiscard]] std::size_t find(const std::string& file) const;

  ObjectStore* landing_;
  Micros now_;
  std::vector<ObjectInfo> files_;    ///< By name.
  std::vector<std::string> hashes_;  ///< Of those that are named.
  std::vector<bool> named_;
  std::map<std::string, std::string> sources_;
  std::vector<CommitRecord> commits_;
  std::map<std::string, std::string> uids_;
  std::set<std::string> pending_runs_;  ///< With a commit that is not published yet.
  std::set<std::string> leased_runs_;
  std::map<std::string, std::shared_ptr<const Plan>>
      contracts_;                                           ///< By hash; nullptr for one that is faulty.
  std::unordered_map<std::string, std::uint64_t> objects_;  ///< The commit that covers each.
  std::unordered_map<std::string, std::uint64_t> missing_;  ///< Outputs that are named and not there.
};

}  // namespace headgate::verify
