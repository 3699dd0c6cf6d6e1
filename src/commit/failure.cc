// SPDX-License-Identifier: Apache-2.0
#include "commit/failure.h"

#include "commit/record_text.h"
#include "layout/layout.h"

namespace headgate {

Status keep_failure(ObjectStore& landing, const Failure& failure) {
  TRY([[maybe_unused]] const ObjectInfo record, landing.stat(layout::kRecord));
  const Json json = {{"run", failure.run},
                     {"verb", failure.verb},
                     {"time", format_time(failure.time)},
                     {"message", to_utf8_lossy(failure.message)}};
  return landing.put(layout::kLastFailure, record_text(json, 2) + "\n");
}

Result<std::optional<Failure>> last_failure(ObjectStore& landing) {
  const auto text = landing.get(layout::kLastFailure);
  if (!text && text.error().code == ErrorCode::NotFound) return std::nullopt;
  if (!text) return forward(text.error());
  const auto read = read_record(*text, layout::kLastFailure, [](const Json& json) {
    return Failure{json.at("run"), json.at("verb"),
                   parse_time(json.at("time").get<std::string>()).value_or(0), json.at("message")};
  });
  return read ? std::optional(*read) : std::nullopt;
}

Result<bool> came_commit_after(const CommitLog& log, const Failure& failure) {
  const CommitKind kind = failure.verb == "reprocess" ? CommitKind::Rewrite : CommitKind::Run;
  for (std::uint64_t seq = log.head(); seq > 0; --seq) {
    TRY(const CommitRecord commit, log.commit_record(seq));
    if (commit.time <= failure.time) return false;
    if (commit.kind == kind) return true;
  }
  return false;
}

}  // namespace headgate
