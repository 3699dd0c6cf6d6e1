// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/lines.h"

#include <fmt/format.h>

namespace headgate::verify {

std::string Line::place() const { return fmt::format("line {}, byte {}", number, offset); }

Result<Lines> Lines::open(ObjectStore& store, const std::string& name, std::uint64_t begin) {
  TRY(auto source, store.open(name, {}, begin));
  return Lines(std::move(source));
}

Result<bool> Lines::next(Line& line) {
  std::size_t feed = held().find('\n');
  while (feed == ByteView::npos) {
    const std::size_t looked_at = held().size();
    TRY(const bool more, fill());
    if (!more) break;
    feed = held().find('\n', looked_at);
  }
  if (held().empty()) return false;
  line = {held().substr(0, feed), ++count_, offset_, feed != ByteView::npos};
  const std::size_t taken = line.text.size() + line.is_whole;
  begin_ += taken;
  offset_ += taken;
  return true;
}

/// Reads more behind what is held, which moves to the front of the buffer; false at the end of the file.
Result<bool> Lines::fill() {
  buffer_.erase(0, begin_);
  end_ -= begin_;
  begin_ = 0;
  const std::size_t room = std::max<std::size_t>(1 * MiB, 2 * end_);
  if (buffer_.size() < room) buffer_.resize(room);
  TRY(const std::size_t n, source_->read(buffer_.data() + end_, buffer_.size() - end_));
  hash_.feed(ByteView(buffer_).substr(end_, n));
  end_ += n;
  read_ += n;
  return n != 0;
}

Result<std::pair<std::string, std::uint64_t>> content_hash(ObjectStore& store, const std::string& name) {
  TRY(const auto source, store.open(name));
  ContentHash hash;
  std::uint64_t size = 0;
  std::string buffer(256 * KiB, '\0');
  for (;;) {
    TRY(const std::size_t n, source->read(buffer.data(), buffer.size()));
    if (n == 0) return std::pair(hash.hex(), size);
    hash.feed(ByteView(buffer).substr(0, n));
    size += n;
  }
}

}  // namespace headgate::verify
