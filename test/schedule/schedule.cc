// SPDX-License-Identifier: Apache-2.0
#include "test/schedule/schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "layout/layout.h"
#include "test/schedule/actors.h"
#include "test/schedule/wrapped.h"

namespace headgate::schedule {

namespace {

constexpr std::int64_t kChaosSteps = 2500;
constexpr int kRestarts = 3;
constexpr Micros kStart = Micros{1'650'000'000} * 1'000'000;
/// Whatever is under way lands before so much time has gone by, or never.
constexpr Micros kLateMax = Micros{30} * 60 * 1'000'000;
constexpr Micros kFarAhead = Micros{3600} * 24 * 365 * 1'000'000;

Answer sent(ErrorCode code, ErrorClass kind, const char* what) {
  return {.error = Error{code, fmt::format("{} {}", what, kSent), kind}};
}

Answer unknown() { return sent(ErrorCode::Unknown, ErrorClass::OutcomeUnknown, "the answer is lost"); }

}  // namespace

Schedule::Schedule(std::uint64_t seed, Tell tell)
    : chance_(seed), tell_(std::move(tell)), oracle_(landing_, source_), now_(kStart), tick_(kTick) {
  begin_wrapped(seed);
  for (const char* name : {"o0", "o1", "o2"}) source_.store(name, std::string(name) + ".1", 0);
}

void Schedule::play() {
  chaos();
  heal();
  settle();
  figures_["schedules"] = 1;
  figures_["operations"] = static_cast<std::uint64_t>(steps_);
  for (const auto& [kind, count] : oracle_.kinds()) figures_["commits, " + kind] = count;
}

void Schedule::chaos() {
  chances_.error = chance_.among({0.0, 0.004, 0.02});
  chances_.commit_error = chance_.among({0.0, 0.2, 0.5});
  chances_.kill = chance_.among({0.0, 0.004, 0.01});
  chances_.jump = chance_.among({0.0, 0.01});
  chances_.change = chance_.among({0.0, 0.01});
  chances_.lose = chance_.among({0.0, 0.0, 0.005});
  chances_.land = chance_.among({0.01, 0.05});
  chances_.stay = chance_.among({0.0, 0.6, 0.95, 0.98});
  chances_.stall = chance_.among({0.0, 0.003, 0.01});
  struct Later {
    std::int64_t at;
    const char* name;
  };
  struct Kind {
    const char* name;
    std::size_t latest;
    double often;
  };
  std::vector<Later> later;
  for (const Kind& kind :
       {Kind{"run-a", 1, 1}, Kind{"run-b", 80, 0.95}, Kind{"rewrite-a", 240, 0.7},
        Kind{"rewrite-b", 320, 0.5}, Kind{"collector", 200, 0.6}, Kind{"reader", 240, 0.5}}) {
    if (chance_.happens(kind.often))
      later.push_back({static_cast<std::int64_t>(chance_.below(kind.latest)), kind.name});
  }
  std::stable_sort(later.begin(), later.end(), [](const Later& a, const Later& b) { return a.at > b.at; });
  int restarts = kRestarts;
  std::string name;
  while ((!later.empty() || ending_ > 0) && steps_ <= kChaosSteps) {
    while (!later.empty() && (later.back().at <= steps_ || processes_.empty())) {
      start(later.back().name);
      later.pop_back();
    }
    disturb();
    const Process* last = find(name);
    if (last == nullptr || last->sleeps_until > steps_ || !chance_.happens(chances_.stay))
      name = any().name();
    if (step(*find(name)) == Stepped::GoesOn || restarts == 0) continue;
    const std::string how = ended_[name];
    if (how == "done" || how == "nothing" || how == "changed") continue;
    --restarts;
    start(name + "'");
  }
}

/// Faults stop, late writes go on landing. Each process ends within a bound of its own operations, and a new
/// run is done, beside a collector that never rests.
void Schedule::heal() {
  const double land_often = chances_.land;
  chances_ = {};
  chances_.land = land_often;
  // Clocks are right again: a collector that looked before one was set back would fence who is alive.
  now_ = std::max(now_, now_max_);
  jump(chance_.among({Micros{0}, Micros{0}, 2 * kLease}));
  // No lease may run out only because a collector takes a hundred operations to each one of a run.
  tick_ = kTick / 20;
  say("-- faults stop");
  for (const auto& process : processes_) process->steps = 0, process->sleeps_until = 0;
  source_.store("new", "new.1", steps_);
  start("run-healed");
  start("collector-healed");
  const bool is_haunted = chance_.happens(0.05);  // A whole pass between any two operations of the others.
  std::uint64_t longest = 0;
  while (ending_ > 0) {
    disturb();
    Process& process = any();
    const bool loops = process.loops;
    if (is_haunted && !loops) let_collect();
    const std::uint64_t steps = process.steps + 1;
    if (!loops && steps > kOwnSteps)
      throw Violation{
          fmt::format("{} does not end: {} operations since faults stopped", process.name(), kOwnSteps)};
    step(process);
    if (!loops) longest = std::max(longest, steps);
  }
  figures_["longest end"] = longest;
  if (ended_["run-healed"] != "done")
    throw Violation{fmt::format("run-healed ended {}, and no fault stood in its way", ended_["run-healed"])};
}

/// What loops is killed, late writes land. One more run tidies up, the next one has nothing to do.
void Schedule::settle() {
  say("-- all late writes land");
  while (!processes_.empty()) remove(*processes_.front());
  while (!landing_.late.empty()) land(chance_.below(landing_.late.size()));
  now_ += kFarAhead;
  alone("run-last");
  oracle_.check_rest();
  const std::uint64_t writes = landing_.writes;
  alone("run-idle");
  if (landing_.writes != writes) throw Violation{"a run that found nothing new wrote something"};
}

void Schedule::alone(const std::string& name) {
  start(name);
  while (Process* process = find(name)) {
    if (process->steps > kOwnSteps) throw Violation{name + " does not end, although it is alone"};
    step(*process);
  }
  if (ended_[name] != "done") throw Violation{fmt::format("{} ended {}, undisturbed", name, ended_[name])};
}

void Schedule::let_collect() {
  Process& collector = *find("collector-healed");
  const std::uint64_t passes = collector.passes, steps = collector.steps;
  while (collector.passes == passes) {
    if (collector.steps > steps + kOwnSteps) throw Violation{"a pass of the collector does not end"};
    step(collector);
  }
}

std::function<std::string(Process&)> Schedule::life_of(const std::string& name) {
  Surroundings around{
      .landing = landing_, .source = source_.world, .oracle = oracle_, .now = now_, .age = age_};
  around.version = chance_.among({"a", "a", "b", "c"});
  around.chunk_objects = chance_.among({1, 2, 3});
  around.task_objects = chance_.among({1, 2, 2});
  if (name.starts_with("run")) return [around](Process& process) { return live_run(process, around); };
  if (name.starts_with("rewrite")) {
    around.version = chance_.among({"a", "b", "b", "c", "d"});
    return [around](Process& process) { return live_reprocess(process, around); };
  }
  if (name.starts_with("collector"))
    return [around](Process& process) { return live_collector(process, around); };
  return [around](Process& process) { return live_reader(process, around); };
}

void Schedule::start(const std::string& name) {
  Process& process = *processes_.emplace_back(std::make_unique<Process>(name, life_of(name)));
  process.began = steps_;
  process.loops = name.starts_with("collector");
  ending_ += process.loops ? 0 : 1;
  process.begin();
}

Process* Schedule::find(const std::string& name) {
  for (const auto& process : processes_) {
    if (process->name() == name) return process.get();
  }
  return nullptr;
}

/// Gives one of those that are awake; where all sleep, one of them.
Process& Schedule::any() {
  std::vector<Process*> all, awake;
  for (const auto& process : processes_) {
    all.push_back(process.get());
    if (process->sleeps_until <= steps_) awake.push_back(process.get());
  }
  const auto& among = awake.empty() ? all : awake;
  return *among[chance_.below(among.size())];
}

/// Lets a process go on by one operation.
Schedule::Stepped Schedule::step(Process& process) {
  ++steps_;
  ++process.steps;
  now_ += tick_;
  age_ += tick_;
  if (chance_.happens(chances_.kill)) {
    kill(process);
    return Stepped::Killed;
  }
  World& world = process.asked_of();
  Answer answer = perform(process, process.asked(), world);
  if (tell_) {
    tell_of(process, describe(process.asked()) + " -> " +
                         (answer.error           ? answer.error->message
                          : answer.infos.empty() ? "ok"
                                                 : std::to_string(answer.infos.size())));
  }
  if (&world == &landing_) oracle_.check(landing_.changed);
  process.go_on(std::move(answer));
  return process.has_ended() ? end(process) : Stepped::GoesOn;
}

Schedule::Stepped Schedule::end(Process& process) {
  const std::string name = process.name(), how = process.end();
  if (tell_) tell_of(process, "ends: " + how);
  ended_[name] = how;
  ++figures_["processes that ended " + how];
  if (name.starts_with("run") && how == "done") oracle_.check_taken(process.began);
  remove(process);
  return Stepped::Ended;
}

/// Ends a process before its operation, after it, or while it is under way.
void Schedule::kill(Process& process) {
  const Op op = process.asked();
  World& world = process.asked_of();
  ++figures_["kills"];
  const int when = chance_.among({0, 1, 2});
  if (tell_)
    tell_of(process, fmt::format("is killed {} {}",
                                 when == 0   ? "before"
                                 : when == 1 ? "after"
                                             : "during",
                                 describe(op)));
  ended_[process.name()] = "killed";
  if (chance_.happens(0.5)) landing_.gone.push_back(process.name());
  remove(process);
  if (!writes(op.verb)) return;
  if (when == 1) world.perform(op);
  if (when == 2) world.send_late(op, age_);
  oracle_.check(landing_.changed);
}

void Schedule::remove(Process& process) {
  ending_ -= process.loops ? 0 : 1;
  if (process.dropped > 0) figures_["tasks dropped"] += process.dropped;
  processes_.remove_if([&](const auto& each) { return each.get() == &process; });
}

/// Decides what becomes of an operation.
Answer Schedule::perform(const Process&, const Op& op, World& world) {
  const double often = op.verb == Verb::PutIfAbsent ? chances_.commit_error : chances_.error;
  if (&world != &landing_ || !chance_.happens(often)) return world.perform(op);
  if (!writes(op.verb)) {
    if (chance_.happens(0.2)) return sent(ErrorCode::Io, ErrorClass::Retryable, "cannot be read");
    return world.perform(op);
  }
  ++figures_["writes that failed"];
  const double fate = chance_.number();
  if (fate < 0.35) {
    world.perform(op);
    return unknown();
  }
  if (fate < 0.7) {
    world.send_late(op, age_);
    return unknown();
  }
  if (op.verb == Verb::PutIfAbsent && fate < 0.8)
    return sent(ErrorCode::Io, ErrorClass::Retryable, "conflict, try again");
  if (op.verb == Verb::PutIfAbsent && fate < 0.9) {
    world.perform(op);
    return sent(ErrorCode::Exists, ErrorClass::Permanent, "it stands there");
  }
  return sent(ErrorCode::Io, ErrorClass::Permanent, "nothing was written");
}

void Schedule::disturb() {
  if (!landing_.late.empty() && chance_.happens(chances_.land)) land(chance_.below(landing_.late.size()));
  while (!landing_.late.empty() && landing_.late.front().sent + kLateMax < age_) land(0);
  if (chance_.happens(chances_.jump)) {
    ++figures_["clock jumps"];
    jump(chance_.among({-2 * kLease, 2 * kLease, 2 * kLease, 2 * kLease, 2 * kRetention}));
  }
  if (chance_.happens(chances_.change)) {
    const double which = chance_.number(), same = chance_.number();
    say("source: " + source_.change(which, same, chance_.number(), steps_));
  }
  if (chance_.happens(chances_.lose)) lose_a_node();
  if (chance_.happens(chances_.stall)) stall();
}

void Schedule::stall() {
  Process& process = any();
  process.sleeps_until = steps_ + 100 + static_cast<std::int64_t>(chance_.below(500));
  if (tell_) tell_of(process, fmt::format("stands still until {}", process.sleeps_until));
}

void Schedule::jump(Micros by) {
  if (by == 0) return;
  age_ += std::abs(by);
  while (!landing_.late.empty() && landing_.late.front().sent + kLateMax < age_) land(0);
  now_max_ = std::max(now_max_, now_);
  now_ += by;
  say(fmt::format("the clock jumps by {} s", by / 1'000'000));
}

void Schedule::lose_a_node() {
  std::vector<std::string> nodes;
  for (auto at = landing_.objects.lower_bound(layout::kLedger);
       at != landing_.objects.end() && at->first.starts_with(layout::kLedger); ++at) {
    nodes.push_back(at->first);
  }
  if (nodes.empty()) return;
  const std::string& name = nodes[chance_.below(nodes.size())];
  ++figures_["ledger nodes lost"];
  landing_.objects.erase(name);
  say("is lost: " + name);
}

void Schedule::land(std::size_t at) {
  ++figures_["writes that landed late"];
  const Op op = landing_.land(at);
  if (tell_) say("lands late: " + describe(op));
  oracle_.check(landing_.changed);
}

void Schedule::say(const std::string& what) {
  if (tell_) tell_(fmt::format("{:5} {}", steps_, what));
}

}  // namespace headgate::schedule
