// SPDX-License-Identifier: Apache-2.0
#include "pipeline/data_version.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace headgate {

std::string data_version(const TableFormat& format) {
  return fmt::format("{}/{}", kDataVersion, format.version());
}

std::string plan_hash(const std::vector<NamedHash>& contracts, const Settings& settings,
                      const std::string& data_version) {
  std::string text = "data_version=" + data_version + "\n" + settings.data_text();
  for (const NamedHash& contract : contracts) text += "contract=" + contract.hash + "\n";
  return hash_hex(text);
}

std::string plan_hash(const Contracts& contracts, const Settings& settings, const std::string& data_version) {
  std::vector<NamedHash> named;
  for (const auto& plan : contracts.plans()) named.push_back({plan->contract, plan->hash});
  return plan_hash(named, settings, data_version);
}

}  // namespace headgate
