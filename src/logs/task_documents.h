// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "logs/log_documents.h"

namespace headgate {

/// Which documents clean frames have.
enum class CleanLogs {
  Event,  ///< Each its own.
  File    ///< Those of an object share one, by what CleanGroup holds; not those that have more to say.
};

/// Gives the file of a task's log records; nothing where it has none.
std::optional<StagedFile> log_file_of(const std::vector<StagedFile>& files);

/// Makes the documents of one task from the lines of its log records, in their order.
///
/// What an index may hold from before is made to fit: a clean frame that has a document of its own there
/// keeps one, and a group that is no more speaks of no event. Where the index holds no shared documents, and
/// none are wished for, it is asked nothing.
class TaskDocuments {
 public:
  using Take = std::function<Status(LogDocument)>;

  TaskDocuments(const LogDocuments& documents, CleanLogs clean, bool holds_shared, LogIndex& index, Take take)
      : documents_(documents),
        clean_(clean),
        asks_(holds_shared || clean == CleanLogs::File),
        index_(index),
        take_(std::move(take)) {}

  /// Takes a line; false where it is no log record.
  Result<bool> add(ByteView line);
  /// Makes what is left.
  Status finish();

 private:
  struct CleanFrame {
    LogDocument document;
    CleanGroup group;
    CleanSum sum;
  };
  /// Numbers the groups that an object may have from before, from here on.
  struct LeftOver {
    std::string object;
    std::uint64_t number = 0;
  };

  static std::optional<CleanFrame> clean_frame_of(ByteView line, LogDocument& document);
  Status settle_frames();
  Status settle_left_over();
  Status end_object();

  const LogDocuments& documents_;
  const CleanLogs clean_;
  const bool asks_;
  LogIndex& index_;
  const Take take_;
  std::string object_;  ///< The one whose frames come now.
  std::vector<CleanFrame> frames_;
  std::map<CleanGroup, CleanSum> groups_;
  std::vector<LeftOver> left_over_;
};

}  // namespace headgate
