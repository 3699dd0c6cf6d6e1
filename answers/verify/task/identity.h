// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "answers/verify/read/json_text.h"
#include "contract/time_form.h"
#include "schema/name_pattern.h"

namespace headgate::verify {

/// How an event is recognised: docs/events.md. Pointers are their tokens.
struct IdentityRules {
  struct Service {
    std::vector<std::string> pointer;
    std::string after;          ///< Where not empty, what stands behind the last of these counts.
    std::string constant = {};  ///< Where not empty, the service.
    std::optional<NamePattern> pattern = {};  ///< Where there is one, the object's name has the service.
  };
  struct Time {
    std::vector<std::string> pointer;
    TimeForm form;
    std::optional<NamePattern> pattern = {};  ///< Where there is one, the object's name has the time.
  };
  std::vector<std::string> record_type, event_id;
  std::string record_type_constant;  ///< Our word for every event; empty where each says it.
  std::optional<NamePattern> record_type_pattern = {};  ///< Where there is one, the object's name says it.
  std::vector<Time> event_time;                         ///< The first that holds a time in the range counts.
  bool may_lack_time = false;                           ///< A clean event may have none.
  Micros event_time_min = 0, event_time_max = 0;
  std::vector<std::pair<std::string, std::string>>
      record_types;  ///< From what the event says to our word; `*` is any other text.
  std::vector<Service> services;
};

struct Identity {
  std::string service, record_type;     ///< Empty where not known.
  std::optional<std::string> event_id;  ///< Nothing where neither text nor number stands there.
  std::optional<Micros> event_time;
};

/// Recognises an event of an object, named by its label, as a version of the data did.
Identity identify(const IdentityRules& rules, const JsonText& event, ByteView object_label,
                  const std::string& data_version);

}  // namespace headgate::verify
