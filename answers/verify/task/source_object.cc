// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "answers/verify/task/task.h"
#include "base/hash.h"
#include "read/object_reader.h"

namespace headgate::verify {

namespace {

/// Holds an object against its rows of the index.
class SourceObject {
 public:
  SourceObject(const Task& task, std::size_t object, FileFaults fault)
      : task_(task), frames_(task.frames), object_(object), fault_(std::move(fault)) {}

  /// What is known of an object before it is read.
  struct Given {
    std::uint64_t from = 0;                      ///< The decoded byte that is read first.
    bool may_go_on = false;                      ///< Behind what the task has of it.
    const std::string* hash_of_taken = nullptr;  ///< Of all up to there; null where another part has it.
  };
  using Read = std::function<Result<std::size_t>(char*, std::size_t)>;

  Status compare(Read read_more, const Given& given) {
    read_more_ = std::move(read_more);
    offset_ = given.from;
    const ObjectRecord& record = task_.manifest.objects[object_];
    TRY_OK(skip(record.begin()));
    const auto [first, last] = frames_.spans[object_];
    for (std::uint32_t number = first; number < last; ++number) {
      const FrameRow& row = frames_.rows[number];
      const auto offset = static_cast<std::uint64_t>(row.offset);
      if (offset < offset_ || row.length < 0) continue;  // Reported where the index is read.
      TRY_OK(separators(offset - offset_));
      TRY(const ByteView found, read(static_cast<std::size_t>(row.length)));
      piece(number, found);
    }
    const std::uint64_t told = record.begin() + record.books.at("bytes_read");
    if (offset_ < told) TRY_OK(separators(told - offset_));
    const std::string hash = hash_.hex();
    bool has_more = false;
    if (!given.may_go_on) {
      TRY(const ByteView more, read(1));
      has_more = !more.empty();
    }
    if (has_more || offset_ != told) {
      fault_("length", fmt::format("{} bytes, bytes_read of {}", told, task_.manifest.file),
             has_more ? "more" : std::to_string(offset_));
    } else if (given.hash_of_taken != nullptr && hash != *given.hash_of_taken) {
      fault_("", fmt::format("{} bytes in front with the hash {}", told, *given.hash_of_taken), hash);
    }
    return {};
  }

 private:
  /// Reads the next `size` decoded bytes; fewer where the object ends.
  Result<ByteView> read(std::size_t size) {
    buffer_.resize(size);
    std::size_t filled = 0;
    while (filled < size) {
      TRY(const std::size_t n, read_more_(buffer_.data() + filled, size - filled));
      if (n == 0) break;
      filled += n;
    }
    offset_ += filled;
    hash_.feed(ByteView(buffer_).substr(0, filled));
    return ByteView(buffer_).substr(0, filled);
  }

  /// Reads what another task holds.
  Status skip(std::uint64_t size) {
    constexpr std::uint64_t kPiece = 1 * MiB;
    while (offset_ < size) {
      TRY(const ByteView found, read(static_cast<std::size_t>(std::min(size - offset_, kPiece))));
      if (found.empty()) return {};
    }
    return {};
  }

  /// Reads what stands between two rows of the index: blanks, brackets, commas, and a byte order mark in
  /// front.
  Status separators(std::uint64_t size) {
    constexpr std::uint64_t kPiece = 1 * MiB;
    while (size != 0) {
      const std::uint64_t offset = offset_;
      TRY(ByteView found, read(static_cast<std::size_t>(std::min(size, kPiece))));
      if (found.empty()) return {};
      size -= found.size();
      const bool mark = offset == 0 && found.starts_with("\xef\xbb\xbf");
      const std::size_t other = found.find_first_not_of(" \t\r\n[],", mark ? 3 : 0);
      if (other != ByteView::npos) {
        fault_(fmt::format("byte {}", offset + other), "a separator, since no row of the index names it",
               quoted(found.substr(other)));
      }
    }
    return {};
  }

  void piece(std::uint32_t number, ByteView found) {
    const FrameRow& row = frames_.rows[number];
    if (found.size() != static_cast<std::size_t>(row.length) || hash64(found) != row.hash) {
      return fault_(fmt::format("byte {}", row.offset),
                    fmt::format("{} bytes with the hash {:016x}, by row {} of {}", row.length, row.hash,
                                number + 1, frames_.file),
                    quoted(found));
    }
    if (row.line_hash == row.hash) return;
    // The line of an event that is or was clean has its bytes, with spaces for its line breaks.
    std::string line(found);
    std::ranges::replace_if(
        line, [](char c) { return c == '\r' || c == '\n'; }, ' ');
    if (hash64(line) == row.line_hash) return;
    fault_(fmt::format("byte {}", row.offset),
           fmt::format("the line at byte {} of {}", row.file_offset, frames_.texts[row.file]), quoted(line));
  }

  const Task& task_;
  const Frames& frames_;
  std::size_t object_;
  FileFaults fault_;
  Read read_more_;
  std::string buffer_;
  std::uint64_t offset_ = 0;  ///< Of the decoded bytes that were read,
  ContentHash hash_;          ///< and their hash.
};

/// Holds an object, unpacked so far, against the index and the manifest of its task.
Status check_unpacked(ObjectStore& source, const ObjectInfo& info, Unpacking unpacking, const Task& task,
                      std::size_t object, bool has_more, Faults& faults) {
  const ObjectRecord& record = task.manifest.objects[object];
  const FileFaults fault = faults.in(object_label(record), Invariant::Tiling);
  const bool grows = record.part.has_value() || has_more;
  const auto reader = ObjectReader::open(source, info, unpacking, grows ? Pinning::Growing : Pinning::Listed);
  const auto compare = [&]() -> Status {
    SourceObject compared(task, object, fault);
    SourceObject::Given given{.may_go_on = grows};
    if (record.part && !has_more) given.hash_of_taken = &record.part->hash;
    if (has_more && (*reader)->encoding() == Encoding::Plain) {
      // The last part vouches for what stands before it: of many parts none is read many times.
      given.from = record.begin();
      TRY(const auto stretch, source.open(info.name, {}, given.from, record.books.at("bytes_read")));
      return compared.compare([&](char* buffer, std::size_t size) { return stretch->read(buffer, size); },
                              given);
    }
    return compared.compare([&](char* buffer, std::size_t size) { return (*reader)->read(buffer, size); },
                            given);
  };
  const Status read = reader ? compare() : forward(reader.error());
  if (!read && read.error().code != ErrorCode::Corrupt) return forward(read.error());
  if (!read) {
    fault("", "the object as it was read", read.error().message);
  } else if (!grows && (*reader)->content_hash() != record.hash) {
    fault("", "stored bytes with the hash " + record.hash, (*reader)->content_hash());
  }
  return {};
}

}  // namespace

Result<bool> check_source_object(ObjectStore& source, const Task& task, std::size_t object, bool has_more,
                                 Faults& faults) {
  const auto info = source.stat(task.manifest.objects[object].object);
  if (!info && info.error().code == ErrorCode::NotFound) return false;
  if (!info) return forward(info.error());
  Faults found;
  TRY_OK(check_unpacked(source, *info, Unpacking::Whole, task, object, has_more, found));
  if (found.count() != 0) {
    // What is packed twice, or is no JSON at all, earlier versions took as it came out of one packing. An
    // address stays what it was: there, its offset counts those bytes.
    Faults earlier;
    TRY_OK(check_unpacked(source, *info, Unpacking::Once, task, object, has_more, earlier));
    if (earlier.count() == 0) return true;
  }
  faults.take(std::move(found));
  return true;
}

}  // namespace headgate::verify
