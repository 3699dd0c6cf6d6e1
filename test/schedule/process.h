// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "test/schedule/fiber.h"
#include "test/schedule/world.h"

namespace headgate::schedule {

/// Is thrown inside a process where it dies. From then on its stores do nothing and answer every call with an
/// error, so that what unwinds cannot tidy up behind a dead process.
struct Killed {};

/// What must never happen.
struct Violation {
  std::string what;
};

/// A process of a schedule: real code on a fiber. It stops at every operation that it asks a store for.
class Process {
 public:
  /// `life` gives how the process ended, in one word.
  Process(std::string name, std::function<std::string(Process&)> life);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() { kill(); }

  [[nodiscard]] const std::string& name() const { return name_; }

  /// Runs up to the first operation.
  void begin();
  /// Answers the operation that is asked for and runs up to the next one.
  void go_on(Answer answer);
  /// Throws Killed into it.
  void kill();

  [[nodiscard]] bool has_ended() const { return fiber_.has_ended(); }
  /// The word of its end; empty where it was killed.
  [[nodiscard]] const std::string& end() const { return end_; }
  /// The operation that is asked for, and of which world.
  [[nodiscard]] const Op& asked() const { return *asked_; }
  [[nodiscard]] World& asked_of() const { return *asked_of_; }

  /// Asks for an operation; called inside.
  Answer ask(World& world, const Op& op);

  std::function<void()> complain;  ///< Set inside by what it found violated; thrown outside.
  std::int64_t began = 0;          ///< The step at which it began.
  std::int64_t sleeps_until = 0;   ///< A step.
  std::uint64_t steps = 0;         ///< Its own, since faults stopped.
  std::uint64_t dropped = 0;       ///< Tasks that another run was faster with.
  std::uint64_t passes = 0;        ///< Of a collector.
  bool loops = false;

 private:
  void enter();

  std::string name_, end_;
  bool is_dead_ = false;
  const Op* asked_ = nullptr;
  World* asked_of_ = nullptr;
  Answer answer_;
  Fiber fiber_;
};

/// The store of one process over a shared world.
class ProcessStore : public ObjectStore {
 public:
  ProcessStore(Process& process, World& world, std::string root)
      : process_(process), world_(world), root_(std::move(root)) {}

  [[nodiscard]] std::string root() const override { return root_; }
  Result<ListedPage> list_page(const std::string& prefix, const std::string& after,
                               Unlistable* unlistable) override;
  Result<ObjectInfo> stat(const std::string& name) override;
  /// A pinned object is looked at again with each read; else all of it is there once it is opened.
  Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string& etag = {},
                                           std::uint64_t offset = 0, std::uint64_t length = kToEnd) override;
  Result<std::unique_ptr<ByteSink>> create(const std::string& name) override;
  Status put(const std::string& name, ByteView bytes) override;
  Status put_if_absent(const std::string& name, ByteView bytes) override;
  Status copy(const std::string& source, const std::string& target) override;
  Status remove(const std::string& name) override;
  [[nodiscard]] std::string writer() const override { return process_.name(); }
  /// Gives all bytes of an object.
  Result<std::string> read_whole(const std::string& name);
  Result<bool> is_gone(const std::string& writer) override;
  Status remove_unfinished() override;

 private:
  Status write(const Op& op);

  Process& process_;
  World& world_;
  std::string root_;
};

}  // namespace headgate::schedule
