// SPDX-License-Identifier: Apache-2.0
#include <isa-l/igzip_lib.h>

#include <algorithm>

#include "read/unpacker.h"

namespace headgate {

namespace {

std::string reason(int code) {
  switch (code) {
    case ISAL_INVALID_BLOCK: return "a block is damaged";
    case ISAL_INVALID_SYMBOL: return "a symbol is damaged";
    case ISAL_INVALID_LOOKBACK: return "a back reference points before the start";
    case ISAL_INVALID_WRAPPER: return "the header of a member is damaged";
    case ISAL_UNSUPPORTED_METHOD: return "a member is not packed by deflate";
    case ISAL_INCORRECT_CHECKSUM: return "the checksum or the length of a member does not match its content";
    case ISAL_NEED_DICT: return "a dictionary is asked for, which gzip does not have";
    default: return "the unpacker gave up with code " + std::to_string(code);
  }
}

class GzipUnpacker : public Unpacker {
 public:
  GzipUnpacker() {
    isal_inflate_init(&state_);
    state_.crc_flag = ISAL_GZIP;
    isal_gzip_header_init(&header_);
  }

  tl::expected<Step, Damage> unpack(ByteView packed, char* out, std::size_t size) override {
    if (place_ == Place::Between) {
      const auto next = std::find_if_not(packed.begin(), packed.end(), is_filling);
      if (next == packed.end()) return Step{packed.size(), 0};
      const auto filling = static_cast<std::size_t>(next - packed.begin());
      if (*next != '\x1f')
        return tl::unexpected(Damage{filling, "bytes that are no gzip member follow the last one"});
      isal_inflate_reset(&state_);
      isal_gzip_header_init(&header_);
      place_ = Place::Header;
      if (filling != 0) return Step{filling, 0};
    }

    state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(packed.data()));
    state_.avail_in = static_cast<std::uint32_t>(packed.size());
    state_.next_out = reinterpret_cast<std::uint8_t*>(out);
    const auto room = static_cast<std::uint32_t>(std::min<std::size_t>(size, GiB));
    state_.avail_out = room;
    int code = ISAL_DECOMP_OK;
    if (place_ == Place::Header) {
      // isal_inflate would read it too, but forgets between two pieces which of its fields are still to come.
      code = isal_read_gzip_header(&state_, &header_);
      if (code == ISAL_DECOMP_OK) place_ = Place::Content;
    }
    if (place_ == Place::Content) code = isal_inflate(&state_);
    if (code < ISAL_DECOMP_OK) return tl::unexpected(Damage{packed.size() - state_.avail_in, reason(code)});
    if (place_ == Place::Content && state_.block_state == ISAL_BLOCK_FINISH) place_ = Place::Between;
    return Step{packed.size() - state_.avail_in, room - state_.avail_out};
  }

  [[nodiscard]] std::optional<ByteView> torn() const override {
    if (place_ == Place::Between) return std::nullopt;
    return "it ends in the middle";
  }

 private:
  enum class Place { Header, Content, Between };

  inflate_state state_;
  isal_gzip_header header_;
  Place place_ = Place::Header;
};

}  // namespace

std::unique_ptr<Unpacker> gzip_unpacker() { return std::make_unique<GzipUnpacker>(); }

}  // namespace headgate
