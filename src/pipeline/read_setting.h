// SPDX-License-Identifier: Apache-2.0
// Internal to pipeline.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "contract/configuration.h"

namespace headgate {

// Each reads the one value of a setting; Configuration with its place where it is none such.
Result<std::string> one_value(const Setting& setting);
Result<std::uint64_t> read_bytes(const Setting& setting, std::uint64_t min);
Result<std::uint64_t> read_count(const Setting& setting, std::uint64_t min, std::uint64_t max);
Result<bool> read_truth(const Setting& setting);
/// Reads a text of at most 256 bytes of UTF-8.
Result<std::string> read_short_text(const Setting& setting);

/// Reads a list of beginnings of names; true is that of all names, false is none.
Status set_prefixes_or_truth(std::vector<std::string>& prefixes, const Setting& setting);

}  // namespace headgate
