// SPDX-License-Identifier: Apache-2.0
#include <isa-l.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "apps/sample/packed_file.h"
#include "base/assert.h"

namespace headgate::sample {

namespace {

constexpr std::size_t kRoom = 64 * KiB;

class PlainPacker : public Packer {
 public:
  Status pack(ByteView bytes, bool /*end*/, std::string& out) override {
    out += bytes;
    return {};
  }
};

class GzipPacker : public Packer {
 public:
  GzipPacker() : level_buffer_(ISAL_DEF_LVL1_DEFAULT), stream_(std::make_unique<isal_zstream>()) {
    isal_deflate_init(stream_.get());
    prepare();
  }

  Status pack(ByteView bytes, bool end, std::string& out) override {
    isal_zstream& stream = *stream_;
    // ISA-L asks for writable input and does not write to it.
    stream.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(bytes.data()));
    stream.end_of_stream = end ? 1 : 0;
    std::size_t left = bytes.size();
    do {
      stream.avail_in = static_cast<std::uint32_t>(left);
      const std::size_t used = out.size();
      out.resize(used + kRoom);
      stream.next_out = reinterpret_cast<std::uint8_t*>(out.data() + used);
      stream.avail_out = kRoom;
      if (const int code = isal_deflate(&stream); code != COMP_OK) {
        return fail(ErrorCode::Io, "cannot gzip a sample file: ISA-L says {}", code);
      }
      left = stream.avail_in;
      out.resize(used + kRoom - stream.avail_out);
    } while (left != 0 || stream.avail_out == 0 || (end && stream.internal_state.state != ZSTATE_END));
    if (end) {
      isal_deflate_reset(&stream);
      prepare();
    }
    return {};
  }

 private:
  void prepare() {
    stream_->level = 1;
    stream_->level_buf = level_buffer_.data();
    stream_->level_buf_size = static_cast<std::uint32_t>(level_buffer_.size());
    stream_->gzip_flag = IGZIP_GZIP;
    stream_->flush = NO_FLUSH;
  }

  std::vector<std::uint8_t> level_buffer_;
  std::unique_ptr<isal_zstream> stream_;  // Holds its whole window: too large for a stack.
};

class ZstdPacker : public Packer {
 public:
  ZstdPacker() : context_(ZSTD_createCCtx()) {
    HEADGATE_ASSERT(context_ != nullptr);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, 1);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  Status pack(ByteView bytes, bool end, std::string& out) override {
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    for (;;) {
      const std::size_t used = out.size();
      out.resize(used + kRoom);
      ZSTD_outBuffer output{out.data() + used, kRoom, 0};
      const std::size_t left =
          ZSTD_compressStream2(context_.get(), &output, &input, end ? ZSTD_e_end : ZSTD_e_continue);
      out.resize(used + output.pos);
      if (ZSTD_isError(left)) {
        return fail(ErrorCode::Io, "cannot pack a sample file with zstd: {}", ZSTD_getErrorName(left));
      }
      if (end ? left == 0 : input.pos == input.size) return {};
    }
  }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  std::unique_ptr<ZSTD_CCtx, Free> context_;
};

}  // namespace

std::unique_ptr<Packer> make_packer(Packing packing) {
  switch (packing) {
    case Packing::Gzip: return std::make_unique<GzipPacker>();
    case Packing::Zstd: return std::make_unique<ZstdPacker>();
    default: return std::make_unique<PlainPacker>();
  }
}

}  // namespace headgate::sample
