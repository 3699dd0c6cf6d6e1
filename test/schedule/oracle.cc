// SPDX-License-Identifier: Apache-2.0
#include "test/schedule/oracle.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "layout/layout.h"
#include "test/schedule/process.h"
#include "test/schedule/work.h"

namespace headgate::schedule {

namespace {

const std::string kData = "data/";

template <class... Args>
void demand(bool holds, fmt::format_string<Args...> format, Args&&... args) {
  if (!holds) throw Violation{fmt::format(format, std::forward<Args>(args)...)};
}

void add(std::vector<std::string>& events, const std::vector<std::string>& more) {
  events.insert(events.end(), more.begin(), more.end());
}

}  // namespace

void Oracle::check(std::vector<std::string>& changed) {
  if (changed.empty()) return;
  const bool has_grown = read_log();
  const bool has_moved = read_marks(changed);
  if (has_grown || has_moved) {
    derive();
    check_all_files();
  }
  for (const std::string& name : changed) {
    if (name.starts_with(kData) || name.starts_with(layout::kManifests)) {
      check_visible(name);
      if (live_.contains(name)) check_live(name);
      if (const auto file = incoming_.find(name); file != incoming_.end()) {
        check_incoming(*file->second);
        check_moved(*commits_[file->second->seq - 1]);
      }
    } else if (name.starts_with(layout::kStaging)) {
      if (const auto file = waiting_.find(name); file != waiting_.end()) check_incoming(*file->second);
    } else if (name.starts_with(layout::kRetired)) {
      const std::string final_name = name.substr(name.find('/', layout::kRetired.size()) + 1);
      if (live_.contains(final_name)) check_live(final_name);
    } else if (name.starts_with(layout::kCheckpoints)) {
      check_checkpoint(name);
    }
  }
  changed.clear();
}

/// Takes in the commits that are new.
bool Oracle::read_log() {
  const std::uint64_t before = head();
  while (const World::Object* object = landing_.find(layout::commit_name(head() + 1))) take(*object);
  return head() > before;
}

bool Oracle::read_marks(const std::vector<std::string>& changed) {
  for (const std::string& name : changed) {
    if (name.starts_with(layout::kCommits)) {
      const auto seq = layout::seq_of(name, layout::kCommits);
      demand(seq && *seq <= head(), "the log has a gap before {}", name);
      demand(landing_.find(name) != nullptr, "{} was deleted", name);
    }
    if (!name.starts_with(layout::kApplied)) continue;
    const auto seq = layout::seq_of(name, layout::kApplied);
    demand(seq && *seq <= head(), "{} marks no commit", name);
    commits_[*seq - 1]->is_marked = true;
    for (std::uint64_t earlier = 1; earlier < *seq; ++earlier) {
      const Commit& commit = *commits_[earlier - 1];
      demand(commit.is_marked || commit.record.kind == CommitKind::Fence,
             "commit {} is marked applied before commit {}", *seq, earlier);
    }
  }
  const std::uint64_t before = applied_;
  while (applied_ < head() &&
         (commits_[applied_]->is_marked || commits_[applied_]->record.kind == CommitKind::Fence))
    ++applied_;
  return applied_ > before;
}

/// Reads the next commit, and all that it names, and checks that it fits what stands before it.
void Oracle::take(const World::Object& object) {
  auto commit = std::make_unique<Commit>();
  const std::uint64_t seq = head() + 1;
  auto record = read_commit(*object.bytes, "the commit");
  demand(record && record->seq == seq, "commit {} cannot be read", seq);
  commit->record = std::move(*record);
  demand(uids_.insert(commit->record.uid).second, "commit {} has the uid of another", seq);
  for (const NamedHash& named : commit->record.manifests) {
    NamedFile file{layout::staged_manifest_name(named.name), named.name, named.hash, {}, seq};
    const World::Object* text = landing_.find(file.staged);
    demand(text != nullptr, "commit {} names {}, and it is not staged", seq, named.name);
    demand(hash_hex(*text->bytes) == named.hash, "commit {} names another {} than is staged", seq,
           named.name);
    auto manifest = read_manifest(*text->bytes, named.name);
    demand(manifest.has_value(), "{} cannot be read", named.name);
    commit->files.push_back(std::move(file));
    for (const StagedFile& output : manifest->outputs) {
      const World::Object* staged = landing_.find(output.staged);
      demand(staged != nullptr, "commit {} names {}, and it is not staged", seq, output.staged);
      demand(hash_hex(*staged->bytes) == output.hash, "commit {} names another {} than is staged", seq,
             output.staged);
      commit->files.push_back(
          {output.staged, output.final_name, output.hash, events_in(*staged->bytes), seq});
    }
    commit->manifests.push_back(std::move(*manifest));
  }
  for (const NamedFile& file : commit->files) {
    const bool is_new = born_.emplace(file.final_name, &file).second;
    demand(is_new, "commit {} names {}, which another commit has named before", seq, file.final_name);
  }
  for (const Manifest& manifest : commit->manifests) {
    check_task(*commit, manifest);
    if (!manifest.replaces) continue;
    for (const StagedFile& file : manifest.replaces->files) commit->replaces.push_back(file.final_name);
  }
  commits_.push_back(std::move(commit));
}

/// Checks the books of a task in events, and takes it in.
void Oracle::check_task(const Commit& commit, const Manifest& manifest) {
  const std::uint64_t seq = commit.record.seq;
  std::vector<std::string> before, after;
  if (manifest.replaces) {
    check_replaced(commit, manifest, before);
  } else {
    for (const ManifestObject& object : manifest.objects) {
      auto& known = taken_[object.object];
      const bool is_known =
          std::any_of(known.begin(), known.end(), [&](const Taken& one) { return one.hash == object.hash; });
      demand(object.generation == known.size() + 1 && !is_known, "{} of {} is in two commits, also in {}",
             source_.content_of(object.hash), object.object, seq);
      known.push_back({object.generation, object.etag, object.hash, seq});
      add(before, events_of(source_.content_of(object.hash)));
    }
  }
  for (const StagedFile& output : manifest.outputs) add(after, born_.at(output.final_name)->events);
  std::sort(before.begin(), before.end());
  std::sort(after.begin(), after.end());
  demand(before == after, "commit {} makes [{}] of [{}]", seq, fmt::join(after, " "), fmt::join(before, " "));
  tasks_[manifest.task] = {manifest, seq};
}

/// Checks that what a rewrite replaces is live, and all of its task.
void Oracle::check_replaced(const Commit& commit, const Manifest& manifest,
                            std::vector<std::string>& before) {
  const auto old = tasks_.find(manifest.replaces->task);
  demand(old != tasks_.end(), "commit {} replaces the task {}, which is not live", commit.record.seq,
         manifest.replaces->task);
  std::vector<std::string> had, has;
  for (const StagedFile& file : old->second.manifest.files()) had.push_back(file.final_name);
  for (const StagedFile& file : manifest.replaces->kept) has.push_back(file.final_name);
  for (const StagedFile& file : manifest.replaces->files) {
    has.push_back(file.final_name);
    demand(born_.contains(file.final_name), "commit {} replaces {}, which nobody made", commit.record.seq,
           file.final_name);
    add(before, born_.at(file.final_name)->events);
  }
  std::sort(had.begin(), had.end());
  std::sort(has.begin(), has.end());
  demand(had == has, "commit {} replaces a task in part", commit.record.seq);
  tasks_.erase(old);
}

/// Works out which files are live, on their way in and on their way out.
void Oracle::derive() {
  live_.clear();
  incoming_.clear();
  outgoing_.clear();
  waiting_.clear();
  for (const auto& commit : commits_) {
    const bool is_applied = commit->record.seq <= applied_;
    for (const std::string& final_name : commit->replaces) {
      if (is_applied) {
        live_.erase(final_name);
      } else {
        outgoing_[final_name] = commit.get();
      }
    }
    for (const NamedFile& file : commit->files) {
      (is_applied ? live_ : incoming_)[file.final_name] = &file;
      if (!is_applied) waiting_[file.staged] = &file;
    }
  }
  std::vector<std::string> events;
  for (const auto& [name, file] : live_) add(events, file->events);
  std::sort(events.begin(), events.end());
  const auto expected = events_as_of(applied_);
  demand(events == expected, "as of {} the live files hold [{}], not [{}]", applied_, fmt::join(events, " "),
         fmt::join(expected, " "));
}

void Oracle::check_all_files() const {
  for (const std::string& folder : {kData, layout::kManifests}) {
    for (auto at = landing_.objects.lower_bound(folder);
         at != landing_.objects.end() && at->first.starts_with(folder); ++at) {
      check_visible(at->first);
    }
  }
  for (const auto& [name, file] : live_) check_live(name);
  for (const auto& [name, file] : incoming_) check_incoming(*file);
}

/// Checks that what a reader of folders finds belongs there.
void Oracle::check_visible(const std::string& final_name) const {
  const World::Object* visible = landing_.find(final_name);
  if (visible == nullptr) return;
  const bool is_live = live_.contains(final_name), comes = incoming_.contains(final_name);
  if (!is_live && !comes) {
    demand(visible->has_landed_late && born_.contains(final_name), "{} is visible and not live", final_name);
    return;
  }
  const NamedFile& file = *(is_live ? live_ : incoming_).at(final_name);
  demand(hash_hex(*visible->bytes) == file.hash, "{} is visible with other bytes than its commit names",
         final_name);
}

/// Checks that a live file is visible or, while a switch is under way, where that moves it.
void Oracle::check_live(const std::string& final_name) const {
  if (landing_.find(final_name) != nullptr) return;
  const auto by = outgoing_.find(final_name);
  demand(by != outgoing_.end(), "{} is live and not visible", final_name);
  demand(landing_.find(layout::retired_name(by->second->record.seq, final_name)) != nullptr,
         "{} is live for a reader by the log, and gone", final_name);
  check_moved(*by->second);
}

/// Checks that a file whose commit is not applied is still there to be published, or published.
void Oracle::check_incoming(const NamedFile& file) const {
  demand(landing_.find(file.final_name) != nullptr || landing_.find(file.staged) != nullptr,
         "{} of commit {} is committed, not published, and no longer staged", file.final_name, file.seq);
}

/// Checks that a switch moves nothing away before all that replaces it is visible.
void Oracle::check_moved(const Commit& by) const {
  const auto is_visible = [&](const std::string& name) { return landing_.find(name) != nullptr; };
  if (std::all_of(by.replaces.begin(), by.replaces.end(), is_visible)) return;
  for (const NamedFile& file : by.files) {
    demand(is_visible(file.final_name), "commit {} moves files away before {} is visible", by.record.seq,
           file.final_name);
  }
}

void Oracle::check_rest() const {
  demand(applied_ == head(), "commit {} is not applied", applied_ + 1);
  for (const auto& [name, object] : landing_.objects) {
    for (const std::string& folder : {layout::kStaging, layout::kLeases, layout::kRetired})
      demand(!name.starts_with(folder), "left behind: {}", name);
    if (name.starts_with(kData)) demand(live_.contains(name), "{} is visible and not live, for ever", name);
  }
  for (const auto& [name, file] : live_) check_live(name);
  check_taken(INT64_MAX);
}

void Oracle::check_taken(std::int64_t since) const {
  for (const auto& [name, object] : source_.world.objects) {
    if (source_.changed_at.at(name) >= since) continue;
    const auto known = taken_.find(name);
    const std::string hash = hash_hex(*object.bytes);
    const bool is_taken =
        known != taken_.end() && std::any_of(known->second.begin(), known->second.end(),
                                             [&](const Taken& one) { return one.hash == hash; });
    demand(is_taken, "{} is pending, although a run is done", name);
  }
}

std::vector<std::string> Oracle::events_as_of(std::uint64_t seq) const {
  std::vector<std::string> events;
  for (const auto& [name, generations] : taken_) {
    for (const Taken& one : generations) {
      if (one.seq <= seq) add(events, events_of(source_.content_of(one.hash)));
    }
  }
  std::sort(events.begin(), events.end());
  return events;
}

std::map<std::string, std::uint64_t> Oracle::kinds() const {
  std::map<std::string, std::uint64_t> kinds;
  for (const auto& commit : commits_) ++kinds[std::string(name(commit->record.kind))];
  return kinds;
}

}  // namespace headgate::schedule
