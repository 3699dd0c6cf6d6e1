// SPDX-License-Identifier: Apache-2.0
#include "logs/log_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/json.h"
#include "layout/follower_name.h"
#include "logs/origins.h"
#include "logs/run_sums.h"
#include "logs/senders.h"

namespace headgate {

namespace {

/// Counts what became of the documents of one commit, and keeps in the landing those that were refused. Any
/// thread.
class Outcome {
 public:
  Outcome(ObjectStore& landing, std::string dead_letters)
      : landing_(landing), name_(std::move(dead_letters)) {}

  /// REQUIRES: nobody adds any more.
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

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
  LogLoader(LogIndex& index, LogLoading loading, const Clock& clock, LoadedLogs& loaded)
      : index_(index), loading_(std::move(loading)), clock_(clock), loaded_(loaded) {}

  [[nodiscard]] std::string name() const override { return index_.name(); }

  Status take(const CommitLog& log, const CommitRecord& commit, const std::vector<Manifest>& tasks) override {
    if (!is_prepared_) TRY_OK(prepare(log));
    const std::string dead_letters = layout::dead_letters_name(name(), commit.seq);
    Outcome outcome(log.store(), dead_letters);
    TRY_OK(send(log, commit, tasks, outcome));
    // What was refused before is taken now, or stands in the file anew.
    if (loading_.anew && outcome.refused() == 0) TRY_OK(log.store().remove_all({dead_letters}));
    return outcome.finish(loaded_);
  }

 private:
  Status prepare(const CommitLog& log) {
    TRY_OK(index_.prepare());
    TRY(holds_shared_, index_.holds_shared());
    TRY(landing_, landing_name(log));
    is_prepared_ = true;
    return {};
  }

  Status send(const CommitLog& log, const CommitRecord& commit, const std::vector<Manifest>& tasks,
              Outcome& outcome) {
    const LogDocuments::Place place{landing_, loading_.environment, clock_()};
    Origins origins(log);
    Senders senders(index_, [&](const SentLogs& sent) { return outcome.add(sent); });
    Batches batches(index_, senders);
    for (const Manifest& task : tasks) {
      TRY(const CommitRecord* const origin, origins.of(commit, task));
      const LogDocuments documents(place, commit, *origin, log.state().sources);
      TaskDocuments of_task(documents, loading_.clean, holds_shared_, index_,
                            [&](LogDocument document) { return batches.add(std::move(document)); });
      TRY_OK(read(log, commit, task, of_task, outcome));
    }
    const LogDocuments of_commit(place, commit, commit, log.state().sources);
    TRY(const RunSum run, runs_.add(log, commit));
    TRY_OK(batches.add(of_commit.document_of_run(run.books, run.commits)));
    TRY_OK(batches.flush());
    return senders.finish();
  }

  static Status read(const CommitLog& log, const CommitRecord& commit, const Manifest& task,
                     TaskDocuments& documents, Outcome& outcome) {
    const auto file = log_file_of(task.outputs);
    if (!file) return {};
    const std::string name = file->final_name;
    TRY(auto lines, open_lines(log, commit.seq, task, name));
    if (!lines) return {};
    const Status read = read_lines(*lines, log.root() + "/" + name, *file, documents, outcome);
    if (read || read.error().code == ErrorCode::Io) return read;
    // A rewrite may have taken the file away while it was read: the same frames come with that.
    TRY(const bool replaced, is_replaced(log, commit.seq, task.task));
    return replaced ? Status() : read;
  }

  static Status read_lines(StoredLines& lines, const std::string& name, const StagedFile& file,
                           TaskDocuments& documents, Outcome& outcome) {
    std::uint64_t count = 0;
    for (;;) {
      TRY(const bool is_there, lines.next());
      if (!is_there) break;
      ++count;
      TRY(const bool is_record, documents.add(lines.line()));
      if (is_record) continue;
      // It would hold up all that is sent with it.
      const std::string reason =
          fmt::format("{}: byte {} is no log record: `headgate verify` says more", name, lines.offset());
      SentLogs none;
      none.refused.push_back({{"", "", "", 0, std::string(lines.line())}, 0, reason});
      TRY_OK(outcome.add(none));
    }
    if (count == file.rows && lines.offset() == file.size_bytes) return documents.finish();
    return fail(ErrorCode::Corrupt, "{} holds {} log records in {} bytes, and its commit says {} in {}", name,
                count, lines.offset(), file.rows, file.size_bytes);
  }

  LogIndex& index_;
  const LogLoading loading_;
  const Clock& clock_;
  LoadedLogs& loaded_;
  bool is_prepared_ = false;
  LandingName landing_;
  bool holds_shared_ = false;
  RunSums runs_;
};

}  // namespace

Result<LoadedLogs> load_logs(ObjectStore& landing, LogIndex& index, const LogLoading& loading,
                             const Clock& clock) {
  TRY(CommitLog log, CommitLog::open(landing));
  LoadedLogs loaded;
  LogLoader loader(index, loading, clock, loaded);
  TRY(Followed followed, follow(log, loader, clock, loading.anew));
  loaded.commits = std::move(followed.commits);
  loaded.stopped = std::move(followed.stopped);
  TRY(loaded.pending, unfollowed(log, followed.position));
  return loaded;
}

}  // namespace headgate
