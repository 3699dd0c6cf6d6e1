// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apps/cli/screen.h"
#include "contract/contract.h"
#include "pipeline/report.h"
#include "pipeline/settings.h"
#include "store/object_store.h"

namespace headgate::cli {

/// One file to judge: an object of a store, and how the user named it.
struct FileToJudge {
  std::shared_ptr<ObjectStore> store;
  ObjectInfo info;
  std::string path;   ///< For people.
  ObjectLabel label;  ///< For addresses: `check/<path>`.
  /// What a run would name it in addresses: the path below the folder, or as it was given for a file.
  std::string name;
};

/// Finds the files behind names of files and folders; what cannot be looked at goes to `unreadable`. A name
/// behind which there is nothing is Configuration.
Result<std::vector<FileToJudge>> find_files(const std::vector<std::string>& names, const Settings& settings,
                                            std::vector<SkippedObject>& unreadable);

/// Fails where files could not be read to the end; `consequence` follows the words that say so.
Status check_readable(const std::vector<SkippedObject>& unreadable, ByteView consequence = "");

/// Lists them for people, a line each.
std::string unreadable_text(const std::vector<SkippedObject>& unreadable, const Screen& screen);

/// Judges files one after the other, window by window, and writes nothing.
class FileJudge {
 public:
  /// Sees each batch: one outcome for each piece of its window.
  using Show = std::function<void(const FileToJudge& file, const Batch& batch)>;

  FileJudge(const Contracts& contracts, const Settings& settings);

  Status judge(const FileToJudge& file, const Show& show);

 private:
  std::unique_ptr<Scanner> scanner_;
  Cutter cutter_;
  Batch batch_;
};

}  // namespace headgate::cli
