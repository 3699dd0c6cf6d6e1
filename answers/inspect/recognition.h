// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/inspect/profile.h"
#include "judge/identify.h"

namespace headgate::inspect {

/// A place that a setting of the identification could name, since what stands there looks like it.
struct IdentifyingPlace {
  std::string setting;              ///< As the setting takes it: `/created as epoch_s`.
  std::uint64_t events = 0;         ///< That hold such a value there.
  std::vector<std::string> values;  ///< Of a record type or a service: all of them.
};

/// Places for each setting, the best first.
struct IdentifyingPlaces {
  std::vector<IdentifyingPlace> event_time, event_id, record_type, service;
};

/// Finds them in a settled profile. Only what recognises more events than the settings in force do, and is
/// reached through objects alone, is one of them.
IdentifyingPlaces find_identifying_places(const Profile& profile, const Identification& rules);

/// Gives how many of the places that settings name hold in nearly every event of a settled profile what they
/// are named for: record type, service, time, and the id. 0 where one of them does not, or where they are too
/// few to tell files of one kind from others. An `/id` that is not there counts against nothing.
/// Where the events lie in wrappers that were not exploded yet, `explode` says where.
std::size_t places_that_fit(const Profile& profile, const Identification& rules, const Explode& explode);

/// Writes each as one JSON object.
std::string to_json(const Recognised& recognised);
std::string to_json(const IdentifyingPlaces& places);

}  // namespace headgate::inspect
