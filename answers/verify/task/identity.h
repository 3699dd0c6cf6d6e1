// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "answers/verify/read/json_text.h"
#include "base/time.h"

namespace headgate::verify {

/// How an event is recognised: docs/events.md. Pointers are their tokens.
struct IdentityRules {
  struct Service {
    std::vector<std::string> pointer;
    std::string after;  ///< Where not empty, what stands behind the last of these counts.
  };
  std::vector<std::string> record_type, event_id, event_time;
  std::vector<std::pair<std::string, std::string>> record_types;  ///< From what the event says to our word.
  std::vector<Service> services;
};

struct Identity {
  std::string service, record_type;     ///< Empty where not known.
  std::optional<std::string> event_id;  ///< Nothing where no text stands there.
  std::optional<Micros> event_time;
};

/// Recognises an event.
Identity identify(const IdentityRules& rules, const JsonText& event);

}  // namespace headgate::verify
