// SPDX-License-Identifier: Apache-2.0
// Internal to pipeline: the settings of how an event is recognised.
#pragma once

#include <string>
#include <vector>

#include "contract/configuration.h"
#include "judge/identify.h"

namespace headgate {

/// Splits a pointer to what an event is recognised by. Refuses one that can lead nowhere: `*` stands for
/// nothing.
Result<PointerTokens> place_in_event(const Setting& setting, const std::string& text);

/// Says what the value of a record type in an event means.
Status set_record_type(Identification& identification, const Setting& setting, const std::string& value);
/// Says where the record type stands; then there is no constant one.
Status set_record_type_place(Identification& identification, const Setting& setting);
/// Says what every event of the source is.
Status set_record_type_constant(Identification& identification, const Setting& setting);
/// Takes `none` and `text`.
Status set_unwrap(Identification& identification, const Setting& setting);
std::string unwrap_text(const Identification& identification);
Status set_event_time_range(Identification& identification, const Setting& setting);
/// Takes places as text: `/time`, `/created as epoch_s`, `/at as %d.%m.%Y %H:%M zone +02:00`,
/// `path (?P<time>[0-9]{4}) as %Y`, and at last `none`.
Status set_event_time(Identification& identification, const Setting& setting);
/// Writes the places as set_event_time() takes them.
std::vector<std::string> event_time_texts(const Identification& identification);
/// Takes `/app`, `/prediction_id after #`, `constant shop`, `path (?P<service>[^/]+)/`.
Status set_services(Identification& identification, const Setting& setting);

/// Writes a place as set_services() takes it.
std::string service_text(const Identification::Service& rule);
/// Writes it as it goes into the plan's hash: a pointer as it was written there from the beginning.
std::string service_data(const Identification::Service& rule);

}  // namespace headgate
