// SPDX-License-Identifier: Apache-2.0
#include "commit/publish.h"

#include <optional>
#include <set>
#include <utility>

#include "layout/layout.h"

namespace headgate {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Move {
  std::string staged, final_name;
  std::optional<std::uint64_t> size_bytes;  ///< Nothing for a manifest: its hash is in the commit.
};

class Publisher {
 public:
  Publisher(ObjectStore& store, const CommitRecord& commit) : store_(store), commit_(commit) {}

  Result<std::uint64_t> publish(const std::vector<Manifest>& manifests, const Clock& clock) {
    std::vector<Move> moves;
    for (const NamedHash& named : commit_.manifests)
      moves.push_back({layout::staged_manifest_name(named.name), named.name, {}});
    std::uint64_t files = 0;
    std::vector<std::string> replaced;
    for (const Manifest& manifest : manifests) {
      files += manifest.outputs.size();
      for (const StagedFile& file : manifest.outputs)
        moves.push_back({file.staged, file.final_name, file.size_bytes});
      if (!manifest.replaces) continue;
      for (const StagedFile& file : manifest.replaces->files) replaced.push_back(file.final_name);
    }
    TRY_OK(show(moves));
    // Before the mark: a later switch runs only behind it, and then no copy finds anything to bring back.
    std::vector<std::string> staged;
    for (const Move& move : moves) staged.push_back(move.staged);
    TRY_OK(store_.remove_all(staged));
    TRY_OK(retire(replaced));
    TRY_OK(mark(clock));
    return files;
  }

 private:
  /// Marks the commit with a time that is not long before the mark: others count from it how long readers
  /// have, and how long a write may still land late.
  Status mark(const Clock& clock) {
    for (;;) {
      const Micros time = clock();
      TRY_OK(store_.put(layout::applied_name(commit_.seq), format_time(time)));
      if (clock() - time <= kLateMax) return {};
    }
  }

  Status show(const std::vector<Move>& moves) {
    Pairs copies;
    std::vector<const Move*> there;
    std::vector<std::string> names;
    for (const Move& move : moves) names.push_back(move.staged);
    TRY(const auto sizes, staged_sizes(store_, names));
    for (const Move& move : moves) {
      const auto staged = sizes.find(move.staged);
      if (staged == sizes.end()) {
        TRY_OK(check_shown(move));
        continue;
      }
      if (move.size_bytes && staged->second != *move.size_bytes) {
        return fail(ErrorCode::Corrupt, "{}/{} has {} bytes where commit {} names {}", store_.root(),
                    move.staged, staged->second, commit_.seq, *move.size_bytes);
      }
      copies.emplace_back(move.staged, move.final_name);
      there.push_back(&move);
    }
    const Status copied = store_.copy_all(copies);
    if (copied || copied.error().code != ErrorCode::NotFound) return copied;
    // Somebody else publishes the same commit, and was faster.
    for (const Move* move : there) {
      const Status one = store_.copy(move->staged, move->final_name);
      if (one) continue;
      if (one.error().code != ErrorCode::NotFound) return one;
      TRY_OK(check_shown(*move));
    }
    return {};
  }

  /// Looks for a file whose staged form is gone. It is visible or, if a later switch has moved it since, the
  /// mark stands: in this order, or what is moved in between looks lost.
  Status check_shown(const Move& move) {
    const auto shown = store_.stat(move.final_name);
    if (shown && (!move.size_bytes || shown->size_bytes == *move.size_bytes)) return {};
    if (!shown && shown.error().code != ErrorCode::NotFound) return forward(shown.error());
    const auto mark = store_.stat(layout::applied_name(commit_.seq));
    if (mark) return {};
    if (mark.error().code != ErrorCode::NotFound) return forward(mark.error());
    return fail(ErrorCode::Corrupt,
                "{}/{}, which commit {} names, is neither there nor staged: somebody removed it. Put it back "
                "from a copy",
                store_.root(), move.final_name, commit_.seq);
  }

  /// Moves away what a rewrite replaced, once all that is new is visible.
  Status retire(const std::vector<std::string>& replaced) {
    Pairs copies;
    for (const std::string& name : replaced)
      copies.emplace_back(name, layout::retired_name(commit_.seq, name));
    Status copied = store_.copy_all(copies);
    if (!copied && copied.error().code == ErrorCode::NotFound) {
      copied = {};
      for (const auto& [name, retired] : copies) {
        const Status one = store_.copy(name, retired);
        if (!one && one.error().code != ErrorCode::NotFound) return one;  // Moved before.
      }
    }
    TRY_OK(copied);
    return store_.remove_all(replaced);
  }

  ObjectStore& store_;
  const CommitRecord& commit_;
};

}  // namespace

Result<std::map<std::string, std::uint64_t>> staged_sizes(ObjectStore& store,
                                                          const std::vector<std::string>& names) {
  std::set<std::string> folders;
  for (const std::string& name : names) folders.insert(name.substr(0, name.rfind('/') + 1));
  std::map<std::string, std::uint64_t> sizes;
  for (const std::string& folder : folders) {
    TRY(const auto staged, store.list(folder));
    for (const ObjectInfo& file : staged) sizes.emplace(file.name, file.size_bytes);
  }
  return sizes;
}

Result<std::uint64_t> publish(ObjectStore& store, const CommitRecord& commit,
                              const std::vector<Manifest>& manifests, const Clock& clock) {
  return Publisher(store, commit).publish(manifests, clock);
}

}  // namespace headgate
