// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace headgate {

/// Gives a new id that nobody else has: for runs and commits, never for data.
std::string make_uid();

}  // namespace headgate
