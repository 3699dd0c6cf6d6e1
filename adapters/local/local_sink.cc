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
      with_folder_of(
          target_, [&] { return ::rename(temporary_.c_str(), target_.c_str()); }, new_folders()));
  if (error != 0) return keep_failure(forward(not_placed(error)));
  started_ = false;  // the temporary file is the target now
  return make_visible_durably();
}

Status LocalSink::finish_if_absent() {
  TRY_OK(flush_durably());
  TRY(const int error,
      with_folder_of(
          target_, [&] { return ::link(temporary_.c_str(), target_.c_str()); }, new_folders()));
  if (error != 0 && error != EEXIST) return keep_failure(forward(not_placed(error)));
  // Also where another was first: who reads that one back has to be able to build on it.
  TRY_OK(make_visible_durably());
  if (error == EEXIST) return failed("make", target_, EEXIST);
  return {};
}

Error LocalSink::not_placed(int error) const {
  if (error == ENOENT && ::access(temporary_.c_str(), F_OK) != 0) {
    return {ErrorCode::Io, fmt::format("cannot put the finished file at {}: somebody removed {} while it was "
                                       "being written",
                                       target_, temporary_)};
  }
  return failed("put the finished file at", target_, error).value();
}

Status LocalSink::keep_failure(Status status) {
  if (!status) failure_ = status.error();
  return status;
}

Status LocalSink::write(ByteView bytes, bool last) {
  const int how = started_ ? O_WRONLY | O_APPEND : O_WRONLY | O_APPEND | O_CREAT | O_EXCL;
  auto opened = open_file(temporary_, how, started_ ? "go on writing" : "make the file");
  if (!opened) {
    // A name of ours that is missing tells nothing of the object's.
    if (opened.error().code == ErrorCode::NotFound) opened.error().code = ErrorCode::Io;
    return forward(opened.error());
  }
  Descriptor file = std::move(*opened);
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

NewFolders LocalSink::new_folders() const {
  return folders_ == nullptr ? NewFolders::Synced : NewFolders::SyncedLater;
}

/// The entry can be seen already, so a failure leaves the outcome unknown.
Status LocalSink::make_visible_durably() const {
  const std::string folder = parent(target_);
  Status durable = folders_ == nullptr ? sync_folder(folder) : folders_->sync(folder);
  if (!durable) durable.error().kind = ErrorClass::OutcomeUnknown;
  return durable;
}

}  // namespace headgate::local
