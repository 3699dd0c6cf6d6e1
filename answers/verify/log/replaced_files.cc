// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/replaced_files.h"

#include <fmt/format.h>

#include <vector>

#include "answers/verify/read/lines.h"
#include "base/parallel.h"

namespace headgate::verify {

Status check_replaced_files(ObjectStore& landing, const Listing& listing, const Replay& replay,
                            unsigned threads, Faults& faults) {
  const std::vector<ReplacedFile>& retired = replay.replaced_files();
  std::vector<Faults> found(retired.size());
  TRY_OK(in_parallel(threads, retired.size(), [&](std::size_t i) -> Status {
    const ReplacedFile& file = retired[i];
    const std::string& name = listing[file.place].name;
    const auto content = content_hash(landing, name);
    // Kept for a while, and then deleted: by now, maybe.
    if (!content && content.error().code == ErrorCode::NotFound) return {};
    if (!content) return forward(content.error());
    const auto& [hash, size] = *content;
    if (size != file.size) {
      found[i].add(Invariant::Files, name, "", fmt::format("{} bytes", file.size),
                   fmt::format("{} bytes", size));
    }
    if (hash != file.hash)
      found[i].add(Invariant::Files, name, "", "content with the hash " + file.hash, hash);
    return {};
  }));
  for (Faults& each : found) faults.take(std::move(each));
  return {};
}

}  // namespace headgate::verify
