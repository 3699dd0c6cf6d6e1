// SPDX-License-Identifier: Apache-2.0
#include "logs/log_comparison.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "commit/snapshot.h"
#include "layout/follower_name.h"
#include "logs/origins.h"

namespace headgate {

namespace {

/// Compares documents with the index, a batch of ids at a time.
class Comparison {
 public:
  /// `dead` holds the ids of dead letters.
  /// `runs` are those of the commits, by their numbers.
  Comparison(LogIndex& index, std::set<std::string> dead, std::map<std::uint64_t, std::string> runs,
             ComparedLogs& compared)
      : index_(index), dead_(std::move(dead)), runs_(std::move(runs)), compared_(compared) {}

  Status add(LogDocument document) {
    if (document.events != 0) ++compared_.expected;
    documents_.push_back(std::move(document));
    return documents_.size() < kIdsAtOnce ? Status() : flush();
  }
  Status flush() {
    std::vector<std::string> ids;
    for (const LogDocument& document : documents_) ids.push_back(document.id);
    if (ids.empty()) return {};
    TRY(const auto found, index_.standing(ids));
    for (std::size_t i = 0; i < ids.size(); ++i) compare(documents_[i], found[i]);
    documents_.clear();
    return {};
  }

 private:
  static constexpr std::size_t kIdsAtOnce = 1000, kExamplesMax = 20;

  void compare(const LogDocument& document, const std::optional<StandingLog>& found) {
    const auto run = found ? runs_.find(found->commit) : runs_.end();
    const bool is_ours =
        run != runs_.end() && run->second == found->run && found->landing_id == document.landing_id;
    if (is_ours && found->commit >= document.commit && found->events == document.events) return;
    // Of what speaks of no event only runs are looked for without being found.
    ++(found ? compared_.stale : document.events == 0 ? compared_.runs_missing : compared_.missing);
    const bool is_dead = dead_.contains(document.id);
    if (is_dead && !found) ++compared_.refused;
    if (!is_dead && compared_.examples.size() < kExamplesMax)
      compared_.examples.push_back(place_of(document));
  }

  /// Gives the address of a frame, the object of those that share a document, or a run.
  static std::string place_of(const LogDocument& document) {
    const auto json = nlohmann::json::parse(document.json, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) return {};
    if (json.value("kind", "") == "run") return "run " + json.value("run", "");
    return json.value("address", json.value("object", ""));
  }

  LogIndex& index_;
  const std::set<std::string> dead_;
  const std::map<std::uint64_t, std::string> runs_;
  ComparedLogs& compared_;
  std::vector<LogDocument> documents_;
};

/// Gives the ids of what was refused.
Result<std::set<std::string>> dead_letters(ObjectStore& landing, const std::string& follower) {
  std::set<std::string> ids;
  TRY(const auto files, landing.list(layout::dead_letters_folder(follower)));
  for (const ObjectInfo& file : files) {
    TRY(auto lines, StoredLines::open(landing, file.name));
    for (;;) {
      TRY(const bool is_there, lines.next());
      if (!is_there) break;
      constexpr ByteView kBegin = R"({"id":")";
      const ByteView line = lines.line();
      if (!line.starts_with(kBegin)) continue;
      const ByteView rest = line.substr(kBegin.size());
      ids.emplace(rest.substr(0, rest.find('"')));
    }
  }
  return ids;
}

/// Gives the run of each commit, without fences.
Result<std::map<std::uint64_t, std::string>> runs_of(const CommitLog& log) {
  std::map<std::uint64_t, std::string> runs;
  for (std::uint64_t seq = 1; seq <= log.head(); ++seq) {
    TRY(CommitRecord commit, log.commit_record(seq));
    if (commit.kind != CommitKind::Fence) runs.emplace(seq, std::move(commit.run));
  }
  return runs;
}

/// Compares the documents of runs, up to a position of the log.
Status compare_runs(const CommitLog& log, const std::map<std::uint64_t, std::string>& runs,
                    const LogDocuments::Place& place, std::uint64_t position, Comparison& comparison) {
  std::map<std::string, std::uint64_t> last;
  for (const auto& [seq, run] : runs)
    if (seq <= position) last[run] = seq;
  for (const auto& [run, seq] : last) {
    TRY(const CommitRecord commit, log.commit_record(seq));
    const LogDocuments documents(place, commit, commit, log.state().sources);
    TRY_OK(comparison.add(documents.document_of_run({}, 0)));
  }
  return {};
}

}  // namespace

Result<ComparedLogs> compare_logs(ObjectStore& landing, LogIndex& index, const LogLoading& loading) {
  ComparedLogs compared;
  TRY(const std::uint64_t position, followed(landing, index.name()));
  TRY(const Snapshot snapshot, Snapshot::open(landing, landing.calls_at_once()));
  TRY(std::set<std::string> dead, dead_letters(landing, index.name()));
  TRY(const auto runs, runs_of(snapshot.log()));
  TRY(compared.pending, unfollowed(snapshot.log(), index.name()));
  if (runs.empty()) return compared;
  Comparison comparison(index, std::move(dead), runs, compared);
  LogDocuments::Place place{{}, loading.environment, 0};
  TRY(place.landing, landing_name(snapshot.log()));
  compared.landing_id = place.landing.id;
  TRY(const bool holds_shared, index.holds_shared());
  for (const LiveTask& task : snapshot.tasks()) {
    const auto file = log_file_of(task.manifest.files());
    if (!file || task.commit->seq > position) continue;
    const LogDocuments documents(place, *task.commit, *task.commit, snapshot.log().state().sources);
    // Where a rewrite kept the file, the documents are of the commit that wrote it.
    const bool is_kept = !log_file_of(task.manifest.outputs);
    TaskDocuments of_task(documents, loading.clean, holds_shared, index, [&](LogDocument document) {
      if (is_kept) document.commit = 1;
      return comparison.add(std::move(document));
    });
    TRY(const std::string stored, snapshot.place_of(task, file->final_name));
    TRY(auto lines, StoredLines::open(landing, stored));
    for (;;) {
      TRY(const bool is_there, lines.next());
      if (!is_there) break;
      ++compared.records;
      TRY(const bool is_record, of_task.add(lines.line()));
      if (is_record) continue;
      // A dead letter.
      ++compared.expected;
      ++compared.missing;
      ++compared.refused;
    }
    TRY_OK(of_task.finish());
  }
  TRY_OK(compare_runs(snapshot.log(), runs, place, position, comparison));
  TRY_OK(comparison.flush());
  TRY(const CountedLogs counted, index.count(place.landing));
  compared.documents = counted.documents;
  compared.foreign = counted.foreign;
  return compared;
}

}  // namespace headgate
