// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "answers/verify/task/task.h"
#include "answers/verify/task/wrapper_record.h"
#include "base/hash.h"
#include "read/object_reader.h"

namespace headgate::verify {

namespace {

/// Gives the bytes of an object that wrappers have to themselves, in their order.
class OwnBytes {
 public:
  /// Own bytes that stand together.
  struct Range {
    std::uint64_t begin = UINT64_MAX;
    std::string text;
    std::string said_by;
    std::size_t closes = 0;  ///< So many braces may close it that no record holds.
  };

  OwnBytes(ObjectStore& landing, const Task& task, std::size_t object)
      : landing_(landing), task_(task), object_(object) {}

  /// Gives the next ones; from UINT64_MAX on where there are no more.
  Result<Range> next() {
    if (!is_begun_) TRY_OK(begin_records());
    if (record_ == nullptr && lines_) TRY_OK(advance());
    const bool is_end = !ends_.empty() && (record_ == nullptr || ends_.back().begin < begin(*record_));
    if (is_end) {
      Range range = std::move(ends_.back());
      ends_.pop_back();
      return range;
    }
    if (record_ == nullptr) return Range();
    const auto record = std::move(record_);
    const std::string said_by = fmt::format("{}, the wrapper at {}", task_.wrappers_at, record->offset);
    const std::string back(record->back());
    if (!back.empty())
      ends_.push_back({static_cast<std::uint64_t>(record->end()) - back.size(), back, said_by, 0});
    const bool is_head = record->part == WrapperRecord::Part::Head;
    return Range{begin(*record), std::string(record->front()), said_by,
                 is_head ? record->raw.size() - record->array - 1 : 0};
  }

 private:
  static std::uint64_t begin(const WrapperRecord& record) {
    return static_cast<std::uint64_t>(record.offset);
  }

  Status begin_records() {
    is_begun_ = true;
    const auto& begins = task_.wrapper_begins;
    if (object_ >= begins.size() || begins[object_] == Task::kNoRecord) return {};
    TRY(lines_, Lines::open(landing_, task_.wrappers_at, begins[object_]));
    return {};
  }

  Status advance() {
    Line line;
    for (;;) {
      TRY(const bool more, lines_->next(line));
      auto record = std::make_unique<WrapperRecord>();
      if (more && (!json_.read(line.text) || read_wrapper(json_, task_.frames, *record))) continue;
      if (!more || record->object != object_) {
        lines_.reset();
        return {};
      }
      record_ = std::move(record);
      return {};
    }
  }

  ObjectStore& landing_;
  const Task& task_;
  std::size_t object_;
  bool is_begun_ = false;
  std::optional<Lines> lines_;
  JsonText json_;
  std::unique_ptr<WrapperRecord> record_;  ///< The next one.
  std::vector<Range> ends_;                ///< Of the whole ones that are open, the innermost last.
};

/// Holds an object against its rows of the index.
class SourceObject {
 public:
  SourceObject(ObjectStore& landing, const Task& task, std::size_t object, FileFaults fault)
      : task_(task),
        frames_(task.frames),
        object_(object),
        own_bytes_(landing, task, object),
        fault_(std::move(fault)) {}

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
    TRY(own_, own_bytes_.next());
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

  /// Reads what stands between two rows of the index: separators, and what wrappers have to themselves.
  Status separators(std::uint64_t size) {
    const std::uint64_t end = offset_ + size;
    while (own_.begin < end) {
      if (own_.begin > offset_) TRY_OK(plain_separators(own_.begin - offset_));
      if (own_.begin < offset_ || own_.text.size() > end - offset_) {
        fault_(fmt::format("byte {}", own_.begin), "own bytes of a wrapper, by " + own_.said_by,
               "a frame in them");
      } else {
        TRY(const ByteView found, read(own_.text.size()));
        if (found != own_.text)
          fault_(fmt::format("byte {}", own_.begin),
                 fmt::format("{}, by {}", quoted(own_.text), own_.said_by), quoted(found));
        closes_ += own_.closes;
        goes_on_ = false;
      }
      TRY(own_, own_bytes_.next());
    }
    return offset_ < end ? plain_separators(end - offset_) : Status();
  }

  /// Reads blanks, brackets, commas, a byte order mark in front, and behind a bracket the braces that close a
  /// head of which no tail is known.
  Status plain_separators(std::uint64_t size) {
    char before = '\0';
    constexpr std::uint64_t kPiece = 1 * MiB;
    while (size != 0) {
      const std::uint64_t offset = offset_;
      TRY(ByteView found, read(static_cast<std::size_t>(std::min(size, kPiece))));
      if (found.empty()) return {};
      size -= found.size();
      const bool mark = offset == 0 && found.starts_with("\xef\xbb\xbf");
      std::size_t other = mark ? 3 : 0;
      for (; other < found.size(); ++other) {
        const char c = found[other];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        if (c == '}' ? closes_ == 0 || (before != ']' && before != '}') : c != '[' && c != ']' && c != ',')
          break;
        if (c == '}') --closes_;
        if (c == ']') goes_on_ = false;
        before = c;
      }
      if (other == found.size()) other = ByteView::npos;
      if (other != ByteView::npos) {
        fault_(fmt::format("byte {}", offset + other), "a separator, since no row of the index names it",
               quoted(found.substr(other)));
      }
    }
    return {};
  }

  void piece(std::uint32_t number, ByteView found) {
    const FrameRow& row = frames_.rows[number];
    if (goes_on_ && row.is_frame && row.wrapper != wrapper_) {
      fault_(
          fmt::format("byte {}", row.offset),
          fmt::format("the wrapper of the frame before it in row {} of {}, since no array ends between them",
                      number + 1, frames_.file),
          "another one");
    }
    goes_on_ = row.is_frame;
    wrapper_ = row.wrapper;
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
  OwnBytes own_bytes_;
  OwnBytes::Range own_;     ///< Those that come next.
  std::size_t closes_ = 0;  ///< So many braces may still close heads.
  /// A frame stands in front, and neither the end of an array nor damage nor a wrapper behind it: what comes
  /// next lies where it does.
  bool goes_on_ = false;
  std::int64_t wrapper_ = FrameRow::kNoWrapper;  ///< Of that frame.
  FileFaults fault_;
  Read read_more_;
  std::string buffer_;
  std::uint64_t offset_ = 0;  ///< Of the decoded bytes that were read,
  ContentHash hash_;          ///< and their hash.
};

/// Holds an object, unpacked so far, against the index and the manifest of its task.
Status check_unpacked(ObjectStore& source, ObjectStore& landing, const ObjectInfo& info, Unpacking unpacking,
                      const Task& task, std::size_t object, bool has_more, Faults& faults) {
  const ObjectRecord& record = task.manifest.objects[object];
  const FileFaults fault = faults.in(object_label(record), Invariant::Tiling);
  const bool grows = record.part.has_value() || has_more;
  const auto reader = ObjectReader::open(source, info, unpacking, grows ? Pinning::Growing : Pinning::Listed);
  const auto compare = [&]() -> Status {
    SourceObject compared(landing, task, object, fault);
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

Result<bool> check_source_object(ObjectStore& source, ObjectStore& landing, const Task& task,
                                 std::size_t object, bool has_more, Faults& faults) {
  const auto info = source.stat(task.manifest.objects[object].object);
  if (!info && info.error().code == ErrorCode::NotFound) return false;
  if (!info) return forward(info.error());
  Faults found;
  TRY_OK(check_unpacked(source, landing, *info, Unpacking::Whole, task, object, has_more, found));
  if (found.count() != 0) {
    // What is packed twice, or is no JSON at all, earlier versions took as it came out of one packing. An
    // address stays what it was: there, its offset counts those bytes.
    Faults earlier;
    TRY_OK(check_unpacked(source, landing, *info, Unpacking::Once, task, object, has_more, earlier));
    if (earlier.count() == 0) return true;
  }
  faults.take(std::move(found));
  return true;
}

}  // namespace headgate::verify
