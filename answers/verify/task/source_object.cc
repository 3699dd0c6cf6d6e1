// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

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

  Status compare(ObjectReader& reader) {
    reader_ = &reader;
    const auto [first, last] = frames_.spans[object_];
    for (std::uint32_t number = first; number < last; ++number) {
      const FrameRow& row = frames_.rows[number];
      const auto offset = static_cast<std::uint64_t>(row.offset);
      if (offset < offset_ || row.length < 0) continue;  // Reported where the index is read.
      TRY_OK(separators(offset - offset_));
      TRY(const ByteView found, read(static_cast<std::size_t>(row.length)));
      piece(number, found);
    }
    const std::uint64_t told = task_.manifest.objects[object_].books.at("bytes_read");
    if (offset_ < told) TRY_OK(separators(told - offset_));
    TRY(const ByteView more, read(1));
    if (!more.empty() || offset_ != told) {
      fault_("length", fmt::format("{} bytes, bytes_read of {}", told, task_.manifest.file),
             more.empty() ? std::to_string(offset_) : "more");
    }
    return {};
  }

 private:
  /// Reads the next `size` decoded bytes; fewer where the object ends.
  Result<ByteView> read(std::size_t size) {
    buffer_.resize(size);
    std::size_t filled = 0;
    while (filled < size) {
      TRY(const std::size_t n, reader_->read(buffer_.data() + filled, size - filled));
      if (n == 0) break;
      filled += n;
    }
    offset_ += filled;
    return ByteView(buffer_).substr(0, filled);
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
  ObjectReader* reader_ = nullptr;
  std::string buffer_;
  std::uint64_t offset_ = 0;  ///< Of the decoded bytes that were read.
};

/// Holds an object, unpacked so far, against the index and the manifest of its task.
Status check_unpacked(ObjectStore& source, const ObjectInfo& info, Unpacking unpacking, const Task& task,
                      std::size_t object, Faults& faults) {
  const ObjectRecord& record = task.manifest.objects[object];
  const FileFaults fault = faults.in(object_label(record), Invariant::Tiling);
  const auto reader = ObjectReader::open(source, info, unpacking);
  const Status read = reader ? SourceObject(task, object, fault).compare(**reader) : forward(reader.error());
  if (!read && read.error().code != ErrorCode::Corrupt) return forward(read.error());
  if (!read) {
    fault("", "the object as it was read", read.error().message);
  } else if ((*reader)->content_hash() != record.hash) {
    fault("", "stored bytes with the hash " + record.hash, (*reader)->content_hash());
  }
  return {};
}

}  // namespace

Result<bool> check_source_object(ObjectStore& source, const Task& task, std::size_t object, Faults& faults) {
  const auto info = source.stat(task.manifest.objects[object].object);
  if (!info && info.error().code == ErrorCode::NotFound) return false;
  if (!info) return forward(info.error());
  Faults found;
  TRY_OK(check_unpacked(source, *info, Unpacking::Whole, task, object, found));
  if (found.count() != 0) {
    // What is packed twice, or is no JSON at all, earlier versions took as it came out of one packing. An
    // address stays what it was: there, its offset counts those bytes.
    Faults earlier;
    TRY_OK(check_unpacked(source, *info, Unpacking::Once, task, object, earlier));
    if (earlier.count() == 0) return true;
  }
  faults.take(std::move(found));
  return true;
}

}  // namespace headgate::verify
