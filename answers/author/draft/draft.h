// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "answers/inspect/paths.h"
#include "judge/identify.h"

namespace headgate::author {

/// A contract that was drafted from data, as the text of its file.
struct ContractDraft {
  std::string service, record_type;
  std::string file_name;  ///< `microone_event.yaml`
  std::string text;
  std::uint64_t events = 0;
};

/// Events that no contract can be drafted for, and why.
struct Undrafted {
  std::string service, record_type, reason;
  std::uint64_t events = 0;
};

struct Drafts {
  std::vector<ContractDraft> drafts;
  std::vector<Undrafted> undrafted;
};

/// Drafts one contract for each service and record type of a settled profile: everything that the profile was
/// made of is clean under it, and each decision says what it rests on.
Drafts draft_contracts(const inspect::Profile& profile, const Identification& identification,
                       const inspect::Address& address);

}  // namespace headgate::author
