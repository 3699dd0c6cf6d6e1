// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/local/durable_folders.h"
#include "adapters/local/local_files.h"
#include "adapters/local/local_listing.h"
#include "adapters/local/writer_folder.h"
#include "store/object_store.h"

namespace headgate {

/// Keeps objects as the files of one folder.
///
/// A landing has to lie on one file system that knows hard links. What is not finished yet lies in a folder
/// of each writer's own, never beside the tables, where a plain reader would take it for a part of them; it
/// is no object and is not listed. Files get mode 0640 and folders 0750, less the umask.
class LocalStore : public ObjectStore {
 public:
  enum class Mode {
    Source,   ///< Has to be there, is only read.
    Landing,  ///< Is made where it is missing; that it can be written and linked is tried out at once.
  };

  /// Says what lies where in a landing: names in it, each with a slash at its end.
  struct Folders {
    std::string unfinished;  ///< What is not finished yet, a folder for each writer.
    std::string staging;     ///< Folders in there that stay empty go with what is unfinished.
    std::string published;   ///< Has to lie on the same file system.
  };

  /// REQUIRES: a landing has folders.
  static Result<std::unique_ptr<LocalStore>> open(const std::string& root, Mode mode, Folders folders = {});

  [[nodiscard]] std::string root() const override { return root_; }
  /// Gives all in one page. Also follows symbolic links to files; those to folders are unlistable.
  Result<ListedPage> list_page(const std::string& prefix, const std::string& after,
                               Unlistable* unlistable) override;
  Result<ObjectInfo> stat(const std::string& name) override;
  Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string& etag = {},
                                           std::uint64_t offset = 0, std::uint64_t length = kToEnd) override;
  /// Starts a file that holds no descriptor between its writes: any number of sinks may be open.
  Result<std::unique_ptr<ByteSink>> create(const std::string& name) override;
  Status put(const std::string& name, ByteView bytes) override;
  Status put_if_absent(const std::string& name, ByteView bytes) override;
  /// Links `target` to the file of `source`: both are one file then.
  Status copy(const std::string& source, const std::string& target) override;
  /// Syncs each folder once: publishing is many links into few folders.
  Status copy_all(const std::vector<std::pair<std::string, std::string>>& copies) override;
  /// Also removes the folders that are left empty.
  Status remove(const std::string& name) override;
  Status remove_all(const std::vector<std::string>& names) override;
  /// Names the folder that this store writes in; a source has none.
  [[nodiscard]] std::string writer() const override;
  Result<bool> is_gone(const std::string& writer) override;
  Status remove_unfinished() override;

 private:
  LocalStore(std::string root, Mode mode, Folders names)
      : root_(std::move(root)),
        mode_(mode),
        names_(std::move(names)),
        folders_(std::make_shared<local::DurableFolders>(root_)) {}

  [[nodiscard]] Result<std::string> path_of(const std::string& name) const;
  [[nodiscard]] Result<std::string> path_to_write(const std::string& name) const;
  [[nodiscard]] std::string inside(ByteView name) const;
  Status link(const std::string& source, const std::string& target, local::FolderSet& unsynced);
  Status unlink(const std::string& name, local::FolderSet& unsynced);
  Status sync_entries(const local::FolderSet& folders);
  [[nodiscard]] std::string folder(ByteView name) const;
  [[nodiscard]] local::Hidden hidden() const;
  Status try_out();

  std::string root_;
  Mode mode_;
  Folders names_;
  // Shared with the sinks; the writer's folder is a landing's only.
  std::shared_ptr<local::DurableFolders> folders_;
  std::shared_ptr<local::WriterFolder> writer_;
};

}  // namespace headgate
