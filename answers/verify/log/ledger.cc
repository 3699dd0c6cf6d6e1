// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/ledger.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/verify/read/layout.h"
#include "base/hash.h"

namespace headgate::verify {

std::uint64_t Ledger::describe(const ObjectRecord& object) {
  return hash64(fmt::format("{}\n{}\n{}\n{}", object.generation, object.size, object.hash, object.etag));
}

void Ledger::take(const CommitRecord& commit, const std::string& manifest, const ObjectRecord& object,
                  Faults& faults) {
  Object& known = objects_[ledger_key(object.source, object.object)];
  const std::uint64_t content = hash64(object.hash);
  const std::uint64_t due = known.contents.size() + 1;
  if (object.generation != due) {
    std::string found = "generation " + std::to_string(object.generation);
    if (object.generation > 0 && object.generation < due)
      found += fmt::format(", as in {}", commit_file(known.contents[object.generation - 1].commit));
    faults.add(Invariant::Objects, manifest, object_label(object),
               fmt::format("generation {}, the next one of its name", due), found);
    if (object.generation < due) return;
  }
  for (const Content& other : known.contents) {
    if (other.hash != content) continue;
    faults.add(Invariant::Objects, manifest, object_label(object), "a content that was not taken before",
               fmt::format("that of {} again", commit_file(other.commit)));
  }
  known.contents.push_back({commit.seq, content, describe(object)});
  known.etag = object.etag;
}

Ledger::Object* Ledger::find(const std::string& key) {
  const auto at = objects_.find(key);
  return at == objects_.end() ? nullptr : &at->second;
}

bool Ledger::has_generations(const ObjectRecord& object) {
  const Object* const known = find(ledger_key(object.source, object.object));
  return known != nullptr && known->contents.size() > 1;
}

bool Ledger::has_moved_on(const ObjectRecord& object, const std::string& content_hash) {
  const Object* const known = find(ledger_key(object.source, object.object));
  if (known == nullptr || content_hash == object.hash) return false;
  if (object.generation < known->contents.size()) return true;
  const std::uint64_t hash = hash64(content_hash);
  return std::any_of(known->contents.begin(), known->contents.end(),
                     [&](const Content& each) { return each.hash == hash; });
}

}  // namespace headgate::verify
