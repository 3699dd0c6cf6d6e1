// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/packed_file.h"

#include <isa-l.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "base/assert.h"

namespace headgate::sample {

/// Packs a stream of bytes, piece by piece. This one leaves them as they are.
class Packer {
 public:
  virtual ~Packer() = default;
  /// Packs `bytes` onto the end of `out`; `end` closes the gzip member or zstd frame, the next call opens
  /// another.
  virtual Status pack(ByteView bytes, bool /*end*/, std::string& out) {
    out += bytes;
    return {};
  }
};

namespace {

constexpr std::size_t kPiece = MiB;
constexpr std::size_t kRoom = 64 * KiB;

tl::unexpected<Error> cannot_write(const std::string& path) {
  const int reason = errno;
  return fail(reason == ENOSPC   ? ErrorCode::NoSpace
              : reason == EACCES ? ErrorCode::Denied
                                 : ErrorCode::Io,
              "cannot write {}: {}", path, std::strerror(reason));
}

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

/// Makes a packer of the fastest level.
std::shared_ptr<Packer> make_packer(Packing packing) {
  switch (packing) {
    case Packing::Gzip: return std::make_shared<GzipPacker>();
    case Packing::Zstd: return std::make_shared<ZstdPacker>();
    default: return std::make_shared<Packer>();
  }
}

}  // namespace

PackedFile::PackedFile(std::string path, Packing packing, bool many_members)
    : path_(std::move(path)), packer_(make_packer(packing)), many_members_(many_members) {}

Status PackedFile::append(ByteView bytes) {
  buffer_ += bytes;
  return buffer_.size() < kPiece ? Status{} : flush(false);
}

Status PackedFile::finish() {
  TRY_OK(flush(true));
  if (std::fclose(file_.release()) != 0) return cannot_write(path_);
  return {};
}

Status PackedFile::flush(bool last) {
  if (!file_) {
    file_.reset(std::fopen(path_.c_str(), "wb"));
    if (!file_) return cannot_write(path_);
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);
  }
  packed_.clear();
  TRY_OK(packer_->pack(buffer_, last || many_members_, packed_));
  buffer_.clear();
  if (std::fwrite(packed_.data(), 1, packed_.size(), file_.get()) != packed_.size())
    return cannot_write(path_);
  return {};
}

}  // namespace headgate::sample
