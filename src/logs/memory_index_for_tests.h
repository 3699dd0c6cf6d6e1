// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <mutex>

#include "logs/log_index.h"

namespace headgate {

/// Keeps log documents in memory, by the rules of the seam, and can fail at a batch.
class MemoryIndex : public LogIndex {
 public:
  struct Kept {
    std::string landing_id, run;
    std::uint64_t commit = 0;
    std::string json;
    std::uint64_t events = 1;
  };

  [[nodiscard]] std::string name() const override { return "memory"; }
  [[nodiscard]] std::string place() const override { return "memory"; }
  [[nodiscard]] std::size_t batch_bytes() const override { return 1000; }
  [[nodiscard]] std::size_t batch_documents() const override { return 3; }
  [[nodiscard]] unsigned calls_at_once() const override { return 3; }

  Status prepare() override { return {}; }

  Result<SentLogs> send(std::vector<LogDocument> documents) override {
    const std::lock_guard guard(mutex_);
    // Half of a batch may stand there when it fails.
    const bool fails = sends_++ == fails_at;
    if (fails) documents.resize(documents.size() / 2);
    SentLogs sent;
    for (LogDocument& each : documents) {
      Kept& kept = all[each.id];
      if (!refused.empty() && each.json.find(refused) != std::string::npos) {
        all.erase(each.id);
        sent.refused.push_back({std::move(each), 400, "on purpose"});
      } else if (StandingLog{kept.landing_id, kept.run, kept.commit, kept.events}.holds(each)) {
        ++sent.known;
      } else {
        ++sent.indexed;
        kept = {each.landing_id, each.run, each.commit, std::move(each.json), each.events};
      }
    }
    if (fails) return forward({ErrorCode::Io, "the index is gone", ErrorClass::Retryable});
    return sent;
  }

  Result<std::vector<std::optional<StandingLog>>> standing(const std::vector<std::string>& ids) override {
    ++lookups;
    std::vector<std::optional<StandingLog>> found;
    for (const std::string& id : ids) {
      const auto kept = all.find(id);
      found.emplace_back();
      if (kept != all.end())
        found.back() = {kept->second.landing_id, kept->second.run, kept->second.commit, kept->second.events};
    }
    return found;
  }

  Result<CountedLogs> count(const LandingName& landing) override {
    CountedLogs count;
    for (const auto& [id, kept] : all) {
      if (kept.events == 0) continue;
      const bool is_there = kept.json.find("\"landing\":\"" + landing.root + "\"") != std::string::npos;
      if (kept.landing_id == landing.id) {
        ++count.documents;
      } else if (is_there) {
        ++count.foreign;
      }
    }
    return count;
  }
  Result<bool> holds_shared() override {
    return std::ranges::any_of(all, [](const auto& each) {
      return each.second.json.find(R"("kind":"clean")") != std::string::npos;
    });
  }

  std::map<std::string, Kept> all;
  std::uint64_t fails_at = UINT64_MAX;
  std::string refused;  ///< Documents with this text are refused.
  std::uint64_t lookups = 0;

  [[nodiscard]] std::uint64_t sends() const { return sends_; }

 private:
  std::mutex mutex_;
  std::uint64_t sends_ = 0;
};

}  // namespace headgate
