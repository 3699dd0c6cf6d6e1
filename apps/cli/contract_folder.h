// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "contract/contract.h"

namespace headgate::cli {

/// Loads every contract (`*.yaml`) of a folder, in the order of their names. An empty name means the shipped
/// ones: beside an installed program, or in the source tree of one that was just built.
Result<Contracts> load_contracts(const std::string& folder);

}  // namespace headgate::cli
