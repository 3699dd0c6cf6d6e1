// SPDX-License-Identifier: Apache-2.0
#include "answers/find/search.h"

#include <mutex>

#include "base/parallel.h"

namespace headgate::find {

Status Search::scan(const LiveTask& task, const std::string& final_name,
                    const std::vector<std::string>& columns, const TakeRow& take) const {
  TRY(const std::string file, snapshot.place_of(task, final_name));
  return scan_rows(format, snapshot.store(), file, columns, take);
}

Status Search::look_through(ByteView what, std::size_t files,
                            const std::function<Status(std::size_t)>& look) const {
  std::mutex mutex;
  std::size_t done = 0;
  if (tell) tell(what, done, files);
  const auto look_and_tell = [&](std::size_t i) -> Status {
    TRY_OK(look(i));
    if (!tell) return {};
    const std::lock_guard lock(mutex);
    tell(what, ++done, files);
    return {};
  };
  return in_parallel(threads, files, look_and_tell, "end what else runs on this machine");
}

}  // namespace headgate::find
