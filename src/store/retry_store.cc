// SPDX-License-Identifier: Apache-2.0
#include "store/retry_store.h"

#include <algorithm>
#include <random>
#include <thread>
#include <type_traits>

#include "base/parallel.h"

namespace headgate {

std::chrono::milliseconds pause_after(unsigned tries, const RetryPolicy& policy) {
  thread_local std::minstd_rand chance(std::random_device{}());
  const auto doubled = policy.first_pause * (1LL << std::min(tries - 1, 30U));
  const auto longest = std::min<std::chrono::milliseconds>(doubled, policy.longest_pause);
  return std::chrono::milliseconds(
      std::uniform_int_distribution(longest.count() / 2, longest.count())(chance));
}

bool pause_thread(const Wait& wait) {
  std::this_thread::sleep_for(wait.pause);
  return true;
}

/// Waits before the next try; where there shall be none, the error says that, too.
bool RetryStore::wait(unsigned tried, Error& why) {
  if (repeats_left_.fetch_sub(1) <= 0) {
    ++repeats_left_;
    why.message += ". Too much has failed before: nothing is tried again now";
    return false;
  }
  const unsigned tries = tried + 1;
  if (pause_({root(), why, tries, pause_after(tries, policy_)})) return true;
  why.code = ErrorCode::Interrupted;
  why.message = "interrupted while it waited: " + why.message;
  return false;
}

void RetryStore::went_well() {
  if (repeats_left_ < policy_.repeats_max) ++repeats_left_;
}

template <class Try>
std::invoke_result_t<Try> RetryStore::again(Try attempt, Repeats repeats) {
  for (unsigned tried = 0;; ++tried) {
    auto answer = attempt();
    if (answer) went_well();
    if (answer || tried + 1 >= policy_.tries) return answer;
    const ErrorClass kind = answer.error().kind;
    if (kind == ErrorClass::Permanent) return answer;
    if (kind == ErrorClass::OutcomeUnknown && repeats == Repeats::Refused) return answer;
    if (!wait(tried, answer.error())) return answer;
  }
}

template <class Try>
std::invoke_result_t<Try> RetryStore::read_again(Try attempt) {
  auto answer = again(std::move(attempt));
  if (!answer && answer.error().kind == ErrorClass::OutcomeUnknown)
    answer.error().kind = ErrorClass::Retryable;
  return answer;
}

class RetryStore::Source : public ByteSource {
 public:
  Source(RetryStore& store, std::unique_ptr<ByteSource> inner, std::string name, std::string etag,
         std::uint64_t offset, std::uint64_t length)
      : store_(store),
        inner_(std::move(inner)),
        name_(std::move(name)),
        etag_(std::move(etag)),
        at_(offset),
        left_(length) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    // Without an etag nobody knows whether what is opened again is the same: the one that is open is read on.
    if (etag_.empty()) {
      return store_.read_again([&] { return inner_->read(buffer, size); });
    }
    const auto n = store_.read_again([&]() -> Result<std::size_t> {
      if (inner_ == nullptr) {
        TRY(inner_, store_.inner_.open(name_, etag_, at_, left_));
      }
      auto read = inner_->read(buffer, size);
      if (!read) inner_ = nullptr;
      return read;
    });
    if (n) at_ += *n;
    if (n && left_ != kToEnd) left_ -= *n;
    return n;
  }

 private:
  RetryStore& store_;
  std::unique_ptr<ByteSource> inner_;  ///< Nothing behind a read that failed.
  std::string name_, etag_;
  std::uint64_t at_, left_;
};

Result<ListedPage> RetryStore::list_page(const std::string& prefix, const std::string& after,
                                         Unlistable* unlistable) {
  const std::size_t known = unlistable == nullptr ? 0 : unlistable->size();
  return read_again([&] {
    if (unlistable != nullptr) unlistable->resize(known, {{}, Error{ErrorCode::Unknown, ""}});
    return inner_.list_page(prefix, after, unlistable);
  });
}

Result<std::vector<std::string>> RetryStore::folders(const std::string& prefix) {
  return read_again([&] { return inner_.folders(prefix); });
}

Result<ObjectInfo> RetryStore::stat(const std::string& name) {
  return read_again([&] { return inner_.stat(name); });
}

Result<std::unique_ptr<ByteSource>> RetryStore::open(const std::string& name, const std::string& etag,
                                                     std::uint64_t offset, std::uint64_t length) {
  TRY(auto source, read_again([&] { return inner_.open(name, etag, offset, length); }));
  return std::make_unique<Source>(*this, std::move(source), name, etag, offset, length);
}

class RetryStore::Sink : public ByteSink {
 public:
  Sink(RetryStore& store, std::unique_ptr<ByteSink> inner) : store_(store), inner_(std::move(inner)) {}

  Status append(ByteView bytes) override {
    return store_.again([&] { return inner_->append(bytes); }, Repeats::Refused);
  }
  Status finish() override {
    return store_.again([&] { return inner_->finish(); }, Repeats::Refused);
  }

 private:
  RetryStore& store_;
  std::unique_ptr<ByteSink> inner_;
};

Result<std::unique_ptr<ByteSink>> RetryStore::create(const std::string& name) {
  TRY(auto sink, again([&] { return inner_.create(name); }));
  return std::make_unique<Sink>(*this, std::move(sink));
}

Status RetryStore::put(const std::string& name, ByteView bytes) {
  return again([&] { return inner_.put(name, bytes); });
}

Status RetryStore::put_if_absent(const std::string& name, ByteView bytes) {
  bool may_stand = false;
  unsigned unknown = 0;
  for (unsigned tried = 0;; ++tried) {
    const Status put = inner_.put_if_absent(name, bytes);
    if (put) {
      went_well();
      return put;
    }
    Error why = put.error();
    // What stands there may be what a try before this one put, whatever that was told.
    const bool is_looked_for =
        why.kind == ErrorClass::OutcomeUnknown || (why.code == ErrorCode::Exists && tried > 0);
    if (is_looked_for) {
      may_stand = true;
      const auto standing = again([&] { return inner_.get(name); });
      if (standing && *standing == bytes) return {};
      if (standing) return fail(ErrorCode::Exists, "another object '{}' already stands in {}", name, root());
      why.message += ", and it could not be read back: " + standing.error().message;
      // Absent, it may still land; whichever of the same bytes lands first is ours.
      if (standing.error().code == ErrorCode::NotFound) why.kind = ErrorClass::Retryable;
      ++unknown;
    }
    const bool may_go_on = why.kind == ErrorClass::Retryable && tried + 1 < policy_.tries &&
                           unknown < policy_.tries_unknown && wait(tried, why);
    if (may_go_on) continue;
    if (may_stand) why.kind = ErrorClass::OutcomeUnknown;
    return forward(std::move(why));
  }
}

Status RetryStore::copy(const std::string& source, const std::string& target) {
  return again([&] { return inner_.copy(source, target); });
}

Status RetryStore::copy_all(const std::vector<std::pair<std::string, std::string>>& copies) {
  if (calls_at_once() == 1) return again([&] { return inner_.copy_all(copies); });
  return in_parallel(calls_at_once(), copies.size(),
                     [&](std::size_t i) { return copy(copies[i].first, copies[i].second); });
}

Status RetryStore::remove(const std::string& name) {
  return again([&] { return inner_.remove(name); });
}

Status RetryStore::remove_all(const std::vector<std::string>& names) {
  if (calls_at_once() == 1) return again([&] { return inner_.remove_all(names); });
  return in_parallel(calls_at_once(), names.size(), [&](std::size_t i) { return remove(names[i]); });
}

Result<bool> RetryStore::is_gone(const std::string& writer) {
  return read_again([&] { return inner_.is_gone(writer); });
}

Status RetryStore::remove_unfinished() {
  return again([&] { return inner_.remove_unfinished(); });
}

}  // namespace headgate
