// SPDX-License-Identifier: Apache-2.0
#include "commit/lease.h"

#include <unistd.h>

#include "commit/record_text.h"
#include "layout/layout.h"

namespace headgate {

namespace {

Lease read_lease(const std::string& text, const std::string& run) {
  Lease unread;
  unread.run = run;
  const auto lease = read_record(text, run, [&](const Json& record) {
    Lease read = unread;
    read.verb = record.value("verb", "");
    read.writer = record.value("writer", "");
    read.host = record.value("host", "");
    read.process = record.value("process", std::uint64_t{0});
    read.since = parse_time(record.value("since", "")).value_or(0);
    read.expires = parse_time(record.at("expires").get<std::string>()).value_or(0);
    return read;
  });
  return lease ? *lease : unread;
}

}  // namespace

Lease make_lease(const ObjectStore& landing, const std::string& run, const std::string& verb, Micros now,
                 Micros length) {
  char host[256] = {};
  if (::gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
  return {run, verb, landing.writer(), host, static_cast<std::uint64_t>(::getpid()), now, now + length};
}

Status keep_lease(ObjectStore& landing, const Lease& lease) {
  const Json json = {{"run", lease.run},
                     {"verb", lease.verb},
                     {"writer", lease.writer},
                     {"host", lease.host},
                     {"process", lease.process},
                     {"since", format_time(lease.since)},
                     {"expires", format_time(lease.expires)}};
  return landing.put(layout::lease_name(lease.run), record_text(json, 2) + "\n");
}

Status end_lease(ObjectStore& landing, const std::string& run) {
  return landing.remove(layout::lease_name(run));
}

Result<std::vector<Lease>> list_leases(ObjectStore& landing) {
  std::vector<Lease> leases;
  TRY(const auto objects, landing.list(layout::kLeases));
  for (const ObjectInfo& object : objects) {
    const std::string run = layout::run_of(object.name, layout::kLeases);
    if (object.name != layout::lease_name(run)) continue;
    const auto text = landing.get(object.name);
    if (!text && text.error().code == ErrorCode::NotFound) continue;  // That run has just ended.
    if (!text) return forward(text.error());
    leases.push_back(read_lease(*text, run));
  }
  return leases;
}

Result<bool> stands(ObjectStore& landing, const Lease& lease, Micros now) {
  if (lease.expires < now) return false;
  if (lease.writer.empty()) return true;
  TRY(const bool gone, landing.is_gone(lease.writer));
  return !gone;
}

}  // namespace headgate
