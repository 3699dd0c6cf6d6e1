// SPDX-License-Identifier: Apache-2.0
#include "answers/doctor/promises.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include "base/parallel.h"

namespace headgate::doctor {

namespace {

// Sees a broken promise once in a while only where it breaks in a race: so there are several.
constexpr int kRounds = 5;
constexpr std::size_t kRacers = 16;

/// Makes bytes that differ everywhere, so that a part in the place of another shows.
std::string bytes_of(ByteView word, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; bytes.size() < size; ++i) bytes += fmt::format("{} {:056}\n", word, i);
  bytes.resize(size);
  return bytes;
}

std::string racer(std::size_t number) { return fmt::format("racer {}", number); }

Result<std::string> look_at_race(Trial& trial, const std::string& name) {
  std::array<Status, kRacers> told;
  told.fill(forward(Error{ErrorCode::NoSpace, "the race was not run: let this process have more threads"}));
  std::atomic<std::size_t> here = 0;
  const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  on_threads(
      kRacers,
      [&](std::size_t i) {
        // Not for ever: the system may give fewer threads.
        for (++here; here < kRacers && std::chrono::steady_clock::now() < latest;) std::this_thread::yield();
        told[i] = trial.store().put_if_absent(name, racer(i));
      },
      [] {});
  std::vector<std::size_t> winners;
  for (std::size_t i = 0; i < kRacers; ++i)
    if (told[i]) winners.push_back(i);
  if (winners.size() > 1) return fmt::format("{} of {} were told that they won", winners.size(), kRacers);
  for (const Status& each : told)
    if (!each && each.error().code != ErrorCode::Exists) return forward(each.error());
  if (winners.empty()) return "all were told that another had won";
  TRY(const std::string stands, trial.store().get(name));
  return stands == racer(winners[0]) ? "" : "the bytes of one that lost stand there";
}

Result<std::string> one_winner(Trial& trial) {
  for (int round = 0; round < kRounds; ++round) {
    TRY(const std::string seen, look_at_race(trial, trial.object(fmt::format("race-{}", round))));
    if (!seen.empty()) return seen;
  }
  return "";
}

Result<std::string> taken_stays_taken(Trial& trial) {
  const std::string first = "the first", second = "the second";
  const std::string conditional = trial.object("taken-if-absent"), plain = trial.object("taken");
  TRY_OK(trial.store().put_if_absent(conditional, first));
  TRY_OK(trial.store().put(plain, first));
  for (const std::string& name : {conditional, plain}) {
    const Status again = trial.store().put_if_absent(name, second);
    if (again) return "a second put with the condition that there is none was taken";
    if (again.error().code != ErrorCode::Exists) return forward(again.error());
    TRY(const std::string stands, trial.store().get(name));
    if (stands != first) return "the second put was refused, and its bytes stand there";
  }
  return "";
}

Result<std::string> pinned_reads(Trial& trial) {
  constexpr std::size_t kSize = 100'000;
  const std::string name = trial.object("pinned"), before = bytes_of("before", kSize);
  TRY_OK(trial.store().put(name, before));
  TRY(const ObjectInfo pinned, trial.store().stat(name));
  TRY(const std::string read, trial.read(name, pinned.etag));
  if (read != before) return "other bytes came than were put";
  TRY_OK(trial.store().put(name, bytes_of("behind", kSize)));
  for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{kSize / 2}}) {
    const auto late = trial.read(name, pinned.etag, offset, 1000);
    if (late) return fmt::format("a read from byte {} of the version before gave bytes", offset);
    if (late.error().code != ErrorCode::Changed) return forward(late.error());
  }
  return "";
}

Result<std::string> new_version(Trial& trial) {
  const std::string name = trial.object("version");
  // Of one length, in one second: by these alone the two look the same.
  TRY_OK(trial.store().put(name, "one"));
  TRY(const ObjectInfo one, trial.store().stat(name));
  TRY_OK(trial.store().put(name, "two"));
  TRY(const ObjectInfo two, trial.store().stat(name));
  if (one.etag.empty() || one.etag == two.etag) return "other bytes have no version (ETag) of their own";
  TRY_OK(trial.store().put(name, "two"));
  TRY(const ObjectInfo again, trial.store().stat(name));
  TRY(const std::string read, trial.read(name, again.etag));
  return read == "two" ? "" : "other bytes came than were put last";
}

Result<std::string> fresh_listing(Trial& trial) {
  for (int round = 0; round < kRounds; ++round) {
    const std::string name = trial.object(fmt::format("listing/{}", round));
    TRY_OK(trial.store().put(name, "listed"));
    TRY(const auto listed, trial.store().list(trial.folder("listing")));
    const auto found = std::ranges::find(listed, name, &ObjectInfo::name);
    if (found == listed.end()) return "what was just written is not in a listing";
    TRY(const ObjectInfo info, trial.store().stat(name));
    if (found->etag != info.etag || found->size_bytes != info.size_bytes)
      return "a listing gives another version (ETag) or size than a look at the object";
    TRY_OK(trial.store().remove(name));
    TRY(const auto later, trial.store().list(trial.folder("listing")));
    if (std::ranges::find(later, name, &ObjectInfo::name) != later.end())
      return "what was just removed is still in a listing";
    TRY(const bool stays, trial.is_there(name));
    if (stays) return "what was just removed is still found";
  }
  return "";
}

Result<std::string> ordered_listing(Trial& trial) {
  // By folders `a/` would come first or last; by UTF-16 the last two would change places.
  const char* const names[] = {"a-", "a/x", "a0", "\xef\xbd\x9e", "\xf0\x90\x80\x80"};
  std::vector<std::string> expected;
  for (const char* const name : names) expected.push_back(trial.object(std::string("order/") + name));
  for (auto name = expected.rbegin(); name != expected.rend(); ++name) TRY_OK(trial.store().put(*name, "x"));
  for (const bool is_behind : {false, true}) {
    TRY(const auto listed,
        trial.store().list_after(trial.folder("order"), is_behind ? expected.front() : ""));
    if (is_behind) expected.erase(expected.begin());
    const auto is_same = [](const ObjectInfo& info, const std::string& name) { return info.name == name; };
    if (!std::ranges::equal(listed, expected, is_same))
      return fmt::format("a listing{} is out of order, or not whole", is_behind ? " behind a name" : "");
  }
  return "";
}

Result<std::string> copies(Trial& trial) {
  const std::string source = trial.object("copied"), target = trial.object("copy/of"),
                    none = trial.object("copy/of-none"), bytes = bytes_of("copied", 100'000);
  TRY_OK(trial.store().put(source, bytes));
  // Published again, an equal target stands there.
  for (int time = 0; time < 2; ++time) TRY_OK(trial.store().copy(source, target));
  TRY_OK(trial.store().remove(source));
  TRY(const std::string copied, trial.store().get(target));
  if (copied != bytes) return "a copy has other bytes";
  const Status again = trial.store().copy(source, none);
  if (again) return "a copy of what is not there any more is said to be made";
  if (again.error().code != ErrorCode::NotFound) return forward(again.error());
  TRY(const bool is_there, trial.is_there(none));
  return is_there ? "a copy of what is not there any more made an object" : "";
}

Result<std::string> parts(Trial& trial) {
  const std::string name = trial.object("parts/whole"), bytes = bytes_of("part", 8 * MiB + 64 * KiB);
  TRY(const auto sink, trial.store().create(name));
  for (std::size_t at = 0; at < bytes.size(); at += MiB)
    TRY_OK(sink->append(ByteView(bytes).substr(at, MiB)));
  TRY(const bool is_early, trial.is_there(name));
  TRY(const auto listed, trial.store().list(trial.folder("parts")));
  if (is_early || !listed.empty()) return "it can be seen before it is finished";
  TRY_OK(sink->finish());
  TRY(const ObjectInfo info, trial.store().stat(name));
  if (info.size_bytes != bytes.size())
    return fmt::format("{} bytes were put, and it has {}", bytes.size(), info.size_bytes);
  TRY(const std::string read, trial.read(name, info.etag));
  if (read != bytes) return "other bytes came than were put";
  constexpr std::size_t kSeam = 8 * MiB - 1000;
  TRY(const std::string range, trial.read(name, info.etag, kSeam, 2000));
  return range == bytes.substr(kSeam, 2000) ? "" : "a range of it has other bytes";
}

}  // namespace

const std::vector<Promise>& promises() {
  static const std::vector<Promise> all = {
      {"one_winner", "of 16 that put one name at once with `if there is none`, one wins",
       "runs at work at once overwrite each other's commits: what one of them took is lost, or there twice",
       one_winner},
      {"taken_stays_taken", "a put with `if there is none` leaves a name alone that is taken",
       "a run that was behind overwrites the commits of others: what they took is lost, or there twice",
       taken_stays_taken},
      {"pinned_reads", "a read of a version that was overwritten is refused",
       "of an event file that is overwritten while it is read, one half of each version is taken",
       pinned_reads},
      {"new_version", "what is overwritten has another version (ETag)",
       "new content of an event file is taken for what was read before, and stays out", new_version},
      {"fresh_listing", "a listing shows at once what was written, and no more what was removed",
       "runs do not see each other's commits, and leave or read again what has changed", fresh_listing},
      {"ordered_listing", "a listing is whole, and in the order of the bytes of the names",
       "objects and commits are passed over", ordered_listing},
      {"copies", "a copy inside the store has the same bytes, and none is made of nothing",
       "what is published is not what was judged", copies},
      {"parts", "an object of several parts arrives whole, and is not seen before",
       "large files are torn or refused, or readers see halves of them", parts},
  };
  return all;
}

}  // namespace headgate::doctor
