// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "apps/sample/clean_event.h"

namespace headgate::sample {

/// Describes one way to break a contract: the value at `pointer` becomes `value`, or goes where that is
/// empty.
struct ContractFault {
  std::uint8_t kinds;
  ByteView pointer;
  ByteView value;
  ByteView cause;
};

/// Says whether `fault` is one of `kind`. An event of that kind may still lack the member.
bool concerns(const ContractFault& fault, Kind kind);

/// Lists the faults that real event files have.
std::span<const ContractFault> usual_contract_faults();

/// Lists the others that the contracts forbid. Left out is what JSON Schema and Cerberus see differently:
/// true as an integer, 1.0 as an integer, true as a float.
std::span<const ContractFault> rare_contract_faults();

}  // namespace headgate::sample
