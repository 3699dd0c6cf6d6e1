// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

#include "observe/observer.h"

namespace headgate::cli {

/// Holds what is known of a run while it goes on.
struct Progress {
  /// What is behind.
  struct Done {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;  ///< As stored.
    std::uint64_t frames = 0, events = 0, dirty = 0;
  };

  /// What is done right now: `listing`, `waiting`, `reading`, `staged`, `finishing`, `publishing`; of a
  /// reprocess `judging`; at the end `done`.
  std::string phase;
  std::string waits_for;               ///< Of the phase `waiting`.
  std::uint64_t files = 0, bytes = 0;  ///< That are to be read.
  Done done;
  Done done_before_task;                    ///< Where a task begins anew, its part counts from here again.
  double seconds = 0;                       ///< Since reading or judging began; 0 before.
  std::uint64_t tasks = 0, tasks_done = 0;  ///< Of a reprocess: that are to be judged again.

  /// Takes in one run event.
  void add(const RunEvent& event);

 private:
  void wait_for(const std::string& whom);
};

/// Writes progress as one line of at most `width` columns. Where it is narrow whole parts are left out, those
/// first that matter least; how fast it goes and how long it takes stay longest.
std::string progress_text(const Progress& progress, std::size_t width);

/// Writes progress as a JSON object on one line, for programs that draw a bar of their own.
std::string progress_json(const Progress& progress);

/// Keeps one line at the bottom of a terminal up to date: redrawn at most ten times a second, never wider
/// than the terminal, gone when this is. One thread at a time.
class LiveLine {
 public:
  explicit LiveLine(std::FILE* terminal) : terminal_(terminal) {}
  ~LiveLine() { clear(); }
  LiveLine(const LiveLine&) = delete;
  LiveLine& operator=(const LiveLine&) = delete;

  /// Says whether it is time to draw again.
  [[nodiscard]] bool is_due() const;
  [[nodiscard]] std::size_t width() const;
  void draw(const std::string& text);
  void clear();

 private:
  std::FILE* terminal_;
  std::chrono::steady_clock::time_point drawn_{};
  bool visible_ = false;
};

/// Says what a run tells of itself on the standard error.
enum class Telling { Bar, Log, LogJson, Json, Nothing };

/// Makes the observer for this terminal: for a bar, where none can stand, it writes lines of a log.
std::unique_ptr<Observer> make_observer(Telling telling);

}  // namespace headgate::cli
