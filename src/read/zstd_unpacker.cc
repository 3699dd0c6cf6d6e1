// SPDX-License-Identifier: Apache-2.0
#include <zstd.h>

#include <algorithm>

#include "base/assert.h"
#include "read/unpacker.h"

namespace headgate {

namespace {

/// A frame may ask for this much memory (128 MiB) and no more: the most that `zstd` itself unpacks unasked.
constexpr int kWindowLog = 27;

class ZstdUnpacker : public Unpacker {
 public:
  ZstdUnpacker() : context_(ZSTD_createDCtx()) {
    HEADGATE_ASSERT(context_ != nullptr);
    HEADGATE_ASSERT(!ZSTD_isError(ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kWindowLog)));
  }
  ZstdUnpacker(const ZstdUnpacker&) = delete;
  ZstdUnpacker& operator=(const ZstdUnpacker&) = delete;
  ~ZstdUnpacker() override { ZSTD_freeDCtx(context_); }

  tl::expected<Step, Damage> unpack(ByteView packed, char* out, std::size_t size) override {
    if (between_frames_) {
      const auto next = std::find_if_not(packed.begin(), packed.end(), is_filling);
      if (next == packed.end() || next != packed.begin())
        return Step{static_cast<std::size_t>(next - packed.begin()), 0};
    }
    ZSTD_inBuffer input{packed.data(), packed.size(), 0};
    ZSTD_outBuffer output{out, size, 0};
    const std::size_t left = ZSTD_decompressStream(context_, &output, &input);
    if (ZSTD_isError(left)) return tl::unexpected(Damage{input.pos, ZSTD_getErrorName(left)});
    between_frames_ = left == 0;
    return Step{input.pos, output.pos};
  }

  [[nodiscard]] std::optional<ByteView> torn() const override {
    if (between_frames_) return std::nullopt;
    return "it ends in the middle";
  }

 private:
  ZSTD_DCtx* context_;
  bool between_frames_ = false;
};

}  // namespace

std::unique_ptr<Unpacker> zstd_unpacker() { return std::make_unique<ZstdUnpacker>(); }

}  // namespace headgate
