// SPDX-License-Identifier: Apache-2.0
#include "logs/log_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <utility>

#include "base/json.h"
#include "commit/snapshot.h"
#include "layout/data_name.h"
#include "layout/follower_name.h"
#include "logs/senders.h"

namespace headgate {

namespace {

/// Gives the file of a task's log records; empty where it has none.
const StagedFile* log_file_of(const std::vector<StagedFile>& files) {
  const std::string folder = layout::folder_of(layout::Output::ProfilingLogs);
  const auto found = std::ranges::find_if(
      files, [&](const StagedFile& file) { return file.final_name.starts_with(folder); });
  return found == files.end() ? nullptr : &*found;
}

/// Counts what became of the documents of one commit, and keeps in the landing those that were refused. Any
/// thread.
class Outcome {
 public:
  Outcome(ObjectStore& landing, std::string dead_letters)
      : landing_(landing), name_(std::move(dead_letters)) {}

  Status add(const SentLogs& sent) {
    const std::lock_guard guard(mutex_);
    indexed_ += sent.indexed;
    known_ += sent.known;
    refused_ += sent.refused.size();
    return keep(sent.refused);
  }
  /// Adds it all to what was loaded before.
  Status finish(LoadedLogs& loaded) {
    if (sink_) {
      TRY_OK(sink_->finish());
      loaded.dead_letters.push_back(name_);
    }
    loaded.indexed += indexed_;
    loaded.known += known_;
    loaded.refused += refused_;
    return {};
  }

 private:
  Status keep(const std::vector<RefusedLog>& refused) {
    if (refused.empty()) return {};
    if (!sink_) {
      TRY(sink_, landing_.create(name_));
    }
    std::string lines;
    for (const RefusedLog& each : refused) {
      JsonObject json(lines);
      json.text("id", each.document.id);
      json.number("commit", static_cast<std::int64_t>(each.document.commit));
      json.number("status", each.status);
      json.text("reason", to_utf8_lossy(each.reason));
      json.text("document", to_utf8_lossy(each.document.json));
      json.end();
      lines += '\n';
    }
    return sink_->append(lines);
  }

  ObjectStore& landing_;
  const std::string name_;
  std::mutex mutex_;
  std::uint64_t indexed_ = 0, known_ = 0, refused_ = 0;
  std::unique_ptr<ByteSink> sink_;
};

/// Gathers documents into batches.
class Batches {
 public:
  Batches(LogIndex& index, Senders& senders) : index_(index), senders_(senders) {}

  Status add(LogDocument document) {
    bytes_ += document.json.size();
    batch_.push_back(std::move(document));
    const bool is_full = bytes_ >= index_.batch_bytes() || batch_.size() >= index_.batch_documents();
    return is_full ? flush() : Status();
  }
  Status flush() {
    if (batch_.empty()) return {};
    bytes_ = 0;
    return senders_.give(std::exchange(batch_, {}));
  }

 private:
  LogIndex& index_;
  Senders& senders_;
  std::vector<LogDocument> batch_;
  std::size_t bytes_ = 0;
};

class LogLoader : public Follower {
 public:
  LogLoader(LogIndex& index, std::string environment, const Clock& clock, LoadedLogs& loaded)
      : index_(index), environment_(std::move(environment)), clock_(clock), loaded_(loaded) {}

  [[nodiscard]] std::string name() const override { return index_.name(); }

  Status take(const CommitLog& log, const CommitRecord& commit, const std::vector<Manifest>& tasks) override {
    if (!is_prepared_) TRY_OK(index_.prepare());
    is_prepared_ = true;
    Outcome outcome(log.store(), layout::dead_letters_name(name(), commit.seq));
    TRY_OK(send(log, commit, tasks, outcome));
    return outcome.finish(loaded_);
  }

 private:
  Status send(const CommitLog& log, const CommitRecord& commit, const std::vector<Manifest>& tasks,
              Outcome& outcome) {
    const LogDocuments documents({log.root(), environment_, clock_()}, commit, log.state().sources);
    Senders senders(index_, [&](const SentLogs& sent) { return outcome.add(sent); });
    Batches batches(index_, senders);
    for (const Manifest& task : tasks) TRY_OK(read(log, commit, task, documents, batches, outcome));
    TRY(LogDocument run, document_of_run(log, commit, documents));
    TRY_OK(batches.add(std::move(run)));
    TRY_OK(batches.flush());
    return senders.finish();
  }

  static Status read(const CommitLog& log, const CommitRecord& commit, const Manifest& task,
                     const LogDocuments& documents, Batches& batches, Outcome& outcome) {
    const StagedFile* const file = log_file_of(task.outputs);
    if (file == nullptr) return {};
    const std::string name = file->final_name;
    TRY(auto lines, open_lines(log, commit.seq, task, name));
    if (!lines) return {};
    const Status read = read_lines(*lines, log.root() + "/" + name, file->rows, documents, batches, outcome);
    if (read || read.error().code == ErrorCode::Io) return read;
    // A rewrite may have taken the file away while it was read: the same frames come with that.
    TRY(const bool replaced, is_replaced(log, commit.seq, task.task));
    return replaced ? Status() : read;
  }

  static Status read_lines(StoredLines& lines, const std::string& name, std::uint64_t rows,
                           const LogDocuments& documents, Batches& batches, Outcome& outcome) {
    std::uint64_t count = 0;
    for (;;) {
      TRY(const bool is_there, lines.next());
      if (!is_there) break;
      ++count;
      auto document = documents.document_of(lines.line());
      if (document) {
        TRY_OK(batches.add(std::move(*document)));
        continue;
      }
      // It would hold up all that is sent with it.
      const std::string reason =
          fmt::format("{}: byte {} is no log record: `headgate verify` says more", name, lines.offset());
      SentLogs none;
      none.refused.push_back({{"", 0, std::string(lines.line())}, 0, reason});
      TRY_OK(outcome.add(none));
    }
    if (count == rows) return {};
    return fail(ErrorCode::Corrupt, "{} holds {} log records, and its commit says {}", name, count, rows);
  }

  /// Sums up what the run of a commit has committed so far. Its other commits stand close before this one:
  /// nobody commits before he began, whatever clocks say, by more than a day.
  static Result<LogDocument> document_of_run(const CommitLog& log, const CommitRecord& commit,
                                             const LogDocuments& documents) {
    constexpr Micros kDay = Micros{24 * 3600} * 1'000'000;
    Books books = commit.books;
    std::uint64_t commits = 1;
    const auto start = start_of_run(commit.run);
    for (std::uint64_t seq = commit.seq - 1; seq > 0 && start; --seq) {
      TRY(const CommitRecord earlier, log.commit_record(seq));
      if (earlier.time < *start - kDay) break;
      if (earlier.run != commit.run || earlier.kind == CommitKind::Fence) continue;
      books.add(earlier.books);
      ++commits;
    }
    return documents.document_of_run(books, commits);
  }

  LogIndex& index_;
  const std::string environment_;
  const Clock& clock_;
  LoadedLogs& loaded_;
  bool is_prepared_ = false;
};

/// Compares the records of one file with the index, a batch of ids at a time.
class Comparison {
 public:
  /// `dead` holds the ids of dead letters.
  Comparison(LogIndex& index, std::set<std::string> dead, ComparedLogs& compared)
      : index_(index), dead_(std::move(dead)), compared_(compared) {}

  Status add(const LogDocument& document, ByteView line) {
    ids_.push_back(document.id);
    commits_.push_back(document.commit);
    lines_.emplace_back(line.substr(0, 200));
    ++compared_.records;
    return ids_.size() < kIdsAtOnce ? Status() : flush();
  }
  Status flush() {
    if (ids_.empty()) return {};
    TRY(const auto found, index_.commits_of(ids_));
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      if (found[i] && *found[i] >= commits_[i]) continue;
      ++(found[i] ? compared_.stale : compared_.missing);
      const bool is_dead = dead_.contains(ids_[i]);
      if (is_dead && !found[i]) ++compared_.refused;
      if (is_dead) continue;
      if (compared_.examples.size() < kExamplesMax) compared_.examples.push_back(lines_[i]);
    }
    ids_.clear();
    commits_.clear();
    lines_.clear();
    return {};
  }

 private:
  static constexpr std::size_t kIdsAtOnce = 1000, kExamplesMax = 20;

  LogIndex& index_;
  const std::set<std::string> dead_;
  ComparedLogs& compared_;
  std::vector<std::string> ids_, lines_;
  std::vector<std::uint64_t> commits_;
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

}  // namespace

Result<LoadedLogs> load_logs(ObjectStore& landing, LogIndex& index, const std::string& environment,
                             const Clock& clock, bool anew) {
  TRY(CommitLog log, CommitLog::open(landing));
  LoadedLogs loaded;
  LogLoader loader(index, environment, clock, loaded);
  TRY(Followed followed, follow(log, loader, clock, anew));
  loaded.commits = std::move(followed.commits);
  loaded.stopped = std::move(followed.stopped);
  TRY(loaded.pending, unfollowed(log, index.name()));
  return loaded;
}

Result<ComparedLogs> compare_logs(ObjectStore& landing, LogIndex& index, const std::string& environment) {
  ComparedLogs compared;
  TRY(const std::uint64_t position, followed(landing, index.name()));
  TRY(const Snapshot snapshot, Snapshot::open(landing, landing.calls_at_once()));
  TRY(std::set<std::string> dead, dead_letters(landing, index.name()));
  Comparison comparison(index, std::move(dead), compared);
  for (const LiveTask& task : snapshot.tasks()) {
    const StagedFile* const file = log_file_of(task.manifest.outputs);
    if (file == nullptr || task.commit->seq > position) continue;
    const LogDocuments documents({landing.root(), environment, 0}, *task.commit,
                                 snapshot.log().state().sources);
    TRY(const std::string place, snapshot.place_of(task, file->final_name));
    TRY(auto lines, StoredLines::open(landing, place));
    for (;;) {
      TRY(const bool is_there, lines.next());
      if (!is_there) break;
      const auto document = documents.document_of(lines.line());
      if (document) {
        TRY_OK(comparison.add(*document, lines.line()));
      } else {  // A dead letter.
        ++compared.records;
        ++compared.missing;
        ++compared.refused;
      }
    }
  }
  TRY_OK(comparison.flush());
  TRY(compared.documents, index.count(landing.root()));
  TRY(compared.pending, unfollowed(snapshot.log(), index.name()));
  return compared;
}

}  // namespace headgate
