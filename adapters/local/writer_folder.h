// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "adapters/local/local_files.h"

namespace headgate::local {

/// Holds the temporary files of one writer, and a lock for as long as it lives: the kernel drops the lock
/// however the process ends, so nobody takes the living for dead. Destroyed in good order it leaves nothing.
class WriterFolder {
 public:
  /// Makes `<unfinished>/<mark>/` under a mark that no other writer has.
  static Result<std::shared_ptr<WriterFolder>> make(const std::string& unfinished);

  WriterFolder(const WriterFolder&) = delete;
  WriterFolder& operator=(const WriterFolder&) = delete;
  ~WriterFolder();

  /// Names the writer: its process number and when it began.
  [[nodiscard]] const std::string& mark() const { return mark_; }

  /// Gives the path of a new temporary file.
  [[nodiscard]] std::string new_file();

 private:
  WriterFolder(std::string mark, std::string path, Descriptor lock)
      : mark_(std::move(mark)), path_(std::move(path)), lock_(std::move(lock)) {}

  std::string mark_, path_;
  Descriptor lock_;  // closing it ends the right
  std::atomic<std::uint64_t> files_{0};
};

/// Says whether a writer's folder is gone or its lock free; false also for what is no mark of a writer.
bool is_writer_gone(const std::string& unfinished, const std::string& mark);

/// Removes the folders of writers that are gone, and the files of older versions, which had no folders.
Status remove_leftovers(const std::string& unfinished);

}  // namespace headgate::local
