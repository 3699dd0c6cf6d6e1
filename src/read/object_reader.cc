// SPDX-License-Identifier: Apache-2.0
#include "read/object_reader.h"

#include <optional>
#include <string_view>

#include "base/assert.h"
#include "read/stored_bytes.h"
#include "read/unpacker.h"

namespace headgate {

namespace {

Encoding encoding_of(ByteView head) {
  using namespace std::string_view_literals;
  if (head.starts_with("\x1f\x8b\x08"sv)) return Encoding::Gzip;
  if (head == "\x28\xb5\x2f\xfd"sv) return Encoding::Zstd;
  const bool skippable = head.size() == 4 && (head[0] & 0xf0) == 0x50 && head.substr(1) == "\x2a\x4d\x18"sv;
  return skippable ? Encoding::Zstd : Encoding::Plain;
}

/// Delivers the stored bytes as they are, straight into the caller's buffer.
class PlainReader : public ObjectReader {
 public:
  explicit PlainReader(StoredBytes stored) : stored_(std::move(stored)) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    HEADGATE_ASSERT(size > 0);
    TRY(const std::size_t n, stored_.read(buffer, size));
    bytes_ += n;
    return n;
  }

  [[nodiscard]] Encoding encoding() const override { return Encoding::Plain; }
  [[nodiscard]] std::uint64_t decoded_bytes() const override { return bytes_; }
  [[nodiscard]] std::uint64_t stored_bytes() const override { return bytes_; }
  [[nodiscard]] std::string content_hash() const override { return stored_.content_hash(); }

 private:
  StoredBytes stored_;
  std::uint64_t bytes_ = 0;
};

/// Feeds the stored bytes through an unpacker.
class PackedReader : public ObjectReader {
 public:
  PackedReader(StoredBytes stored, Encoding encoding, std::unique_ptr<Unpacker> unpacker)
      : stored_(std::move(stored)),
        encoding_(encoding),
        unpacker_(std::move(unpacker)),
        input_(256 * KiB, '\0') {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    HEADGATE_ASSERT(size > 0);
    if (failed_) return forward(*failed_);
    Result<std::size_t> n = unpack(buffer, size);
    if (!n) failed_ = n.error();
    return n;
  }

  [[nodiscard]] Encoding encoding() const override { return encoding_; }
  [[nodiscard]] std::uint64_t decoded_bytes() const override { return made_; }
  [[nodiscard]] std::uint64_t stored_bytes() const override { return taken_; }
  [[nodiscard]] std::string content_hash() const override { return stored_.content_hash(); }

 private:
  Result<std::size_t> unpack(char* buffer, std::size_t size) {
    for (;;) {
      if (waiting_.empty() && !ended_) {
        TRY(const std::size_t n, stored_.read(input_.data(), input_.size()));
        waiting_ = ByteView(input_.data(), n);
        ended_ = n == 0;
      }
      if (ended_ && !unpacker_->torn()) return 0;
      const auto step = unpacker_->unpack(waiting_, buffer, size);
      if (!step) {
        taken_ += step.error().at;
        return corrupt(step.error().reason);
      }
      waiting_.remove_prefix(step->taken);
      taken_ += step->taken;
      made_ += step->made;
      if (step->made > 0) return step->made;
      const auto torn = ended_ ? unpacker_->torn() : std::nullopt;
      if (torn) return corrupt(*torn);
    }
  }

  /// Tells damage from a writer still at work: an object that changed under the reader is Changed, not
  /// Corrupt.
  tl::unexpected<Error> corrupt(ByteView reason) {
    if (const Status rest = stored_.drain(); !rest) return forward(rest.error());
    return fail(ErrorCode::Corrupt, "{} cannot be unpacked as {} at byte {} of the packed bytes: {}",
                stored_.object(), encoding_ == Encoding::Gzip ? "gzip" : "zstd", taken_, reason);
  }

  StoredBytes stored_;
  Encoding encoding_;
  std::unique_ptr<Unpacker> unpacker_;
  std::string input_;
  ByteView waiting_;  // the part of input_ that is not unpacked yet
  bool ended_ = false;
  std::uint64_t taken_ = 0, made_ = 0;
  std::optional<Error>
      failed_;  // for good: damaged bytes must not look like an end when they are asked again
};

}  // namespace

Result<std::unique_ptr<ObjectReader>> ObjectReader::open(ObjectStore& store, const ObjectInfo& info) {
  TRY(auto stored, StoredBytes::open(store, info));
  switch (const Encoding encoding = encoding_of(stored.head())) {
    case Encoding::Gzip: return std::make_unique<PackedReader>(std::move(stored), encoding, gzip_unpacker());
    case Encoding::Zstd: return std::make_unique<PackedReader>(std::move(stored), encoding, zstd_unpacker());
    case Encoding::Plain: break;
  }
  return std::make_unique<PlainReader>(std::move(stored));
}

}  // namespace headgate
