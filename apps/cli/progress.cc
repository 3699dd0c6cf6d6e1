// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/screen.h"
#include "apps/cli/text.h"
#include "base/time.h"

namespace headgate::cli {

namespace {

using Clock = std::chrono::steady_clock;

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Match(Cases...) -> Match<Cases...>;

std::string bar(double share, std::size_t cells) {
  const auto full = static_cast<std::size_t>(share * static_cast<double>(cells));
  std::string text;
  for (std::size_t i = 0; i < cells; ++i) text += i < full ? "█" : "░";
  return text;
}

/// Writes `2.7/11.5 MB`, or both units where they differ.
std::string part_of_bytes(std::uint64_t part, std::uint64_t all) {
  std::string left = bytes_text(part);
  const std::string right = bytes_text(all);
  const std::string unit = right.substr(right.find(' '));
  if (left.ends_with(unit)) left.resize(left.size() - unit.size());
  return left + "/" + right;
}

/// Draws a bar from run events.
class Bar : public Observer {
 public:
  Bar() : line_(stderr) {}

  void notify(const RunEvent& event) override {
    const std::lock_guard lock(mutex_);
    if (std::holds_alternative<SourceListed>(event)) began_ = Clock::now();
    const std::string phase = progress_.phase;
    progress_.add(event);
    if (std::holds_alternative<RunFinished>(event)) return line_.clear();
    if (!line_.is_due() && progress_.phase == phase) return;
    progress_.seconds = std::chrono::duration<double>(Clock::now() - began_).count();
    line_.draw(progress_text(progress_, line_.width()));
  }

 private:
  std::mutex mutex_;
  Progress progress_;
  LiveLine line_;
  Clock::time_point began_ = Clock::now();
};

/// Writes run events as lines, but for those that come with every window.
class Log : public Observer {
 public:
  void notify(const RunEvent& event) override {
    if (std::holds_alternative<WindowRead>(event) || std::holds_alternative<WindowJudged>(event)) return;
    tell(format_time(now()) + " " + shown(log_line(event)));
  }
};

class Silence : public Observer {
 public:
  void notify(const RunEvent&) override {}
};

}  // namespace

std::string Progress::judging() const {
  return fmt::format("judging again: {} of {}", count_text(tasks_done), count_text(tasks, "task"));
}

void Progress::add(const RunEvent& event) {
  std::visit(Match{
                 [&](const RunStarted&) { phase = "listing"; },
                 [&](const OtherRunAtWork& e) {
                   if (e.waits) phase = "waiting for another run";
                 },
                 [&](const StoreWaits& e) { phase = "waiting for " + e.root; },
                 [&](const SourceListed& e) {
                   phase = "reading";
                   files = e.pending_objects;
                   bytes = e.pending_bytes;
                 },
                 [&](const ObjectRead&) {
                   done.files = std::min(files, done.files + 1);
                   if (done.files == files) phase = "finishing";
                 },
                 [&](const ObjectSkipped&) {
                   if (files > done.files) --files;
                 },
                 [&](const WindowRead& e) {
                   phase = "reading";
                   done.bytes = std::min(bytes, done.bytes + e.stored_bytes);
                 },
                 [&](const WindowJudged& e) {
                   done.frames += e.frames;
                   done.dirty += e.dirty;
                 },
                 [&](const TaskRestarted&) { done = done_before_task; },
                 [&](const TasksDue& e) {
                   tasks = e.due;
                   tasks_done = 0;
                   phase = judging();
                 },
                 [&](const TaskJudgedAgain&) {
                   ++tasks_done;
                   phase = judging();
                 },
                 [&](const TaskStaged&) {
                   done_before_task = done;
                   phase = done.files == files ? "finishing" : "staged";
                 },
                 [&](const ChunkCommitted&) { phase = "publishing"; },
                 [&](const auto&) {},
             },
             event);
}

std::string progress_text(const Progress& progress, std::size_t width) {
  if (progress.bytes == 0) return cut(progress.phase + " …", width);
  const Progress::Done& done = progress.done;
  // The parts in their order, those last that stay longest.
  std::vector<std::string> parts = {
      fmt::format("{}/{}", count_text(done.files), count_text(progress.files, "file")),
      part_of_bytes(done.bytes, progress.bytes), count_text(done.frames, "frame"),
      count_text(done.dirty) + " dirty"};
  constexpr std::size_t kOptional = 4;
  if (progress.phase != "reading") {
    parts.push_back(progress.phase);
  } else if (progress.seconds >= 0.5 && done.bytes != 0) {
    const double rate = static_cast<double>(done.bytes) / progress.seconds;
    const double left = static_cast<double>(progress.bytes - done.bytes) / rate;
    parts.push_back(bytes_text(static_cast<std::uint64_t>(rate)) + "/s");
    parts.push_back(clock_text(left) + " left");
  }
  // The bar gets the room that the numbers leave, and a part goes where that is hardly any.
  constexpr std::size_t kCellsMin = 5, kCellsMax = 20;
  // Cut, not rounded: 100% is when nothing is left.
  const int percent =
      static_cast<int>(100 * static_cast<double>(done.bytes) / static_cast<double>(progress.bytes));
  for (std::size_t first = 0; first <= parts.size(); ++first) {
    std::string numbers;
    for (std::size_t i = first; i < parts.size(); ++i) numbers += "  " + parts[i];
    const std::size_t taken = display_width(fmt::format("{:3}%{}", percent, numbers));
    const std::size_t needed = first < kOptional ? taken + 1 + kCellsMin : taken;
    if (needed > width) continue;
    const std::size_t cells = taken < width ? std::min(kCellsMax, width - taken - 1) : 0;
    return fmt::format("{:3}%{}{}{}", percent, cells == 0 ? "" : " ",
                       bar(static_cast<double>(percent) / 100, cells), numbers);
  }
  return {};
}

bool LiveLine::is_due() const { return Clock::now() - drawn_ >= std::chrono::milliseconds(100); }

std::size_t LiveLine::width() const {
  // Not the last column: some terminals go on to the next line when it is filled.
  return terminal_width(terminal_, 80) - 1;
}

void LiveLine::draw(const std::string& text) {
  const std::string line = "\r" + text + "\x1b[K";
  std::fwrite(line.data(), 1, line.size(), terminal_);
  std::fflush(terminal_);
  drawn_ = Clock::now();
  visible_ = true;
}

void LiveLine::clear() {
  if (!visible_) return;
  std::fputs("\r\x1b[K", terminal_);
  std::fflush(terminal_);
  visible_ = false;
}

std::unique_ptr<Observer> make_observer(const Telling& telling) {
  if (telling.quiet) return std::make_unique<Silence>();
  if (telling.log || !is_lively(stderr)) return std::make_unique<Log>();
  return std::make_unique<Bar>();
}

}  // namespace headgate::cli
