// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/object_store.h"

namespace headgate {

/// How often to try, and how long to wait in between: a random part of a time that doubles.
struct RetryPolicy {
  unsigned tries = 9;
  unsigned tries_unknown = 6;  ///< Of a put_if_absent of which nothing is to be seen.
  std::chrono::milliseconds first_pause{100}, longest_pause{10'000};
  int repeats_max = 1000;
};

/// Gives how long to wait behind so many tries: about twice as long each time. Those that were refused
/// together must not come back together, so that chance has a part in it.
std::chrono::milliseconds pause_after(unsigned tries, const RetryPolicy& policy);

/// Says what is waited for before a call is tried again.
struct Wait {
  std::string root;
  Error why;
  unsigned tries;  ///< So many there were.
  std::chrono::milliseconds pause;
};

/// Waits; false where nothing shall be tried again, since somebody wants to stop. Any thread.
using Pause = std::function<bool(const Wait&)>;
/// Sleeps on this thread.
bool pause_thread(const Wait& wait);

/// Puts patience before a store that is far away, by the class of an error. Permanent: told at once.
/// Retryable: nothing happened, it is tried again. Outcome unknown: it is tried again, too, until an answer
/// confirms it, since all but one of the calls leave the same when they are made twice. That one is
/// put_if_absent, which is read back: the same bytes are ours, others are Exists, and where none stand the
/// same bytes are put again, a few times; then it may still land, and the outcome stays unknown. (To append
/// is another; a store's own sink knows what may be sent again.) A source goes on behind what it has read
/// where it was pinned by an etag. Many copies and removals go side by side, as many as the store takes at
/// once.
///
/// All calls together have `repeats_max` repeats, and get one back for each that goes well: where a server is
/// gone, errors are told at once when those are used up.
/// `inner` has to outlive it and what it opened.
class RetryStore : public ObjectStore {
 public:
  explicit RetryStore(ObjectStore& inner, RetryPolicy policy = {}, Pause pause = pause_thread)
      : inner_(inner), policy_(policy), pause_(std::move(pause)) {}
  /// Owns what it is patient with.
  explicit RetryStore(std::unique_ptr<ObjectStore> inner, RetryPolicy policy = {}, Pause pause = pause_thread)
      : owned_(std::move(inner)), inner_(*owned_), policy_(policy), pause_(std::move(pause)) {}

  [[nodiscard]] std::string root() const override { return inner_.root(); }
  [[nodiscard]] Facts facts() const override { return inner_.facts(); }
  Result<ListedPage> list_page(const std::string& prefix, const std::string& after,
                               Unlistable* unlistable) override;
  Result<std::vector<std::string>> folders(const std::string& prefix) override;
  Result<ObjectInfo> stat(const std::string& name) override;
  Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string& etag = {},
                                           std::uint64_t offset = 0, std::uint64_t length = kToEnd) override;
  Result<std::unique_ptr<ByteSink>> create(const std::string& name) override;
  Status put(const std::string& name, ByteView bytes) override;
  Status put_if_absent(const std::string& name, ByteView bytes) override;
  Status copy(const std::string& source, const std::string& target) override;
  Status copy_all(const std::vector<std::pair<std::string, std::string>>& copies) override;
  Status remove(const std::string& name) override;
  Status remove_all(const std::vector<std::string>& names) override;
  [[nodiscard]] unsigned calls_at_once() const override { return inner_.calls_at_once(); }
  [[nodiscard]] std::optional<Traffic> traffic() const override { return inner_.traffic(); }
  [[nodiscard]] std::string writer() const override { return inner_.writer(); }
  Result<bool> is_gone(const std::string& writer) override;
  Status remove_unfinished() override;

 private:
  class Source;
  class Sink;

  enum class Repeats { Refused, Unconfirmed };  ///< What did not happen; also what may have.

  template <class Try>
  std::invoke_result_t<Try> again(Try attempt, Repeats repeats = Repeats::Unconfirmed);
  /// The same for what changes nothing: of that no outcome is unknown.
  template <class Try>
  std::invoke_result_t<Try> read_again(Try attempt);
  bool wait(unsigned tried, Error& why);
  void went_well();

  std::unique_ptr<ObjectStore> owned_;  ///< Nothing where another owns it.
  ObjectStore& inner_;
  const RetryPolicy policy_;
  const Pause pause_;
  std::atomic<int> repeats_left_ = policy_.repeats_max;
};

}  // namespace headgate
