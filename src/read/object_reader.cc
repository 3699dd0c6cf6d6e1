// SPDX-License-Identifier: Apache-2.0
#include "read/object_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "base/assert.h"
#include "base/pages.h"
#include "read/form.h"
#include "read/stored_bytes.h"
#include "read/unpacker.h"

namespace headgate {

namespace {

/// So many packings may lie in each other: more are no mistake of a tool that packs once too often.
constexpr std::size_t kPackingsMax = 4;
constexpr std::size_t kInputBytes = 256 * KiB;

std::string_view word(Encoding encoding) { return encoding == Encoding::Gzip ? "gzip" : "zstd"; }

/// One packing, between the bytes that it takes and those that it makes.
struct Packing {
  explicit Packing(Encoding packed_as)
      : encoding(packed_as),
        unpacker(packed_as == Encoding::Gzip ? gzip_unpacker() : zstd_unpacker()),
        input(kInputBytes, '\0') {}

  Encoding encoding;
  std::unique_ptr<Unpacker> unpacker;
  std::string input;
  ByteView waiting;  ///< The part of `input` that is not unpacked yet.
  bool has_ended = false;
  std::uint64_t taken = 0;
  std::string head;           ///< The first bytes that it made, which tell what they are,
  std::size_t head_read = 0;  ///< and how many of them were handed on.
};

/// Feeds the stored bytes through as many unpackers as there are packings around them.
class UnpackingReader : public ObjectReader {
 public:
  UnpackingReader(StoredBytes stored, std::size_t packings_max)
      : stored_(std::move(stored)), packings_max_(packings_max) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    HEADGATE_ASSERT(size > 0);
    if (failed_) return forward(*failed_);
    Result<std::size_t> n = read_decoded(buffer, size);
    if (!n) failed_ = n.error();
    return n;
  }

  [[nodiscard]] Encoding encoding() const override { return encoding_of(stored_.head()); }
  [[nodiscard]] std::uint64_t decoded_bytes() const override { return decoded_; }
  [[nodiscard]] std::uint64_t stored_bytes() const override {
    return packings_.empty() ? decoded_ : packings_.front().taken;
  }
  [[nodiscard]] std::string content_hash() const override { return stored_.content_hash(); }

 private:
  Result<std::size_t> read_decoded(char* buffer, std::size_t size) {
    if (!is_begun_) TRY_OK(begin());
    TRY(const std::size_t n, read(packings_.size(), buffer, size));
    decoded_ += n;
    return n;
  }

  /// Finds out what lies in what.
  Status begin() {
    is_begun_ = true;
    for (ByteView head = stored_.head();; head = packings_.back().head) {
      if (packings_max_ != 1) {
        if (const auto foreign = foreign_form(head)) return no_json(*foreign);
      }
      const Encoding encoding = encoding_of(head);
      if (encoding == Encoding::Plain || (packings_max_ == 1 && !packings_.empty())) return {};
      if (packings_.size() == packings_max_) {
        return fail(ErrorCode::Corrupt,
                    "{} is packed more than {} times, one in the other: pack it once; see {}",
                    stored_.object(), packings_max_, pages::kPackedFiles);
      }
      packings_.emplace_back(encoding);
      TRY_OK(fill_head());
    }
  }

  Status fill_head() {
    std::string head(kHeadBytes, '\0');
    std::size_t filled = 0;
    while (filled < head.size()) {
      TRY(const std::size_t n, unpack(packings_.size(), head.data() + filled, head.size() - filled));
      if (n == 0) break;
      filled += n;
    }
    head.resize(filled);
    packings_.back().head = std::move(head);
    return {};
  }

  /// Reads what comes out of the innermost of `count` packings; of none, what is stored.
  Result<std::size_t> read(std::size_t count, char* buffer, std::size_t size) {
    if (count == 0) return stored_.read(buffer, size);
    Packing& packing = packings_[count - 1];
    if (packing.head_read == packing.head.size()) return unpack(count, buffer, size);
    const std::size_t n = packing.head.copy(buffer, size, packing.head_read);
    packing.head_read += n;
    return n;
  }

  Result<std::size_t> unpack(std::size_t count, char* buffer, std::size_t size) {
    Packing& packing = packings_[count - 1];
    for (;;) {
      if (packing.waiting.empty() && !packing.has_ended) {
        TRY(const std::size_t n, read(count - 1, packing.input.data(), packing.input.size()));
        packing.waiting = ByteView(packing.input.data(), n);
        packing.has_ended = n == 0;
      }
      if (packing.has_ended && !packing.unpacker->torn()) return 0;
      const auto step = packing.unpacker->unpack(packing.waiting, buffer, size);
      if (!step) {
        packing.taken += step.error().at;
        return corrupt(count, step.error().reason);
      }
      packing.waiting.remove_prefix(step->taken);
      packing.taken += step->taken;
      if (step->made > 0) return step->made;
      const auto torn = packing.has_ended ? packing.unpacker->torn() : std::nullopt;
      if (torn) return corrupt(count, *torn);
    }
  }

  /// Says in what the bytes lie that come out of `count` packings: `, inside gzip`.
  [[nodiscard]] std::string inside(std::size_t count) const {
    std::string text;
    for (std::size_t i = count; i-- > 0;)
      text += fmt::format("{}{}", text.empty() ? ", inside " : " inside ", word(packings_[i].encoding));
    return text;
  }

  /// Tells damage from a writer still at work: an object that changed under the reader is Changed, not
  /// Corrupt.
  tl::unexpected<Error> corrupt(std::size_t count, ByteView reason) {
    if (const Status rest = stored_.drain(); !rest) return forward(rest.error());
    const Packing& packing = packings_[count - 1];
    return fail(ErrorCode::Corrupt, "{} cannot be unpacked as {}{} at byte {} of the packed bytes: {}",
                stored_.object(), word(packing.encoding), inside(count - 1), packing.taken, reason);
  }

  [[nodiscard]] tl::unexpected<Error> no_json(const ForeignForm& form) const {
    return fail(ErrorCode::Corrupt, "{} is{} {}, and no JSON: {}; see {}", stored_.object(),
                packings_.empty() ? "" : inside(packings_.size()) + ",", form.what, form.remedy,
                pages::kPackedFiles);
  }

  StoredBytes stored_;
  std::size_t packings_max_;
  bool is_begun_ = false;
  std::vector<Packing> packings_;  ///< The outermost first.
  std::uint64_t decoded_ = 0;
  std::optional<Error>
      failed_;  // for good: damaged bytes must not look like an end when they are asked again
};

}  // namespace

Result<std::unique_ptr<ObjectReader>> ObjectReader::open(ObjectStore& store, const ObjectInfo& info,
                                                         Unpacking unpacking, Pinning pinning) {
  TRY(auto stored, StoredBytes::open(store, info, pinning));
  const bool is_whole = unpacking == Unpacking::Whole;
  return std::make_unique<UnpackingReader>(std::move(stored), is_whole ? kPackingsMax : 1);
}

}  // namespace headgate
