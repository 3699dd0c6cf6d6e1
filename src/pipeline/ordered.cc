// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ordered.h"

namespace headgate {

Status run_jobs(std::vector<std::function<Status()>>& jobs, unsigned threads) {
  struct Nothing {
    std::function<Status()>* job = nullptr;
  };
  std::vector<Nothing> items(std::max(1U, threads));
  std::size_t next = 0;
  return run_ordered(
      items,
      [&](Nothing& item) -> Result<bool> {
        if (next == jobs.size()) return false;
        item.job = &jobs[next++];
        return true;
      },
      [](Nothing&) {},
      [](Nothing& item, std::vector<std::function<Status()>>& later) -> Status {
        later.push_back(std::move(*item.job));
        return {};
      });
}

}  // namespace headgate
