// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "store/traffic.h"

namespace headgate {

/// Describes a stored object as a listing or a look-up sees it. `etag` changes whenever the stored thing does
/// (S3: the ETag; a file: size, modification time in nanoseconds and inode); it is no hash of the content.
struct ObjectInfo {
  std::string name;  ///< Relative to the store's root, `/` between parts.
  std::uint64_t size_bytes = 0;
  std::string etag;
};

/// Names of what a listing could not look at, with the reasons.
using Unlistable = std::vector<std::pair<std::string, Error>>;

/// A part of a listing. The next one stands behind the last name of this.
struct ListedPage {
  std::vector<ObjectInfo> objects;
  bool is_last = true;
};

/// So much of an object a store may hold that has opened it, before anybody reads on behind the first bytes.
inline constexpr std::uint64_t kReadAheadBytes = 8 * MiB;

/// What a store says of itself, each as {key, text for people}: `region`, `us-east-1 (AWS_REGION)`.
using Facts = std::vector<std::pair<std::string, std::string>>;

/// Asks for all bytes of an object from an offset on.
inline constexpr std::uint64_t kToEnd = UINT64_MAX;

/// Reads the bytes of one object in order. A read that fails, but not for ever, took nothing: it may be made
/// again.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills `buffer` with up to `size` bytes; 0 means the end. Fails with Changed where the object is no
  /// longer the one that was opened.
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
};

/// Writes one new object front to back. Nothing stands under its name before finish() succeeded. What is
/// Retryable took nothing: the same call may be made again.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual Status append(ByteView bytes) = 0;
  /// Makes the object durable and visible under its name.
  virtual Status finish() = 0;
};

/// Stores named objects under one root: a folder, a bucket prefix, memory. Names are relative, `/` between
/// parts, never empty, never `..`. Every call may be made from any thread. Writes are durable when they
/// return.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  /// Says where the root is, for people: a path or a URI.
  [[nodiscard]] virtual std::string root() const = 0;

  /// Says how the root is reached: by which server, with whose credentials. Never a secret.
  [[nodiscard]] virtual Facts facts() const { return {}; }

  /// Lists objects whose names begin with `prefix`, any bytes, and stand behind `after`, ordered by the bytes
  /// of the name: as many as the store gives at once. What is new costs no look at what is old. `unlistable`
  /// gets the names of folders and files that could not be looked at, with the reason; without it such a name
  /// fails the listing.
  virtual Result<ListedPage> list_page(const std::string& prefix, const std::string& after,
                                       Unlistable* unlistable) = 0;

  /// Names folders right below `prefix`, any bytes, each with its slash, in order; not all of them where
  /// there are many. For a long listing that may be cut there; none where a store does not tell.
  virtual Result<std::vector<std::string>> folders(const std::string& /*prefix*/) {
    return std::vector<std::string>();
  }

  /// Lists all pages under `prefix`: a whole name, or a folder ending in `/`, or empty.
  Result<std::vector<ObjectInfo>> list(const std::string& prefix, Unlistable* unlistable = nullptr);
  /// Lists all pages behind `after`, a long listing in ranges side by side where that is worth it.
  Result<std::vector<ObjectInfo>> list_after(const std::string& prefix, const std::string& after,
                                             Unlistable* unlistable = nullptr);

  virtual Result<ObjectInfo> stat(const std::string& name) = 0;

  /// Opens an object for reading `length` bytes from byte `offset` on, or what there is of them. With `etag`
  /// the object has to be that very one, while it is opened and until the last read: otherwise Changed.
  virtual Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string& etag = {},
                                                   std::uint64_t offset = 0,
                                                   std::uint64_t length = kToEnd) = 0;

  /// Reads a whole object: for records of ours, not for event files.
  Result<std::string> get(const std::string& name);
  /// Reads a range of an object; less where the object ends before.
  Result<std::string> get_range(const std::string& name, std::uint64_t offset, std::size_t length);

  /// Starts an object that replaces whatever stands under `name` when it is finished.
  virtual Result<std::unique_ptr<ByteSink>> create(const std::string& name) = 0;

  virtual Status put(const std::string& name, ByteView bytes) = 0;

  /// Stores the object only if there is none of that name: Exists otherwise. The one atomic point of a
  /// commit. An answer that was lost is OutcomeUnknown: read the name back before anything else.
  virtual Status put_if_absent(const std::string& name, ByteView bytes) = 0;

  /// Makes `target` hold the bytes of `source`, inside the store (a hard link, a server-side copy). An equal
  /// target may already stand there.
  virtual Status copy(const std::string& source, const std::string& target) = 0;

  /// Copies many pairs {source, target}; stops at the first that fails. One by one, unless a store knows
  /// better.
  virtual Status copy_all(const std::vector<std::pair<std::string, std::string>>& copies);

  /// Removes an object; none of that name is a success.
  virtual Status remove(const std::string& name) = 0;

  /// Removes many; stops at the first that fails.
  virtual Status remove_all(const std::vector<std::string>& names);

  /// Says how many calls are worth making at once: one where the store is near.
  [[nodiscard]] virtual unsigned calls_at_once() const { return 1; }

  /// Says what was asked of the store since it was opened; nothing where it is near and nobody charges for
  /// it.
  [[nodiscard]] virtual std::optional<Traffic> traffic() const { return std::nullopt; }

  /// Names this process among those that write here: what a lease says, for is_gone().
  [[nodiscard]] virtual std::string writer() const = 0;

  /// Says whether a writer has ended for certain; false where nobody can tell. Only whom to suspect rests on
  /// it, never what is safe.
  virtual Result<bool> is_gone(const std::string& writer) = 0;

  /// Removes what writers that are gone left unfinished: temporary files, parts of uploads. They are no
  /// objects and no listing shows them.
  virtual Status remove_unfinished() = 0;
};

}  // namespace headgate
