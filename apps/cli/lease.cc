// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/lease.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace headgate::cli {

namespace {

const std::string kLeases = "_headgate/leases/";

std::string lease_name(const std::string& run) { return kLeases + run + "/lease.json"; }

Result<Lease> read_lease(ObjectStore& landing, const std::string& name) {
  TRY(const std::string text, landing.get(name));
  const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  std::optional<Micros> expires;
  if (json.is_object() && json.contains("run") && json["run"].is_string() && json.contains("expires") &&
      json["expires"].is_string()) {
    expires = parse_time(json["expires"].get<std::string>());
  }
  if (!expires) return fail(ErrorCode::Corrupt, "{}/{} is no lease", landing.root(), name);
  return Lease{json["run"].get<std::string>(), *expires};
}

}  // namespace

Status keep_lease(ObjectStore& landing, const Lease& lease) {
  const nlohmann::ordered_json json = {{"run", lease.run}, {"expires", format_time(lease.expires)}};
  return landing.put(lease_name(lease.run), json.dump(2) + "\n");
}

Status end_lease(ObjectStore& landing, const std::string& run) { return landing.remove(lease_name(run)); }

Result<bool> lease_stands(ObjectStore& landing, const std::string& run) {
  const auto lease = landing.stat(lease_name(run));
  if (lease) return true;
  if (lease.error().code == ErrorCode::NotFound) return false;
  return forward(lease.error());
}

Result<std::vector<Lease>> list_leases(ObjectStore& landing) {
  std::vector<Lease> leases;
  TRY(const auto objects, landing.list(kLeases));
  for (const ObjectInfo& object : objects) {
    if (!object.name.ends_with("/lease.json")) continue;
    auto lease = read_lease(landing, object.name);
    if (!lease && lease.error().code == ErrorCode::NotFound) continue;  // That run has just ended.
    if (!lease) return forward(lease.error());
    leases.push_back(std::move(*lease));
  }
  return leases;
}

Status check_leases(ObjectStore& landing) {
  TRY(const auto leases, list_leases(landing));
  for (const Lease& lease : leases) {
    if (lease.expires > now()) {
      return fail(ErrorCode::Busy,
                  "the run {} is at work on this landing, with workers, until {} at most: wait for its end, "
                  "or remove {}/{} if it is dead",
                  lease.run, format_time(lease.expires), landing.root(), lease_name(lease.run));
    }
    TRY_OK(end_lease(landing, lease.run));
  }
  return {};
}

}  // namespace headgate::cli
