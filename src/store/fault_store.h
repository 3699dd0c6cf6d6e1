// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/object_store.h"

namespace headgate {

enum class Operation {
  List,
  Stat,
  Open,
  Read,
  Create,
  Append,
  Finish,
  Put,
  PutIfAbsent,
  Copy,
  Remove,
  RemoveUnfinished,
  IsGone
};

std::string_view operation_name(Operation operation);

/// Records one operation that reached the store: what a plan decides by, and what a test loops over. Copies
/// and removals of many are one call for each.
struct Call {
  Operation operation;
  std::string name;
  std::uint64_t bytes = 0;  ///< That were given to append or put, or that a read gave back.
  std::uint64_t names = 0;  ///< That a page of a listing gave back.
};

/// Sums up calls: what a test of costs compares.
struct Cost {
  std::uint64_t calls = 0, bytes = 0, names = 0;
  bool operator==(const Cost&) const = default;
};

/// Names sets of calls. A FaultRule numbers the calls of its set 0, 1, 2, ...
using CallSet = std::function<bool(const Call&)>;
bool any_call(const Call& call);
/// Holds every call that can change what is stored, a sink's included.
bool mutates(const Call& call);
CallSet only(Operation operation);

enum class Fault {
  Fail,        ///< Nothing happens and `error` is the answer.
  KillBefore,  ///< The process dies, nothing happened.
  KillAfter,   ///< The process dies right after it happened.
  LoseAnswer,  ///< It happens, and the answer is OutcomeUnknown.
  LandLate,  ///< The answer is OutcomeUnknown, and it happens when the test calls land(). What has no effect
             ///< that could wait (reads, create, append) loses its answer instead.
  ShortWrite,    ///< The first half of an append is written, then `error` is the answer; elsewhere the same
                 ///< as Fail.
  AnswerExists,  ///< It happens, and a put_if_absent answers Exists: what a client that retries by itself
                 ///< hears of its own write (an "own 412"). Whatever else is retried gives its own answer.
};

/// Fails the way disks and stores do.
Error io_error();
Error no_space();
Error throttled();
/// Answers 409: two writers met, nothing happened, try again.
Error conflict();
/// Answers 200 with an error in the body: a copy or an upload of parts that may have happened or not.
Error error_in_body();
/// Answers 5xx: nobody knows whether it happened.
Error server_error();

struct FaultRule {
  Fault fault = Fault::Fail;
  std::uint64_t at = 0;  ///< The number of the call, counted over `among`.
  CallSet among = mutates;
  bool for_ever = false;  ///< Also every later call of the set.
  Error error = io_error();
};

/// Applies to each call the first rule that names it; an empty plan changes nothing.
using FaultPlan = std::vector<FaultRule>;

/// Reads a rule from `<fault>@<number>[+][:<calls>]`: `kill-after@17`, `fail-enospc@3+:append`. A `+` is for
/// ever; the calls are `mutates` (which is meant where none are named), `any`, or the name of an operation.
/// Configuration, with what there is to choose from, where it is none.
Result<FaultRule> read_fault(const std::string& text);

/// Is thrown where the process would have died. Only a test catches it. From then on the store does nothing
/// any more and answers every call with an Io error, so that what unwinds, or still runs in other threads,
/// cannot tidy up behind a dead process.
struct Killed {};

/// Says what dying is; never returns.
using Die = std::function<void()>;
[[noreturn]] void throw_killed();

/// Puts a plan of faults before another store, which has to outlive it and shows afterwards what really
/// happened.
///
///     for (std::uint64_t at = 0;; ++at) {
///       MemoryStore store;
///       FaultStore faulty(store, {{.fault = Fault::KillAfter, .at = at}});
///       try { run(faulty); } catch (const Killed&) {}
///       run(store), check(store);
///       if (faulty.count(mutates) <= at) break;
///     }
class FaultStore : public ObjectStore {
 public:
  explicit FaultStore(ObjectStore& inner, FaultPlan plan = {}, Die die = throw_killed);

  [[nodiscard]] std::string root() const override;
  [[nodiscard]] Facts facts() const override;
  Result<ListedPage> list_page(const std::string& prefix, const std::string& after,
                               Unlistable* unlistable) override;
  Result<ObjectInfo> stat(const std::string& name) override;
  Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string& etag = {},
                                           std::uint64_t offset = 0, std::uint64_t length = kToEnd) override;
  Result<std::unique_ptr<ByteSink>> create(const std::string& name) override;
  Status put(const std::string& name, ByteView bytes) override;
  Status put_if_absent(const std::string& name, ByteView bytes) override;
  Status copy(const std::string& source, const std::string& target) override;
  Status remove(const std::string& name) override;
  [[nodiscard]] unsigned calls_at_once() const override;
  [[nodiscard]] std::optional<Traffic> traffic() const override;
  [[nodiscard]] std::string writer() const override;
  Result<bool> is_gone(const std::string& writer) override;
  Status remove_unfinished() override;

  /// Gives every call so far, in order.
  [[nodiscard]] std::vector<Call> calls() const;
  [[nodiscard]] std::uint64_t count(const CallSet& among = any_call) const;
  [[nodiscard]] Cost cost(const CallSet& among = any_call) const;

  /// Applies what was planned to land late, in order. Its answers reach nobody.
  void land();

  struct Faults;

 private:
  std::shared_ptr<Faults> faults_;
};

}  // namespace headgate
