// SPDX-License-Identifier: Apache-2.0
#include "pipeline/growth.h"

#include <algorithm>

#include "base/hash.h"

namespace headgate {

namespace {

/// Follows an object from its first byte on, and compares what was taken of it with what is there.
class Follower {
 public:
  explicit Follower(const Generation* last) : last_(last) {}

  void take(const Window& window) {
    ByteView bytes = window.bytes.view().substr(0, window.end);
    if (last_ != nullptr && taken_ < last_->end() && last_->end() <= taken_ + bytes.size()) {
      const std::uint64_t rest = last_->end() - taken_;
      hash_.feed(bytes.substr(0, rest));
      bytes.remove_prefix(rest);
      // An object that was taken before it was known to grow may have been torn there.
      const bool is_torn = std::ranges::any_of(window.pieces, [&](const Piece& piece) {
        return piece.offset < rest && rest < std::uint64_t{piece.offset} + piece.length;
      });
      // Under other settings a wrapper may stand there, which has to be taken whole.
      const bool is_inside = std::ranges::any_of(window.wrappers, [&](const auto& wrapper) {
        return wrapper->offset < last_->end() && last_->end() < wrapper->offset + wrapper->length;
      });
      begins_as_taken_ = !is_inside && !is_torn && hash_.hex() == last_->hash_of_taken();
    }
    hash_.feed(bytes);
    taken_ += window.end;
  }

  [[nodiscard]] bool begins_as_taken() const { return begins_as_taken_; }
  [[nodiscard]] std::uint64_t taken() const { return taken_; }
  [[nodiscard]] std::string hash() const { return hash_.hex(); }

 private:
  const Generation* last_;
  ContentHash hash_;
  std::uint64_t taken_ = 0;
  bool begins_as_taken_ = false;
};

}  // namespace

Result<Growth> measure_growth(ObjectStore& source, const ObjectInfo& info,
                              const std::optional<LedgerEntry>& known, const Cutter::Options& cutting) {
  Growth growth;
  growth.is_unfinished = info.size_bytes == 0 && !known;
  if (info.size_bytes == 0) return growth;
  TRY(const auto reader, ObjectReader::open(source, info, Unpacking::Whole, Pinning::Growing));
  Cutter cutter(cutting);
  cutter.begin_growing(0);
  const Generation* const last = known ? &known->generations.back() : nullptr;
  Follower follower(last);
  Window window;
  do {
    TRY_OK(cutter.cut(*reader, window));
    follower.take(window);
  } while (!window.last);
  growth.left_bytes = cutter.left();
  growth.is_unfinished = growth.left_bytes != 0;
  const std::string hash = reader->content_hash();
  const auto has_content = [&](const Generation& each) {
    return each.size_bytes == info.size_bytes && each.hash == hash;
  };
  if (known && std::ranges::any_of(known->generations, has_content)) return growth;
  // Of what was taken whole the hash is that of the stored bytes.
  const bool is_known_by_hash = last != nullptr && (last->part || reader->encoding() == Encoding::Plain);
  const bool goes_on = is_known_by_hash && follower.begins_as_taken();
  const std::uint64_t begin = goes_on ? last->end() : 0;
  if (follower.taken() == begin) return growth;
  const std::uint32_t next = last == nullptr ? 1 : last->generation + 1;
  growth.pending = TaskObject{info, goes_on ? last->generation : next,
                              Part{begin, follower.taken(), follower.hash()}, hash};
  return growth;
}

}  // namespace headgate
