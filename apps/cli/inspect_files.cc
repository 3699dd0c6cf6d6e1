// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/inspect_files.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

#include "answers/inspect/inspector.h"
#include "apps/cli/stop.h"
#include "pipeline/ordered.h"
#include "route/router.h"

namespace headgate::cli {

namespace {

/// One file that is being read. The thread that holds it cuts its next window.
struct Lane {
  Lane(const Settings& settings, std::uint32_t place) : cutter(settings.cutter()), file(place) {}

  Cutter cutter;
  std::uint32_t file = 0;
  std::unique_ptr<ObjectReader> reader;
};

/// Shares files among threads: a thread takes a lane that nobody holds, else opens the next file, cuts one
/// window, lets go of the lane and looks at the window.
class Readers {
 public:
  Readers(const Settings& settings, const std::vector<FileToJudge>& files)
      : settings_(settings), files_(files) {}

  Status read(std::vector<inspect::Inspector>& inspectors) {
    on_threads(
        inspectors.size(), [&](std::size_t i) { work(inspectors[i]); },
        [this] { stop(memory_error(kMemoryRemedy)); });
    if (error_) return forward(*error_);
    return {};
  }

  std::uint64_t bytes = 0;
  std::map<std::uint32_t, SkippedObject> unreadable;  ///< By the place of the file.

 private:
  void work(inspect::Inspector& inspector) {
    Window window;
    while (std::unique_ptr<Lane> lane = take()) {
      const Status cut = cut_next(*lane, window);
      let_go(std::move(lane), cut, window);
      if (cut) inspector.inspect(window);
    }
  }

  /// Gives a lane to cut from; none when everything is read or an error stops it.
  std::unique_ptr<Lane> take() {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (stop_requested() && !error_) error_ = Error{ErrorCode::Interrupted, "interrupted"};
      if (error_) return nullptr;
      if (idle_.empty() && next_file_ < files_.size())
        idle_.push_back(std::make_unique<Lane>(settings_, next_file_++));
      if (!idle_.empty()) {
        ++busy_;
        auto lane = std::move(idle_.front());
        idle_.pop_front();
        return lane;
      }
      if (busy_ == 0) return nullptr;
      changed_.wait(lock);
    }
  }

  Status cut_next(Lane& lane, Window& window) {
    if (lane.reader == nullptr) {
      const FileToJudge& file = files_[lane.file];
      TRY(lane.reader, ObjectReader::open(*file.store, file.info));
      lane.cutter.begin();
    }
    window.object = lane.file;
    return lane.cutter.cut(*lane.reader, window);
  }

  void let_go(std::unique_ptr<Lane> lane, const Status& cut, const Window& window) {
    const std::lock_guard lock(mutex_);
    --busy_;
    if (cut) {
      bytes += window.end;
      if (!window.last) idle_.push_back(std::move(lane));
    } else {
      unreadable[lane->file] = {files_[lane->file].path, cut.error().message};
    }
    changed_.notify_all();
  }

  void stop(Error error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    changed_.notify_all();
  }

  const Settings& settings_;
  const std::vector<FileToJudge>& files_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Lane>> idle_;
  std::size_t busy_ = 0;  ///< Lanes that threads hold.
  std::uint32_t next_file_ = 0;
  std::optional<Error> error_;
};

}  // namespace

inspect::Address InspectedFiles::address() const {
  return [this](const inspect::Place& place) {
    return Address{files.at(place.object).label.name, place.offset, place.length}.text();
  };
}

Result<InspectedFiles> inspect_files(const std::vector<std::string>& names, const Settings& settings) {
  InspectedFiles found;
  TRY(found.files, find_files(names, found.unreadable));
  std::vector<inspect::Inspector> inspectors;
  for (unsigned i = 0; i < settings.thread_count(); ++i) inspectors.emplace_back(settings.identification);
  Readers readers(settings, found.files);
  TRY_OK(readers.read(inspectors));
  for (inspect::Inspector& each : inspectors) found.profile.merge(std::move(each.profile()));
  found.profile.settle();
  found.bytes = readers.bytes;
  for (auto& [file, skipped] : readers.unreadable) found.unreadable.push_back(std::move(skipped));
  return found;
}

}  // namespace headgate::cli
