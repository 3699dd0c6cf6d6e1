// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "contract/column.h"

namespace headgate {

/// Says how a column may not go on from `before` to `after`, which has the same name: rows that are written
/// already would mean something else. Empty where it may.
std::string incompatible_change(const Column& before, const Column& after);

}  // namespace headgate
