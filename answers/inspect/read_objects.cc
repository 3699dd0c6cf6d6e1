// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/read_objects.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "answers/inspect/inspector.h"
#include "base/parallel.h"
#include "read/object_reader.h"

namespace headgate::inspect {

namespace {

/// One object that is being read. The thread that holds it cuts its next window.
struct Lane {
  Lane(const Cutter::Options& options, std::uint32_t place) : cutter(options), object(place) {}

  Cutter cutter;
  std::uint32_t object = 0;
  std::unique_ptr<ObjectReader> reader;
};

/// Shares objects among threads: a thread takes a lane that nobody holds, else opens the next object, cuts
/// one window, lets go of the lane and looks at the window.
class Readers {
 public:
  Readers(const std::vector<ListedObject>& objects, const ReadOptions& options)
      : objects_(objects), options_(options) {}

  Status read(std::vector<Inspector>& inspectors) {
    on_threads(
        inspectors.size(), [&](std::size_t i) { work(inspectors[i]); },
        [this] { stop(memory_error(options_.memory_remedy)); });
    if (error_) return forward(*error_);
    return {};
  }

  std::uint64_t bytes = 0;
  std::map<std::uint32_t, Error> unreadable;

 private:
  void work(Inspector& inspector) {
    Window window;
    while (std::unique_ptr<Lane> lane = take()) {
      const ByteView name = objects_[lane->object].name;
      const Status cut = cut_next(*lane, window);
      let_go(std::move(lane), cut, window);
      if (cut) inspector.inspect(window, name);
    }
  }

  /// Gives a lane to cut from; none when everything is read or an error stops it.
  std::unique_ptr<Lane> take() {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (options_.stop && !error_) error_ = Error{ErrorCode::Interrupted, "interrupted"};
      if (error_) return nullptr;
      if (idle_.empty() && next_ < objects_.size())
        idle_.push_back(std::make_unique<Lane>(options_.cutter, next_++));
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
      const ListedObject& object = objects_[lane.object];
      TRY(lane.reader, ObjectReader::open(object.store, object.info));
      lane.cutter.begin();
    }
    window.object = lane.object;
    return lane.cutter.cut(*lane.reader, window);
  }

  void let_go(std::unique_ptr<Lane> lane, const Status& cut, const Window& window) {
    const std::lock_guard lock(mutex_);
    --busy_;
    if (cut) {
      bytes += window.end;
      if (!window.last) idle_.push_back(std::move(lane));
    } else {
      unreadable.emplace(lane->object, cut.error());
    }
    changed_.notify_all();
  }

  void stop(Error error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    changed_.notify_all();
  }

  const std::vector<ListedObject>& objects_;
  const ReadOptions& options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Lane>> idle_;
  std::size_t busy_ = 0;  ///< Lanes that threads hold.
  std::uint32_t next_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<ReadObjects> read_objects(const std::vector<ListedObject>& objects, const ReadOptions& options) {
  std::vector<Inspector> inspectors;
  for (unsigned i = 0; i < options.threads; ++i) inspectors.emplace_back(options.identification);
  Readers readers(objects, options);
  TRY_OK(readers.read(inspectors));
  ReadObjects found;
  for (Inspector& each : inspectors) found.profile.merge(std::move(each.profile()));
  found.profile.settle();
  found.bytes = readers.bytes;
  found.unreadable = std::move(readers.unreadable);
  return found;
}

}  // namespace headgate::inspect
