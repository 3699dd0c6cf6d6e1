// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/ledger.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/verify/read/layout.h"
#include "base/hash.h"

namespace headgate::verify {

std::uint64_t Ledger::describe(const ObjectRecord& object) {
  std::string text = fmt::format("{}\n{}\n{}\n{}", object.generation, object.size, object.hash, object.etag);
  if (const auto& part = object.part) text += fmt::format("\n{} {} {}", part->begin, part->end, part->hash);
  return hash64(text);
}

void Ledger::take(const CommitRecord& commit, const std::string& manifest, const ObjectRecord& object,
                  Faults& faults) {
  Object& known = objects_[ledger_key(object.source, object.object)];
  const std::uint64_t content = hash64(object.hash);
  // What goes on belongs to the last generation that there is.
  const bool goes_on = object.begin() != 0 && !known.contents.empty();
  const std::uint64_t due = known.contents.size() + (goes_on ? 0 : 1);
  const std::uint64_t begin = goes_on ? known.contents.back().end : 0;
  const FileFaults fault = faults.in(manifest, Invariant::Objects);
  if (object.part) {
    has_parts_ = true;
    fault.compare(object_label(object) + ", end", object.begin() + object.books.at("bytes_read"),
                  object.part->end, ", behind the bytes_read from begin on");
  }
  if (object.begin() != begin) {
    fault(object_label(object) + ", begin",
          goes_on ? fmt::format("{}, where {} ends", begin, commit_file(known.contents.back().commit))
                  : "0, of a content of which nothing was taken",
          std::to_string(object.begin()));
    if (goes_on && object.begin() < begin) return;
  }
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
  if (goes_on) known.contents.pop_back();
  known.contents.push_back(
      {commit.seq, content, describe(object), object.part ? object.part->end : object.size});
  known.etag = object.etag;
}

bool Ledger::has_generations(const ObjectRecord& object) const {
  const auto known = objects_.find(ledger_key(object.source, object.object));
  return known != objects_.end() && known->second.contents.size() > 1;
}

bool Ledger::has_moved_on(const ObjectRecord& object, const std::string& content_hash) const {
  const auto known = objects_.find(ledger_key(object.source, object.object));
  if (known == objects_.end() || content_hash == object.hash) return false;
  const auto& contents = known->second.contents;
  // The last one may have grown since: that is no other content.
  return object.generation < contents.size() ||
         std::ranges::find(contents.begin(), contents.end() - 1, hash64(content_hash), &Content::hash) !=
             contents.end() - 1;
}

bool Ledger::has_more(const ObjectRecord& object) const {
  const auto known = objects_.find(ledger_key(object.source, object.object));
  if (known == objects_.end() || object.generation > known->second.contents.size()) return false;
  const std::uint64_t end = object.part ? object.part->end : object.size;
  return object.generation == known->second.contents.size() && known->second.contents.back().end > end;
}

namespace {

constexpr std::uint64_t kLevelMax = 8;

/// Says whether a node of that level ends with a key.
bool ends_node(const std::string& key, std::uint64_t level) {
  constexpr std::uint64_t kBits = 7;
  const std::uint64_t mask = (std::uint64_t{1} << kBits * (level + 1)) - 1;
  return (hash64(key) & mask) == 0;
}

/// The nodes of a tree, one by one: in memory stand those from the root to a leaf.
class LedgerTree {
 public:
  LedgerTree(Landing& landing, const CheckpointRecord& checkpoint, const std::string& file, Ledger* ledger,
             bool may_lack)
      : landing_(landing), checkpoint_(checkpoint), file_(file), ledger_(ledger), may_lack_(may_lack) {}

  Status check() {
    if (checkpoint_.ledger) TRY_OK(check_node(*checkpoint_.ledger, file_, kLevelMax, /*is_last=*/true));
    if (ledger_ != nullptr && !is_broken_ && known_ != ledger_->objects().size()) report_missing();
    return {};
  }

 private:
  /// Looks at a node and all below; `level_max` is the greatest level that it may have. `is_last` says that
  /// the tree ends with it.
  Status check_node(const NodeRef& ref, const std::string& named_by, std::uint64_t level_max, bool is_last) {
    const bool is_root = named_by == file_;
    const std::size_t at = landing_.find(ref.file);
    if (at == Landing::kNone || !ref.file.starts_with(kLedger)) {
      is_broken_ = true;
      if (!may_lack_) fault(ref.file, "", "a node that " + named_by + " names", "none");
      return {};
    }
    landing_.name(at);
    TRY(const std::string text, landing_.store.get(ref.file));
    const auto node = read_node(text);
    if (!node || !ref.file.ends_with("-" + hash_hex(text) + ".json")) {
      is_broken_ = true;
      fault(ref.file, "", node ? "content with the hash of its name" : "a node of the ledger",
            node ? hash_hex(text) : node.error().message);
      return {};
    }
    if (is_root ? node->level > level_max : node->level != level_max) {
      is_broken_ = true;
      fault(ref.file, "level", fmt::format("{}, below {}", level_max, named_by), std::to_string(node->level));
      return {};
    }
    if (is_root && node->children.size() == 1) fault(ref.file, "children", "more than one in a root", "1");
    NodeRef below;
    TRY_OK(check_inside(ref.file, *node, is_last, below));
    if (is_broken_) return {};
    const FileFaults wrong = landing_.faults.in(named_by, Invariant::Ledger);
    wrong.compare("last of " + ref.file, shown_key(below.last), shown_key(ref.last));
    wrong.compare("objects of " + ref.file, below.objects, ref.objects);
    wrong.compare("digest of " + ref.file, below.digest, ref.digest);
    return {};
  }

  /// Looks at the entries of a leaf, at the children of another node; says what the one above has to say of
  /// it.
  Status check_inside(const std::string& file, const NodeRecord& node, bool is_last, NodeRef& below) {
    SetDigest digest;
    const auto take = [&](const std::string& last, std::uint64_t objects, bool is_end) {
      check_end(file, last, node.level, is_end, is_last);
      below.last = last;
      below.objects += objects;
    };
    for (const LedgerEntry& entry : node.entries) {
      if (!last_.empty() && entry.key <= last_)
        fault(file, shown_key(entry.key), "a name behind " + shown_key(last_), "one before it");
      last_ = entry.key;
      take(entry.key, 1, &entry == &node.entries.back());
      check_entry(file, entry);
      digest.add(entry.key + '\0' + entry.generations.back().etag);
    }
    for (const NodeRef& child : node.children) {
      const bool is_end = &child == &node.children.back();
      TRY_OK(check_node(child, file, node.level - 1, is_last && is_end));
      take(child.last, child.objects, is_end);
      digest += SetDigest::of_hex(child.digest);
    }
    below.digest = digest.hex();
    return {};
  }

  /// A node ends where the key says so, and nowhere else but at the end of the tree.
  void check_end(const std::string& file, const std::string& key, std::uint64_t level, bool is_end,
                 bool is_last) {
    const bool ends = ends_node(key, level);
    if (ends == is_end || (is_end && is_last)) return;
    fault(file, shown_key(key), ends ? "the end of the node" : "no end of the node",
          is_end ? "the end" : "none");
  }

  void check_entry(const std::string& file, const LedgerEntry& entry) {
    if (ledger_ == nullptr) return;
    const auto known = ledger_->objects().find(entry.key);
    if (known == ledger_->objects().end())
      return fault(file, shown_key(entry.key), "an object that a run took", "this one");
    auto& [contents, etag, seen_by] = known->second;
    if (seen_by != checkpoint_.seq) ++known_;
    seen_by = checkpoint_.seq;
    const std::size_t count = entry.generations.size();
    if (count != contents.size()) {
      fault(file, shown_key(entry.key), fmt::format("{} generations", contents.size()),
            std::to_string(count));
    }
    for (std::size_t i = 0; i < std::min(count, contents.size()); ++i) {
      if (entry.commits[i] == contents[i].commit &&
          Ledger::describe(entry.generations[i]) == contents[i].says)
        continue;
      fault(file, fmt::format("{}, generation {}", shown_key(entry.key), i + 1),
            "what the manifest of " + commit_file(contents[i].commit) + " says of it", "something else");
    }
  }

  void report_missing() {
    for (const auto& [key, object] : ledger_->objects()) {
      if (object.seen_by == checkpoint_.seq) continue;
      fault(file_, "ledger",
            fmt::format("{}, which {} took", shown_key(key), commit_file(object.contents.front().commit)),
            "none");
    }
  }

  void fault(const std::string& file, const std::string& place, std::string expected, std::string found) {
    landing_.faults.add(Invariant::Ledger, file, place, std::move(expected), std::move(found));
  }

  Landing& landing_;
  const CheckpointRecord& checkpoint_;
  const std::string& file_;
  Ledger* ledger_;
  bool may_lack_;
  bool is_broken_ = false;   ///< A node could not be read: what is missing below is no news.
  std::string last_;         ///< The key before.
  std::uint64_t known_ = 0;  ///< Entries that the log knows.
};

}  // namespace

Status check_ledger_tree(Landing& landing, const CheckpointRecord& checkpoint, const std::string& file,
                         Ledger* ledger, bool may_lack) {
  return LedgerTree(landing, checkpoint, file, ledger, may_lack).check();
}

}  // namespace headgate::verify
