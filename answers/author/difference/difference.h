// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "answers/author/contract_source.h"

namespace headgate::author {

/// Says what a change of a contract does to events and tables, the harmless first.
enum class ChangeKind : std::uint8_t {
  Cosmetic,    ///< Words for people.
  Compatible,  ///< Describes something more; good events stay good.
  Widening,    ///< Accepts more.
  Breaking,    ///< Accepts less, changes a table that exists, or it cannot be told.
};
ByteView name(ChangeKind kind);

/// One change from a contract to the next.
struct Change {
  ChangeKind kind = ChangeKind::Breaking;
  std::string
      where;         ///< A pointer into events (`/detail/tags/*`), `column rating`, or a key of the contract.
  std::string what;  ///< What changed and what that means, in one sentence.
  std::string before,
      after;  ///< Where it stands in the files, `file:line:column`; empty where it stands in one only.
};

/// Compares two contracts, part by part. What it cannot judge it calls breaking, and says so.
std::vector<Change> difference(const ContractSource& before, const ContractSource& after);

}  // namespace headgate::author
