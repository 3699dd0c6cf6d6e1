// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cut/tape.h"

// Internal to the scanner `tape`.
namespace headgate {

/// Appends a value of an event in the form of schema/canonical.h: equal values have equal texts.
void append_canonical(const Tape& tape, std::uint32_t at, Arena& scratch, std::string& out);

}  // namespace headgate
