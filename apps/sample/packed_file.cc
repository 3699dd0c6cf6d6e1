// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/packed_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

namespace headgate::sample {

namespace {

constexpr std::size_t kPiece = MiB;

tl::unexpected<Error> cannot_write(const std::string& path) {
  const int reason = errno;
  return fail(reason == ENOSPC   ? ErrorCode::NoSpace
              : reason == EACCES ? ErrorCode::Denied
                                 : ErrorCode::Io,
              "cannot write {}: {}", path, std::strerror(reason));
}

}  // namespace

Result<PackedFile> PackedFile::create(std::string path, Packing packing, bool many_members) {
  std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "wb"));
  if (!file) return cannot_write(path);
  std::setvbuf(file.get(), nullptr, _IONBF, 0);
  return PackedFile(std::move(path), std::move(file), packing, many_members);
}

PackedFile::PackedFile(std::string path, std::unique_ptr<std::FILE, Close> file, Packing packing,
                       bool many_members)
    : path_(std::move(path)),
      file_(std::move(file)),
      packer_(make_packer(packing)),
      many_members_(many_members) {}

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
  packed_.clear();
  TRY_OK(packer_->pack(buffer_, last || many_members_, packed_));
  buffer_.clear();
  if (std::fwrite(packed_.data(), 1, packed_.size(), file_.get()) != packed_.size())
    return cannot_write(path_);
  return {};
}

}  // namespace headgate::sample
