// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local_sink.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "adapters/local/local_files.h"
#include "base/assert.h"

namespace headgate::local {

namespace {
constexpr std::size_t kBuffer = 256 * KiB;
}

LocalSink::~LocalSink() {
  if (started_) ::unlink(temporary_.c_str());
}

Status LocalSink::append(ByteView bytes) {
  if (failure_) return forward(*failure_);
  HEADGATE_ASSERT(!finished_);
  if (buffer_.size() + bytes.size() < kBuffer) {
    buffer_ += bytes;
    return {};
  }
  if (!buffer_.empty()) {
    const std::size_t room = kBuffer - std::min(kBuffer, buffer_.size());
    buffer_ += bytes.substr(0, room);
    bytes.remove_prefix(room);
    TRY_OK(keep_failure(write(buffer_, false)));
    buffer_.clear();
  }
  const std::size_t whole = bytes.size() / kBuffer * kBuffer;
  if (whole > 0) TRY_OK(keep_failure(write(bytes.substr(0, whole), false)));
  buffer_ += bytes.substr(whole);
  return {};
}

Status LocalSink::finish() {
  TRY_OK(flush_durably());
  TRY(const int error,
      with_folder_of(target_, [&] { return ::rename(temporary_.c_str(), target_.c_str()); }));
  if (error != 0) return keep_failure(failed("put the finished file at", target_, error));
  started_ = false;  // the temporary file is the target now
  return make_visible_durably(target_);
}

Status LocalSink::finish_if_absent() {
  TRY_OK(flush_durably());
  TRY(const int error, with_folder_of(target_, [&] { return ::link(temporary_.c_str(), target_.c_str()); }));
  if (error != 0 && error != EEXIST) return keep_failure(failed("put the finished file at", target_, error));
  // Also where another was first: who reads that one back has to be able to build on it.
  TRY_OK(make_visible_durably(target_));
  if (error == EEXIST) return failed("make", target_, EEXIST);
  return {};
}

Status LocalSink::keep_failure(Status status) {
  if (!status) failure_ = status.error();
  return status;
}

Status LocalSink::write(ByteView bytes, bool last) {
  const int how = started_ ? O_WRONLY | O_APPEND : O_WRONLY | O_APPEND | O_CREAT | O_EXCL;
  TRY(Descriptor file, open_file(temporary_, how, started_ ? "go on writing" : "make the file"));
  started_ = true;
  TRY_OK(write_all(file.get(), bytes, temporary_));
  // Lets the disk begin at once, so that the sync at the end finds little left to wait for. Only a hint.
  ::sync_file_range(file.get(), static_cast<off_t>(written_), static_cast<off_t>(bytes.size()),
                    SYNC_FILE_RANGE_WRITE);
  written_ += bytes.size();
  if (last) {
    struct stat status;
    if (::fstat(file.get(), &status) != 0) return failed("look at", temporary_, errno);
    if (static_cast<std::uint64_t>(status.st_size) != written_) {
      return fail(ErrorCode::Io, "{} has {} bytes although {} were written: somebody else changed it",
                  temporary_, status.st_size, written_);
    }
    TRY_OK(sync(file.get(), temporary_));
  }
  return file.close(temporary_);
}

Status LocalSink::flush_durably() {
  if (failure_) return forward(*failure_);
  HEADGATE_ASSERT(!finished_);
  finished_ = true;
  TRY_OK(keep_failure(write(buffer_, true)));
  buffer_ = {};
  return {};
}

Status make_visible_durably(const std::string& path) {
  Status durable = sync_folder(parent(path));
  if (!durable) durable.error().kind = ErrorClass::OutcomeUnknown;
  return durable;
}

}  // namespace headgate::local
