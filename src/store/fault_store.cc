// SPDX-License-Identifier: Apache-2.0
#include "store/fault_store.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <type_traits>

namespace headgate {

std::string_view operation_name(Operation operation) {
  static constexpr std::array<std::string_view, 13> kNames = {
      "list",   "stat", "open",          "read", "create", "append",
      "finish", "put",  "put_if_absent", "copy", "remove", "remove_unfinished",
      "is_gone"};
  return kNames.at(static_cast<std::size_t>(operation));
}

bool any_call(const Call&) { return true; }

bool mutates(const Call& call) {
  return call.operation >= Operation::Create && call.operation <= Operation::RemoveUnfinished;
}

CallSet only(Operation operation) {
  return [operation](const Call& call) { return call.operation == operation; };
}

Error io_error() { return {ErrorCode::Io, "injected: Input/output error"}; }
Error no_space() { return {ErrorCode::NoSpace, "injected: No space left on device"}; }
Error throttled() { return {ErrorCode::Io, "injected: 503 Slow Down", ErrorClass::Retryable}; }

Error conflict() {
  return {ErrorCode::Io, "injected: 409 Conflict, another writes here", ErrorClass::Retryable};
}
Error error_in_body() {
  return {ErrorCode::Unknown, "injected: 200 OK with an error in the body", ErrorClass::OutcomeUnknown};
}
Error server_error() {
  return {ErrorCode::Unknown, "injected: 500 Internal Error", ErrorClass::OutcomeUnknown};
}

void throw_killed() { throw Killed{}; }

/// Decides and remembers; shared with every source and sink.
struct FaultStore::Faults {
  Faults(ObjectStore& store, FaultPlan faults, Die death)
      : inner(store), plan(std::move(faults)), die(std::move(death)), counted(plan.size()) {}

  /// Does one call the way the plan says. `apply` returns a Result, and owns what it needs to land late.
  template <class Apply>
  std::invoke_result_t<Apply> act(Call call, Apply apply, const std::function<void()>& apply_half = {}) {
    const Operation operation = call.operation;
    const std::string name = call.name;
    std::size_t number = 0;
    const std::optional<FaultRule> rule = next(std::move(call), number);
    if (!rule) return noted(number, apply());
    switch (rule->fault) {
      case Fault::ShortWrite:
        if (apply_half) apply_half();
        [[fallthrough]];
      case Fault::Fail: return forward(rule->error);
      case Fault::KillBefore: die(); std::abort();
      case Fault::KillAfter:
        (void)apply();
        die();
        std::abort();
      case Fault::LandLate:
        if constexpr (std::is_same_v<std::invoke_result_t<Apply>, Status>) {
          if (operation != Operation::Append) {
            const std::lock_guard guard(mutex);
            late.push_back([apply = std::move(apply)]() mutable { (void)apply(); });
            return lost(operation, name);
          }
        }
        [[fallthrough]];
      case Fault::LoseAnswer: (void)noted(number, apply()); return lost(operation, name);
      case Fault::AnswerExists: {
        auto answer = noted(number, apply());
        if (operation != Operation::PutIfAbsent || !answer) return answer;
        return fail(ErrorCode::Exists, "injected: '{}' already stands here, by this very call", name);
      }
    }
    return apply();
  }

  /// Adds to a call what only its answer tells.
  template <class Answer>
  Answer noted(std::size_t number, Answer answer) {
    const std::lock_guard guard(mutex);
    if constexpr (std::is_same_v<Answer, Result<std::size_t>>) {
      if (answer) calls[number].bytes = *answer;
    } else if constexpr (std::is_same_v<Answer, Result<ListedPage>>) {
      if (answer) calls[number].names = answer->objects.size();
    }
    return answer;
  }

  static tl::unexpected<Error> lost(Operation operation, const std::string& name) {
    return forward({ErrorCode::Unknown,
                    fmt::format("injected: no answer to {} '{}'", operation_name(operation), name),
                    ErrorClass::OutcomeUnknown});
  }

  /// Numbers a call and gives the rule that it meets.
  std::optional<FaultRule> next(Call call, std::size_t& number_of_call) {
    const std::lock_guard guard(mutex);
    if (dead) return FaultRule{.error = {ErrorCode::Io, "injected: this process is dead"}};
    const FaultRule* chosen = nullptr;
    for (std::size_t i = 0; i < plan.size(); ++i) {
      if (!plan[i].among(call)) continue;
      const std::uint64_t number = counted[i]++;
      const bool hit = plan[i].for_ever ? number >= plan[i].at : number == plan[i].at;
      if (hit && chosen == nullptr) chosen = &plan[i];
    }
    number_of_call = calls.size();
    calls.push_back(std::move(call));
    if (chosen == nullptr) return {};
    // A kill that happens after the call still has to do the call; nothing else gets through any more.
    dead = chosen->fault == Fault::KillBefore || chosen->fault == Fault::KillAfter;
    return *chosen;
  }

  bool is_dead() {
    const std::lock_guard guard(mutex);
    return dead;
  }

  ObjectStore& inner;
  const FaultPlan plan;
  const Die die;
  std::mutex mutex;
  std::vector<std::uint64_t> counted;  // by rule
  std::vector<Call> calls;
  std::vector<std::function<void()>> late;
  bool dead = false;
};

namespace {

using Faults = FaultStore::Faults;

class FaultSource : public ByteSource {
 public:
  FaultSource(std::shared_ptr<Faults> faults, std::string name, std::unique_ptr<ByteSource> inner)
      : faults_(std::move(faults)), name_(std::move(name)), inner_(std::move(inner)) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    return faults_->act({Operation::Read, name_}, [&] { return inner_->read(buffer, size); });
  }

 private:
  std::shared_ptr<Faults> faults_;
  std::string name_;
  std::unique_ptr<ByteSource> inner_;
};

/// Keeps the sinks of dead processes for ever: the dead remove no temporary files.
void bury(std::shared_ptr<ByteSink> sink) {
  static std::mutex mutex;
  static auto* const graves = new std::vector<std::shared_ptr<ByteSink>>;
  const std::lock_guard guard(mutex);
  graves->push_back(std::move(sink));
}

class FaultSink : public ByteSink {
 public:
  FaultSink(std::shared_ptr<Faults> faults, std::string name, std::unique_ptr<ByteSink> inner)
      : faults_(std::move(faults)), name_(std::move(name)), inner_(std::move(inner)) {}
  FaultSink(const FaultSink&) = delete;
  FaultSink& operator=(const FaultSink&) = delete;
  ~FaultSink() override {
    if (faults_->is_dead()) bury(std::move(inner_));
  }

  Status append(ByteView bytes) override {
    return faults_->act(
        {Operation::Append, name_, bytes.size()}, [&] { return inner_->append(bytes); },
        [&] { (void)inner_->append(bytes.substr(0, bytes.size() / 2)); });
  }

  Status finish() override {
    return faults_->act({Operation::Finish, name_}, [inner = inner_] { return inner->finish(); });
  }

 private:
  std::shared_ptr<Faults> faults_;
  std::string name_;
  std::shared_ptr<ByteSink> inner_;  // shared with a finish that lands late
};

}  // namespace

FaultStore::FaultStore(ObjectStore& inner, FaultPlan plan, Die die)
    : faults_(std::make_shared<Faults>(inner, std::move(plan), std::move(die))) {}

std::string FaultStore::root() const { return faults_->inner.root(); }

Facts FaultStore::facts() const { return faults_->inner.facts(); }

Result<ListedPage> FaultStore::list_page(const std::string& prefix, const std::string& after,
                                         Unlistable* unlistable) {
  return faults_->act({Operation::List, prefix},
                      [&] { return faults_->inner.list_page(prefix, after, unlistable); });
}

Result<ObjectInfo> FaultStore::stat(const std::string& name) {
  return faults_->act({Operation::Stat, name}, [&] { return faults_->inner.stat(name); });
}

Result<std::unique_ptr<ByteSource>> FaultStore::open(const std::string& name, const std::string& etag,
                                                     std::uint64_t offset, std::uint64_t length) {
  TRY(auto source,
      faults_->act({Operation::Open, name}, [&] { return faults_->inner.open(name, etag, offset, length); }));
  return std::make_unique<FaultSource>(faults_, name, std::move(source));
}

Result<std::unique_ptr<ByteSink>> FaultStore::create(const std::string& name) {
  TRY(auto sink, faults_->act({Operation::Create, name}, [&] { return faults_->inner.create(name); }));
  return std::make_unique<FaultSink>(faults_, name, std::move(sink));
}

Status FaultStore::put(const std::string& name, ByteView bytes) {
  return faults_->act(
      {Operation::Put, name, bytes.size()},
      [&store = faults_->inner, name, copy = std::string(bytes)] { return store.put(name, copy); });
}

Status FaultStore::put_if_absent(const std::string& name, ByteView bytes) {
  return faults_->act(
      {Operation::PutIfAbsent, name, bytes.size()},
      [&store = faults_->inner, name, copy = std::string(bytes)] { return store.put_if_absent(name, copy); });
}

Status FaultStore::copy(const std::string& source, const std::string& target) {
  return faults_->act({Operation::Copy, target},
                      [&store = faults_->inner, source, target] { return store.copy(source, target); });
}

Status FaultStore::remove(const std::string& name) {
  return faults_->act({Operation::Remove, name},
                      [&store = faults_->inner, name] { return store.remove(name); });
}

unsigned FaultStore::calls_at_once() const { return faults_->inner.calls_at_once(); }

std::optional<Traffic> FaultStore::traffic() const { return faults_->inner.traffic(); }

std::string FaultStore::writer() const { return faults_->inner.writer(); }

Result<bool> FaultStore::is_gone(const std::string& writer) {
  return faults_->act({Operation::IsGone, writer}, [&] { return faults_->inner.is_gone(writer); });
}

Status FaultStore::remove_unfinished() {
  return faults_->act({Operation::RemoveUnfinished, ""},
                      [&store = faults_->inner] { return store.remove_unfinished(); });
}

std::vector<Call> FaultStore::calls() const {
  const std::lock_guard guard(faults_->mutex);
  return faults_->calls;
}

std::uint64_t FaultStore::count(const CallSet& among) const {
  const std::lock_guard guard(faults_->mutex);
  return static_cast<std::uint64_t>(std::count_if(faults_->calls.begin(), faults_->calls.end(), among));
}

Cost FaultStore::cost(const CallSet& among) const {
  Cost cost;
  const std::lock_guard guard(faults_->mutex);
  for (const Call& call : faults_->calls) {
    if (!among(call)) continue;
    ++cost.calls;
    cost.bytes += call.bytes;
    cost.names += call.names;
  }
  return cost;
}

void FaultStore::land() {
  std::vector<std::function<void()>> late;
  {
    const std::lock_guard guard(faults_->mutex);
    late.swap(faults_->late);
  }
  for (const auto& apply : late) apply();
}

}  // namespace headgate
