// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "commit/records.h"
#include "contract/contract.h"
#include "pipeline/settings.h"
#include "sink/table_format.h"

namespace headgate {

/// Names the version of everything in the engine that decides about bytes under data/. It is raised with each
/// change of them; the version of the table format is added to it.
constexpr const char* kDataVersion = "5";

/// Names the version of the data that this engine and this table format write.
std::string data_version(const TableFormat& format);

/// Gives the hash of all that decides about outputs besides the objects: contracts, settings, data_version.
std::string plan_hash(const Contracts& contracts, const Settings& settings, const std::string& data_version);
/// The same for contracts of which only the hashes are known, in the order of a commit.
std::string plan_hash(const std::vector<NamedHash>& contracts, const Settings& settings,
                      const std::string& data_version);

}  // namespace headgate
