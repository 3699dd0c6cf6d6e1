// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "apps/cli/answer_json.h"
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

/// Shows progress anew with each phase, and in between as often as that is due.
class Live : public Observer {
 public:
  void notify(const RunEvent& event) override {
    const std::lock_guard lock(mutex_);
    const bool begins =
        std::holds_alternative<SourceListed>(event) || std::holds_alternative<TasksDue>(event);
    if (begins && !began_) began_ = Clock::now();
    const std::string phase = progress_.phase;
    progress_.add(event);
    if (!is_due() && progress_.phase == phase) return;
    if (began_) progress_.seconds = std::chrono::duration<double>(Clock::now() - *began_).count();
    show(progress_);
  }

 protected:
  [[nodiscard]] virtual bool is_due() const = 0;
  virtual void show(const Progress& progress) = 0;

 private:
  std::mutex mutex_;
  Progress progress_;
  std::optional<Clock::time_point> began_;
};

/// Draws a bar.
class Bar : public Live {
 protected:
  [[nodiscard]] bool is_due() const override { return line_.is_due(); }
  void show(const Progress& progress) override {
    if (progress.phase == "done") return line_.clear();
    line_.draw(progress_text(progress, line_.width()));
  }

 private:
  LiveLine line_{stderr};
};

/// Writes progress as JSON, a line each.
class JsonLines : public Live {
 protected:
  [[nodiscard]] bool is_due() const override {
    return Clock::now() - written_ >= std::chrono::milliseconds(200);
  }
  void show(const Progress& progress) override {
    tell(progress_json(progress));
    written_ = Clock::now();
  }

 private:
  Clock::time_point written_{};
};

bool comes_with_every_window(const RunEvent& event) {
  return std::holds_alternative<WindowRead>(event) || std::holds_alternative<WindowJudged>(event);
}

/// Writes run events as lines, but for those that come with every window.
class Log : public Observer {
 public:
  void notify(const RunEvent& event) override {
    if (comes_with_every_window(event)) return;
    tell(format_time(now()) + " " + shown(log_line(event)));
  }
};

/// Writes the same ones as JSON.
class LogOfJson : public Observer {
 public:
  void notify(const RunEvent& event) override {
    if (comes_with_every_window(event)) return;
    tell(log_json(event, now()));
  }
};

class Silence : public Observer {
 public:
  void notify(const RunEvent&) override {}
};

}  // namespace

void Progress::wait_for(const std::string& whom) {
  phase = "waiting";
  waits_for = whom;
}

void Progress::add(const RunEvent& event) {
  std::visit(Match{
                 [&](const RunStarted&) { phase = "listing"; },
                 [&](const OtherRunAtWork& e) {
                   if (e.waits) wait_for("another run");
                 },
                 [&](const StoreWaits& e) { wait_for(e.root); },
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
                   done.events += e.events;
                   done.dirty += e.dirty;
                 },
                 [&](const TaskRestarted&) { done = done_before_task; },
                 [&](const TasksDue& e) {
                   phase = "judging";
                   // What came meanwhile is due in another round.
                   tasks = tasks_done + e.due;
                   files = done.files + e.objects;
                   bytes = done.bytes + e.bytes;
                 },
                 [&](const TaskJudgedAgain& e) {
                   phase = "judging";
                   ++tasks_done;
                   done.files += e.objects;
                   done.bytes += e.bytes;
                   done.frames += e.frames;
                   done.events += e.events;
                   done.dirty += e.dirty;
                 },
                 [&](const TaskStaged&) {
                   done_before_task = done;
                   phase = done.files == files ? "finishing" : "staged";
                 },
                 [&](const ChunkCommitted&) { phase = "publishing"; },
                 [&](const RunFinished&) { phase = "done"; },
                 [&](const LogsLoaded&) { phase = "done"; },
                 [&](const auto&) {},
             },
             event);
}

namespace {

std::string phase_text(const Progress& progress) {
  if (progress.phase == "waiting") return "waiting for " + progress.waits_for;
  if (progress.phase != "judging") return progress.phase;
  return fmt::format("judging again: {} of {}", count_text(progress.tasks_done),
                     count_text(progress.tasks, "task"));
}

}  // namespace

std::string progress_text(const Progress& progress, std::size_t width) {
  if (progress.bytes == 0 || progress.tasks != 0) return cut(phase_text(progress) + " …", width);
  const Progress::Done& done = progress.done;
  // The parts in their order, those last that stay longest.
  std::vector<std::string> parts = {
      fmt::format("{}/{}", count_text(done.files), count_text(progress.files, "file")),
      part_of_bytes(done.bytes, progress.bytes), count_text(done.frames, "frame"),
      count_text(done.dirty) + " dirty"};
  constexpr std::size_t kOptional = 4;
  if (progress.phase != "reading") {
    parts.push_back(phase_text(progress));
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

std::string progress_json(const Progress& progress) {
  const Progress::Done& done = progress.done;
  const bool waits = progress.phase == "waiting";
  return Json{{"progress", Json{{"phase", progress.phase},
                                {"waits_for", waits ? Json(progress.waits_for) : Json()},
                                {"objects_done", done.files},
                                {"objects", progress.files},
                                {"bytes_done", done.bytes},
                                {"bytes", progress.bytes},
                                {"tasks_done", progress.tasks_done},
                                {"tasks", progress.tasks},
                                {"frames", done.frames},
                                {"events", done.events},
                                {"dirty", done.dirty},
                                {"seconds", progress.seconds}}}}
      .text();
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

std::unique_ptr<Observer> make_observer(Telling telling) {
  switch (telling) {
    case Telling::Nothing: return std::make_unique<Silence>();
    case Telling::Json: return std::make_unique<JsonLines>();
    case Telling::Log: return std::make_unique<Log>();
    case Telling::LogJson: return std::make_unique<LogOfJson>();
    case Telling::Bar: break;
  }
  if (!is_lively(stderr)) return std::make_unique<Log>();
  return std::make_unique<Bar>();
}

}  // namespace headgate::cli
