// SPDX-License-Identifier: Apache-2.0
//
// What the linker puts in the place of real functions (--wrap). make_uid() asks the machine for noise, and a
// schedule has to be a function of its seed. Records are read again and again by all processes of a schedule,
// and to parse them is most of what that costs: here the same text is parsed once in a schedule. To get an
// object means to clear a buffer that is far larger than any here.
#include "test/schedule/wrapped.h"

#include <fmt/format.h>

#include <unordered_map>

#include "commit/checkpoint.h"
#include "test/schedule/chance.h"
#include "test/schedule/process.h"

namespace headgate::schedule {

namespace {

template <class Record>
using Reader = Result<Record>(const std::string& text, const std::string& name);

/// The records of one kind that were read, by their text. What cannot be read is not kept.
template <class Record>
class Kept {
 public:
  Result<Record> read(Reader<Record>* real, const std::string& text, const std::string& name) {
    if (const auto known = records_.find(text); known != records_.end()) return known->second;
    auto record = real(text, name);
    if (record) records_.emplace(text, *record);
    return record;
  }
  void forget() { records_.clear(); }

 private:
  std::unordered_map<std::string, Record> records_;
};

thread_local Chance uids(0);
thread_local Kept<CommitRecord> commits;
thread_local Kept<Manifest> manifests;
thread_local Kept<Checkpoint> checkpoints;
thread_local Kept<LedgerNode> nodes;

}  // namespace

void begin_wrapped(std::uint64_t seed) {
  uids = Chance(~seed);
  commits.forget();
  manifests.forget();
  checkpoints.forget();
  nodes.forget();
}

#define WRAPPED(name) asm("__wrap_" name)
#define REAL(name) asm("__real_" name)
#define OF_A_TEXT "ERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
#define OF_TWO_TEXTS "ERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEES7_"

std::string made_uid() WRAPPED("_ZN8headgate8make_uidB5cxx11Ev");
std::string made_uid() {
  const std::uint64_t high = uids.bits();
  return fmt::format("{:016x}{:016x}", high, uids.bits());
}

using Get = Result<std::string>(ObjectStore* store, const std::string& name);
Get real_get REAL("_ZN8headgate11ObjectStore3get" OF_A_TEXT);
Get got WRAPPED("_ZN8headgate11ObjectStore3get" OF_A_TEXT);
Result<std::string> got(ObjectStore* store, const std::string& name) {
  if (auto* mine = dynamic_cast<ProcessStore*>(store)) return mine->read_whole(name);
  return real_get(store, name);
}

Reader<CommitRecord> real_commit REAL("_ZN8headgate11read_commit" OF_TWO_TEXTS);
Reader<CommitRecord> kept_commit WRAPPED("_ZN8headgate11read_commit" OF_TWO_TEXTS);
Result<CommitRecord> kept_commit(const std::string& text, const std::string& name) {
  return commits.read(real_commit, text, name);
}

Reader<Manifest> real_manifest REAL("_ZN8headgate13read_manifest" OF_TWO_TEXTS);
Reader<Manifest> kept_manifest WRAPPED("_ZN8headgate13read_manifest" OF_TWO_TEXTS);
Result<Manifest> kept_manifest(const std::string& text, const std::string& name) {
  return manifests.read(real_manifest, text, name);
}

Reader<Checkpoint> real_checkpoint REAL("_ZN8headgate15read_checkpoint" OF_TWO_TEXTS);
Reader<Checkpoint> kept_checkpoint WRAPPED("_ZN8headgate15read_checkpoint" OF_TWO_TEXTS);
Result<Checkpoint> kept_checkpoint(const std::string& text, const std::string& name) {
  return checkpoints.read(real_checkpoint, text, name);
}

Reader<LedgerNode> real_node REAL("_ZN8headgate16read_ledger_node" OF_TWO_TEXTS);
Reader<LedgerNode> kept_node WRAPPED("_ZN8headgate16read_ledger_node" OF_TWO_TEXTS);
Result<LedgerNode> kept_node(const std::string& text, const std::string& name) {
  return nodes.read(real_node, text, name);
}

}  // namespace headgate::schedule
