// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace headgate {

/// Names a landing: its id is the run of its first commit that is no fence, and stays wherever it is moved
/// to.
struct LandingName {
  std::string id, root;
};

/// Holds what an index of logs is given. `json` is one object on one line, and says `landing_id`, `run`,
/// `commit` and `events` as this does: of two documents of one id and one landing the one of the later commit
/// stays, whichever comes last; of two of one commit that are of other runs, or speak of other numbers of
/// events, the last. That of another landing gives way.
struct LogDocument {
  std::string id, landing_id, run;
  std::uint64_t commit = 0;
  std::string json;
  std::uint64_t events = 1;  ///< That it speaks of, as `json` says.
};

/// What an index holds under an id.
struct StandingLog {
  std::string landing_id, run;  ///< The run is the commit's.
  std::uint64_t commit = 0;
  std::uint64_t events = 0;  ///< That the document speaks of.

  /// Says whether this is as good as a document.
  [[nodiscard]] bool holds(const LogDocument& document) const {
    if (landing_id != document.landing_id) return false;
    if (commit != document.commit) return commit > document.commit;
    // Of another run where the landing was set back to what it was, and went on otherwise.
    return run == document.run && events == document.events;
  }
};

/// How many documents of an index speak of an event or more: of frames, dropped ranges, and clean frames that
/// share one.
struct CountedLogs {
  std::uint64_t documents = 0;  ///< Of a landing.
  std::uint64_t foreign = 0;    ///< Of one that was at its root before.
};

/// What an index will never take, and why.
struct RefusedLog {
  LogDocument document;
  unsigned status = 0;
  std::string reason;
};

/// What became of a batch; each of its documents is counted once.
struct SentLogs {
  std::uint64_t indexed = 0;
  std::uint64_t known = 0;  ///< It, or one of a later commit, stood there already.
  std::vector<RefusedLog> refused;
};

/// Keeps log documents by their ids, for people who search them. Any thread.
class LogIndex {
 public:
  virtual ~LogIndex() = default;

  /// Names it for marks: letters, digits and `._-`.
  [[nodiscard]] virtual std::string name() const = 0;
  /// Says where it is, for people. Never a secret.
  [[nodiscard]] virtual std::string place() const = 0;
  /// Says about how many bytes of documents are worth sending at once, and how many documents.
  [[nodiscard]] virtual std::size_t batch_bytes() const = 0;
  [[nodiscard]] virtual std::size_t batch_documents() const = 0;
  /// Says how many batches are worth sending side by side.
  [[nodiscard]] virtual unsigned calls_at_once() const = 0;

  /// Makes it ready: again and again, by many at once.
  virtual Status prepare() = 0;

  /// Sends documents and hears of each what became of it. Where it fails nobody knows which of them stand
  /// there; to send them again is right.
  virtual Result<SentLogs> send(std::vector<LogDocument> documents) = 0;

  /// Gives what stands there under these ids.
  virtual Result<std::vector<std::optional<StandingLog>>> standing(const std::vector<std::string>& ids) = 0;

  virtual Result<CountedLogs> count(const LandingName& landing) = 0;
  /// Says whether any clean frames share a document there.
  virtual Result<bool> holds_shared() = 0;
};

}  // namespace headgate
