// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "apps/sample/clean_event.h"

namespace headgate::sample {

/// Describes one way to break a contract: the value at `pointer` becomes `value`, or goes where that is
/// empty.
struct ContractDefect {
  std::uint8_t kinds;
  ByteView pointer;
  ByteView value;
  ByteView cause;
};

/// Says whether `defect` is one of `kind`. An event of that kind may still lack the member.
bool concerns(const ContractDefect& defect, Kind kind);

/// Lists the defects that real event files have.
std::span<const ContractDefect> usual_contract_defects();

/// Lists the others that the contracts forbid. Left out is what JSON Schema and Cerberus see differently:
/// true as an integer, 1.0 as an integer, true as a float.
std::span<const ContractDefect> rare_contract_defects();

}  // namespace headgate::sample
