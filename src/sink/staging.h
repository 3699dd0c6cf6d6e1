// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/hash.h"
#include "store/object_store.h"
#include "store/staged_file.h"

namespace headgate {

/// Hands out sinks inside one attempt's staging folder, and keeps the list of what was finished there. Where
/// the landing takes many calls at once, it waits for it beside the work. Any thread may call it; it has to
/// outlive its sinks.
class Staging {
 public:
  /// `folder` is layout::attempt_folder().
  Staging(ObjectStore& landing, std::string folder) : landing_(landing), folder_(std::move(folder)) {}
  /// Waits for what is under way.
  ~Staging();
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  /// Starts the staged form of what will be `final_name`; the sink counts and hashes what it is given.
  Result<std::unique_ptr<ByteSink>> create(const std::string& final_name);

  /// Finishes a sink that create() gave, and then calls `then`: at once, or beside the work, so that the
  /// error may be that of a file which was finished before.
  Status finish(std::unique_ptr<ByteSink> sink, std::function<Status()> then);

  /// Waits until all that was given to finish() is done; gives the first error. REQUIRES: nobody calls
  /// finish() meanwhile.
  Status settle();

  /// Says how many rows a finished file holds, and what it belongs to. REQUIRES: a file of that name was
  /// finished.
  void describe(const std::string& final_name, std::uint64_t rows, const std::string& table,
                const std::string& partition);

  /// Gives a finished file as it is known now; NotFound where there is none.
  [[nodiscard]] Result<StagedFile> file(const std::string& final_name) const;

  /// Gives every finished file, ordered by final name.
  [[nodiscard]] std::vector<StagedFile> files() const;

  /// Removes what this attempt staged. REQUIRES: no sink of create() is in use.
  Status discard();

  [[nodiscard]] ObjectStore& landing() const { return landing_; }

 private:
  class HashingSink;
  struct UnderWay {
    std::future<Status> done;
    std::uint64_t held_bytes;
  };

  Status settle_oldest();

  ObjectStore& landing_;
  std::string folder_;
  mutable std::mutex mutex_;
  std::map<std::string, StagedFile> files_;  ///< By final name.
  std::size_t created_ = 0;
  std::mutex finishing_;
  std::deque<UnderWay> under_way_;
  std::uint64_t held_bytes_ = 0;  ///< By what is under way.
};

}  // namespace headgate
