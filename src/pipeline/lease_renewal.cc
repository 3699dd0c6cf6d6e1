// SPDX-License-Identifier: Apache-2.0
#include "pipeline/lease_renewal.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>
#include <utility>

#include "commit/lease.h"

namespace headgate {

namespace {

constexpr Micros kMinute = Micros{60} * 1'000'000;

/// Tells once of each other run that is at work; says whether there is none.
Result<bool> is_alone(const Workplace& workplace, const std::string& run, std::vector<std::string>& met) {
  TRY(const auto leases, list_leases(workplace.landing));
  bool alone = true;
  for (const Lease& lease : leases) {
    if (lease.run == run) continue;
    TRY(const bool at_work, stands(workplace.landing, lease, workplace.clock()));
    if (!at_work) continue;
    alone = false;
    if (std::find(met.begin(), met.end(), lease.run) != met.end()) continue;
    met.push_back(lease.run);
    workplace.observer.notify(OtherRunAtWork{lease.run, lease.verb, lease.host, lease.process,
                                             format_time(lease.expires), workplace.settings.wait});
  }
  return alone;
}

}  // namespace

Status renew_lease(const Workplace& workplace, const std::string& run, const std::string& verb,
                   Micros since) {
  const Micros length = static_cast<Micros>(workplace.settings.lease_minutes) * kMinute;
  Lease lease = make_lease(workplace.landing, run, verb, workplace.clock(), length);
  lease.since = since;
  return keep_lease(workplace.landing, lease);
}

Status keep_shared_lease(const Workplace& workplace, const std::string& run, const std::string& verb,
                         Micros length) {
  Lease lease = make_lease(workplace.landing, run, verb, workplace.clock(), length);
  lease.writer.clear();
  return keep_lease(workplace.landing, lease);
}

Result<Met> meet_others(const Workplace& workplace, Committer& landing, const std::string& run,
                        const std::string& verb, Micros since) {
  constexpr std::uint64_t kPauseMin = 100, kPauseMax = 300;  // Milliseconds.
  Met met;
  for (std::mt19937_64 chance(std::random_device{}());;) {
    TRY(const bool alone, is_alone(workplace, run, met.others));
    if (!workplace.settings.wait || (alone && met.has_lease)) return met;
    if (alone) {
      // Others that waited for the same end go on at this moment, too. Each says so and looks again: of those
      // that see one another nobody stays, and they come back one after the other.
      TRY_OK(landing.begin());
      TRY_OK(renew_lease(workplace, run, verb, since));
      met.has_lease = true;
      continue;
    }
    if (std::exchange(met.has_lease, false)) TRY_OK(end_lease(workplace.landing, run));
    if (workplace.stop != nullptr && *workplace.stop) return fail(ErrorCode::Interrupted, "interrupted");
    std::this_thread::sleep_for(
        std::chrono::milliseconds(std::uniform_int_distribution(kPauseMin, kPauseMax)(chance)));
  }
}

}  // namespace headgate
