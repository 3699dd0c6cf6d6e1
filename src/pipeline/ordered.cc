// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ordered.h"

#include <algorithm>
#include <utility>

namespace headgate {

Status run_jobs(std::vector<std::function<Status()>>& jobs, unsigned threads) {
  return in_parallel(
      std::max(1U, threads), jobs.size(),
      [&](std::size_t i) {
        const auto job = std::move(jobs[i]);  // What it holds goes with it.
        return job();
      },
      kMemoryRemedy);
}

}  // namespace headgate
