// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "adapters/local/durable_folders.h"
#include "adapters/local/writer_folder.h"
#include "store/object_store.h"

namespace headgate::local {

/// Writes a temporary file that takes its place when it is whole and durable. Between its writes it holds a
/// buffer and no descriptor. A sink that failed once fails for good: nobody knows what is in its file.
class LocalSink : public ByteSink {
 public:
  LocalSink(std::string temporary, std::string target)
      : temporary_(std::move(temporary)), target_(std::move(target)) {}
  /// Writes in a writer's folder and keeps it.
  LocalSink(std::shared_ptr<WriterFolder> writer, std::shared_ptr<DurableFolders> folders, std::string target)
      : writer_(std::move(writer)),
        folders_(std::move(folders)),
        temporary_(writer_->new_file()),
        target_(std::move(target)) {}
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
  [[nodiscard]] Error not_placed(int error) const;
  [[nodiscard]] NewFolders new_folders() const;
  [[nodiscard]] Status make_visible_durably() const;

  std::shared_ptr<WriterFolder> writer_;
  std::shared_ptr<DurableFolders> folders_;
  std::string temporary_, target_, buffer_;
  std::uint64_t written_ = 0;
  bool started_ = false, finished_ = false;
  std::optional<Error> failure_;
};

}  // namespace headgate::local
