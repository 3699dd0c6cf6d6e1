// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "store/object_store.h"

namespace headgate::local {

/// Writes a temporary file that takes its place when it is whole and durable. Between its writes it holds a
/// buffer and no descriptor. A sink that failed once fails for good: nobody knows what is in its file.
class LocalSink : public ByteSink {
 public:
  LocalSink(std::string temporary, std::string target)
      : temporary_(std::move(temporary)), target_(std::move(target)) {}
  LocalSink(const LocalSink&) = delete;
  LocalSink& operator=(const LocalSink&) = delete;
  ~LocalSink() override;

  Status append(ByteView bytes) override;
  /// Replaces whatever stands under the name.
  Status finish() override;
  /// Takes the name only where nothing stands under it: Exists otherwise.
  Status finish_if_absent();

 private:
  Status keep_failure(Status status);
  Status write(ByteView bytes, bool last);
  Status flush_durably();

  std::string temporary_, target_, buffer_;
  std::uint64_t written_ = 0;
  bool started_ = false, finished_ = false;
  std::optional<Error> failure_;
};

/// Makes the new entry at `path` durable. It is visible already, so a failure leaves the outcome unknown.
Status make_visible_durably(const std::string& path);

}  // namespace headgate::local
