// SPDX-License-Identifier: Apache-2.0
//
// What a checkpoint says has to be what the log says.
#include <fmt/format.h>

#include "commit/checkpoint.h"
#include "layout/layout.h"
#include "test/schedule/oracle.h"
#include "test/schedule/process.h"

namespace headgate::schedule {

namespace {

/// Gathers the entries below a node; false where a node is gone.
bool gather(const World& landing, const NodeRef& ref, std::vector<LedgerEntry>& entries) {
  const World::Object* text = landing.find(ref.name);
  if (text == nullptr) return false;
  const auto node = read_ledger_node(*text->bytes, ref.name);
  if (!node) throw Violation{ref.name + " cannot be read"};
  entries.insert(entries.end(), node->entries.begin(), node->entries.end());
  for (const NodeRef& child : node->children) {
    if (!gather(landing, child, entries)) return false;
  }
  return true;
}

}  // namespace

void Oracle::check_checkpoint(const std::string& name) const {
  const World::Object* object = landing_.find(name);
  if (object == nullptr) return;
  const auto checkpoint = read_checkpoint(*object->bytes, name);
  if (!checkpoint) throw Violation{name + " cannot be read"};
  const auto differs = [&](const std::string& what) {
    throw Violation{
        fmt::format("the checkpoint of {} does not hold {} as the log does", checkpoint->seq, what)};
  };
  if (checkpoint->seq > applied_) throw Violation{name + " sums up what is not applied"};
  if (checkpoint->books.events != events_as_of(checkpoint->seq).size()) differs("the books");
  if (checkpoint->seq == applied_) {
    std::uint64_t rows = 0;
    for (const auto& [final_name, file] : live_)
      rows += final_name.starts_with("data/T/") ? file->events.size() : 0;
    const auto known = checkpoint->rows.find("T");
    if ((known == checkpoint->rows.end() ? 0 : known->second) != rows) differs("the rows");
  }
  std::vector<LedgerEntry> entries;
  // One that lands late may be older than others that stand by now: nobody reads it, and its nodes may be
  // gone.
  if (checkpoint->ledger && !gather(landing_, *checkpoint->ledger, entries)) return;
  std::map<std::string, std::vector<Generation>> ledger;
  for (const LedgerEntry& entry : entries) {
    if (!ledger.emplace(entry.object, entry.generations).second) differs(entry.object);
  }
  for (const auto& [object_name, generations] : taken_) {
    auto known = ledger[object_name].begin();
    for (const Taken& one : generations) {
      if (one.seq > checkpoint->seq) continue;
      if (known == ledger[object_name].end() || known->generation != one.generation ||
          known->etag != one.etag || known->hash != one.hash || known->commit != one.seq) {
        differs(object_name);
      }
      ++known;
    }
    if (known != ledger[object_name].end()) differs(object_name);
  }
  for (const auto& [object_name, generations] : ledger) {
    if (!generations.empty() && !taken_.contains(object_name)) differs(object_name);
  }
}

}  // namespace headgate::schedule
