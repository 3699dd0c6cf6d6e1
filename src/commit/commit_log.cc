// SPDX-License-Identifier: Apache-2.0
#include "commit/commit_log.h"

#include <algorithm>

#include "base/hash.h"
#include "base/pages.h"
#include "commit/landing_record.h"
#include "layout/layout.h"

namespace headgate {

namespace {

/// Says whether a folder is another one or lies in it, both as root_text() writes them.
bool lies_in(const std::string& inner, const std::string& outer) {
  std::string folder = root_of_text(outer);
  if (!folder.ends_with('/')) folder += '/';
  return (root_of_text(inner) + '/').starts_with(folder);
}

/// Gives what a ledger and the commits behind it know of an object.
Result<std::optional<LedgerEntry>> look_up(Ledger& ledger, const LedgerEntries& behind,
                                           const std::string& key) {
  const auto recent = behind.find(key);
  if (recent == behind.end()) return ledger.find(key);
  if (!recent->second.goes_on) return recent->second;
  TRY(auto entry, ledger.find(key));
  if (!entry) return fail(ErrorCode::Corrupt, "the ledger lacks the first of {}", recent->second.object);
  for (const Generation& more : recent->second.generations) entry->add(more);
  return entry;
}

/// Says whether what a task took of an object is what comes next behind that.
bool follows(const Generation& last, const ManifestObject& object) {
  if (object.goes_on()) return object.generation == last.generation && object.part->begin == last.end();
  return object.generation == last.generation + 1;
}

}  // namespace

Result<CommitLog> CommitLog::open(ObjectStore& store) {
  CommitLog log(store);
  TRY_OK(log.load(/*with_checkpoint=*/true));
  return log;
}

Status CommitLog::load(bool with_checkpoint) {
  TRY(exists_, has_landing_record(*store_));
  std::optional<Checkpoint> checkpoint;
  if (with_checkpoint) {
    TRY(checkpoint, newest_checkpoint());
  }
  const std::uint64_t base = checkpoint ? checkpoint->seq : 0;
  TRY(const auto names, store_->list_after(layout::kCommits, layout::commit_name(base)));
  if (!exists_ && (!names.empty() || base > 0)) {
    // Others may have begun it since it was looked for.
    TRY(exists_, has_landing_record(*store_));
    if (!exists_) {
      return fail(ErrorCode::Corrupt, "{} holds commits and no {}: put that file back from a copy", root(),
                  layout::kRecord);
    }
  }
  state_ = checkpoint ? std::move(*checkpoint) : Checkpoint();
  base_ = applied_ = state_.seq;
  ledger_ = Ledger(*store_, state_.ledger);
  fenced_.insert(state_.fenced.begin(), state_.fenced.end());
  recent_.clear();
  recent_objects_.clear();
  for (const ObjectInfo& info : names) {
    if (info.name != layout::commit_name(head() + 1)) {
      return fail(ErrorCode::Corrupt,
                  "the commit log of {} does not hold together: {} stands where commit {} is due", root(),
                  info.name, head() + 1);
    }
    TRY(const CommitRecord commit, commit_record(head() + 1));
    TRY_OK(take_next(commit));
  }
  return read_marks();
}

Result<std::optional<Checkpoint>> CommitLog::newest_checkpoint() const {
  TRY(const auto names, store_->list(layout::kCheckpoints));
  for (auto info = names.rbegin(); info != names.rend(); ++info) {
    const auto text = store_->get(info->name);
    if (!text && text.error().code != ErrorCode::NotFound) return forward(text.error());
    if (!text) continue;  // A newer one stands by now.
    auto checkpoint = read_checkpoint(*text, root() + "/" + info->name);
    // One that cannot be read is nothing but a derived file that is lost.
    if (checkpoint && layout::checkpoint_name(checkpoint->seq) == info->name) return std::move(*checkpoint);
  }
  return std::nullopt;
}

Status CommitLog::refresh() {
  for (;;) {
    const auto commit = commit_record(head() + 1);
    if (!commit && commit.error().code == ErrorCode::NotFound) break;
    if (!commit) return forward(commit.error());
    TRY_OK(take_next(*commit));
  }
  return read_marks();
}

Result<CommitRecord> CommitLog::commit_record(std::uint64_t seq) const {
  const std::string name = layout::commit_name(seq);
  TRY(const std::string text, store_->get(name));
  TRY(CommitRecord commit, read_commit(text, root() + "/" + name));
  if (commit.seq == seq) return commit;
  return fail(ErrorCode::Corrupt, "{}/{} tells of commit {}", root(), name, commit.seq);
}

Status CommitLog::take_next(const CommitRecord& commit) {
  TRY(const auto manifests, manifests(commit));
  return take(commit, manifests);
}

Status CommitLog::take(const CommitRecord& commit, const std::vector<Manifest>& manifests) {
  for (const Manifest& manifest : manifests) {
    if (commit.kind != CommitKind::Run) break;
    for (const ManifestObject& object : manifest.objects) {
      LedgerEntry& entry = recent_objects_[ledger_key(object.source, object.object)];
      entry.source = object.source;
      entry.object = object.object;
      if (entry.generations.empty()) entry.goes_on = object.generation > 1 || object.goes_on();
      if (!entry.generations.empty() && !follows(entry.generations.back(), object)) {
        return fail(ErrorCode::Corrupt, "the commits {} and {} of {} both hold the object {}",
                    entry.generations.back().commit, commit.seq, root(), object.object);
      }
      entry.add({object.generation, object.etag, object.hash, object.size_bytes, commit.seq, object.part});
    }
  }
  state_.take(commit, manifests);
  fenced_.insert(commit.fenced.begin(), commit.fenced.end());
  recent_.push_back({commit, false});
  return {};
}

/// Takes in the fences between what was known of the log and the checkpoint that it was read anew from: that
/// keeps those alone that have something left to stop, and one that stops us may be another.
Status CommitLog::take_fences(std::uint64_t known) {
  for (std::uint64_t seq = known + 1; seq <= base_; ++seq) {
    TRY(const CommitRecord commit, commit_record(seq));
    fenced_.insert(commit.fenced.begin(), commit.fenced.end());
  }
  return {};
}

Status CommitLog::read_marks() {
  // A fence has nothing to apply: it is applied as soon as all before it is.
  while (applied_ < head()) {
    Recent& next = recent_[applied_ - base_];
    if (!next.is_applied && next.commit.kind != CommitKind::Fence) {
      const auto mark = store_->stat(layout::applied_name(next.commit.seq));
      if (!mark && mark.error().code == ErrorCode::NotFound) break;
      if (!mark) return forward(mark.error());
    }
    next.is_applied = true;
    ++applied_;
  }
  return {};
}

std::uint64_t CommitLog::objects() const {
  const auto fresh = std::count_if(recent_objects_.begin(), recent_objects_.end(),
                                   [](const auto& entry) { return !entry.second.goes_on; });
  return (ledger_.root() ? ledger_.root()->objects : 0) + static_cast<std::uint64_t>(fresh);
}

Status CommitLog::check_source(const std::string& name, const std::string& given) const {
  const std::string root = root_text(given);
  for (const auto& [known_name, known_root] : state_.sources) {
    if (known_name == name && known_root != root) {
      return fail(
          ErrorCode::Configuration,
          "the landing {} knows the source \"{}\" as {}, not as {}: give the other one a name of its own "
          "with --source-name; see {}",
          store_->root(), name, known_root, root, pages::kSourcesAndLandings);
    }
    if (known_name != name && known_root == root) {
      return fail(
          ErrorCode::Configuration,
          "the landing {} knows {} as the source \"{}\": under the name \"{}\" every event of it would be "
          "there twice. Use --source-name {}; see {}",
          store_->root(), root, known_name, name, known_name, pages::kSourcesAndLandings);
    }
    if (known_name != name && (lies_in(root, known_root) || lies_in(known_root, root))) {
      return fail(
          ErrorCode::Configuration,
          "the landing {} knows {} as the source \"{}\", and of that and {} one lies in the other: what "
          "both hold would be there twice; see {}",
          store_->root(), known_root, known_name, root, pages::kSourcesAndLandings);
    }
  }
  return {};
}

Result<std::vector<Ledger::Difference>> CommitLog::compare(const std::string& source,
                                                           const std::vector<ObjectInfo>& listed) {
  return with_ledger([&]() -> Result<std::vector<Ledger::Difference>> {
    std::vector<Ledger::Difference> differences;
    std::vector<const ObjectInfo*> older;
    for (const ObjectInfo& info : listed) {
      const std::string key = ledger_key(source, info.name);
      if (!recent_objects_.contains(key)) {
        older.push_back(&info);
        continue;
      }
      // Not find(): where that reads the log anew, what was gathered so far no longer fits it.
      TRY(auto known, look_up(ledger_, recent_objects_, key));
      if (!known || known->find_etag(info.etag) == nullptr) differences.push_back({&info, std::move(known)});
    }
    TRY(auto more, ledger_.compare(source, older));
    std::move(more.begin(), more.end(), std::back_inserter(differences));
    std::sort(differences.begin(), differences.end(),
              [](const auto& a, const auto& b) { return a.info->name < b.info->name; });
    return differences;
  });
}

Result<std::optional<LedgerEntry>> CommitLog::find(const std::string& source, const std::string& object) {
  const std::string key = ledger_key(source, object);
  return with_ledger([&] { return look_up(ledger_, recent_objects_, key); });
}

Result<std::string> CommitLog::last_name(const std::string& source, const std::string& prefix) {
  return with_ledger([&]() -> Result<std::string> {
    TRY(std::string last, ledger_.last_name(source, prefix));
    const std::string begin = ledger_key(source, prefix);
    for (auto at = recent_objects_.lower_bound(begin);
         at != recent_objects_.end() && at->first.starts_with(begin); ++at) {
      last = std::max(last, at->second.object);
    }
    return last;
  });
}

Result<std::vector<Manifest>> CommitLog::manifests(const CommitRecord& commit) const {
  std::vector<Manifest> manifests;
  for (const NamedHash& named : commit.manifests) {
    // Staged until the commit is published, which may happen between two looks.
    auto text = store_->get(named.name);
    for (const std::string& name : {layout::staged_manifest_name(named.name), named.name}) {
      if (text || text.error().code != ErrorCode::NotFound) break;
      text = store_->get(name);
    }
    if (!text) return forward(text.error());
    if (hash_hex(*text) != named.hash) {
      return fail(ErrorCode::Corrupt, "{}/{} is not the manifest that commit {} names: its hash differs",
                  root(), named.name, commit.seq);
    }
    TRY(manifests.emplace_back(), read_manifest(*text, root() + "/" + named.name));
  }
  return manifests;
}

Result<std::shared_ptr<const Plan>> CommitLog::kept_contract(const std::string& hash) const {
  const std::string name = layout::contract_name(hash);
  TRY(const std::string text, store_->get(name));
  if (hash_hex(text) != hash) {
    return fail(ErrorCode::Corrupt, "{}/{} is not the text that its name says: the file was changed", root(),
                name);
  }
  return compile_contract(text, root() + "/" + name);
}

Result<std::vector<std::shared_ptr<const Plan>>> CommitLog::last_contracts() const {
  // A contract that a later run left out still made the table that is there.
  std::vector<std::shared_ptr<const Plan>> plans;
  for (const NamedHash& contract : state_.contracts) {
    TRY(auto plan, kept_contract(contract.hash));
    std::erase_if(plans, [&](const std::shared_ptr<const Plan>& older) {
      return older->service == plan->service && older->record_type == plan->record_type;
    });
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace headgate
