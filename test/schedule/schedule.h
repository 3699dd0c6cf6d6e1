// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/time.h"
#include "test/schedule/chance.h"
#include "test/schedule/oracle.h"
#include "test/schedule/process.h"
#include "test/schedule/source.h"

namespace headgate::schedule {

/// What schedules amounted to.
using Figures = std::map<std::string, std::uint64_t>;

/// A process may need so many operations of its own to end once faults have stopped, whatever the others do.
/// The longest end that was seen, about 800, is that of a rewrite beside a run that commits each object by
/// itself.
inline constexpr std::uint64_t kOwnSteps = 2000;

/// One schedule: processes of real code that interleave at every operation, faults, and the healing after
/// which all must be well. It is a function of its seed.
class Schedule {
 public:
  using Tell = std::function<void(const std::string&)>;

  explicit Schedule(std::uint64_t seed, Tell tell = {});
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;

  /// Throws a Violation where the code fails.
  void play();

  [[nodiscard]] const Figures& figures() const { return figures_; }

 private:
  /// How often what goes wrong, each operation.
  struct Chances {
    double error = 0, commit_error = 0;
    double kill = 0;
    double jump = 0;    ///< Of the clock, either way.
    double change = 0;  ///< Of the source.
    double lose = 0;    ///< Of a part of a checkpoint's ledger: it is derived, and may be lost.
    double land = 0.1;  ///< Of one late write.
    double stay = 0;    ///< That the same process goes on.
    double stall = 0;   ///< That a process stands still for long, wherever it is.
  };
  enum class Stepped { GoesOn, Ended, Killed };

  void chaos();
  void heal();
  void settle();
  void alone(const std::string& name);
  void let_collect();

  void start(const std::string& name);
  std::function<std::string(Process&)> life_of(const std::string& name);
  Stepped step(Process& process);
  Stepped end(Process& process);
  void kill(Process& process);
  void remove(Process& process);
  [[nodiscard]] Process* find(const std::string& name);
  Process& any();

  Answer perform(const Process& process, const Op& op, World& world);
  void disturb();
  void land(std::size_t at);
  void jump(Micros by);
  void lose_a_node();
  void stall();
  void say(const std::string& what);
  void tell_of(const Process& process, const std::string& what) { say(process.name() + ": " + what); }

  Chance chance_;
  Tell tell_;
  World landing_;
  Source source_;
  Oracle oracle_;
  Chances chances_;
  Micros now_, now_max_ = 0;
  Micros tick_;           ///< How long an operation takes.
  std::int64_t age_ = 0;  ///< Counts up with the clock, also where that jumps back.
  std::int64_t steps_ = 0;
  std::uint64_t ending_ = 0;  ///< How many processes do not loop.
  std::map<std::string, std::string> ended_;
  Figures figures_;
  std::list<std::unique_ptr<Process>> processes_;  ///< Those that run; the last to be made, the first to go.
};

}  // namespace headgate::schedule
