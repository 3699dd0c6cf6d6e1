// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json_pointer.h"
#include "base/time.h"
#include "contract/contract.h"
#include "cut/tape.h"
#include "judge/frame_parser.h"
#include "judge/identity_place.h"
#include "judge/verdict.h"

namespace headgate {

/// Says how an event is recognised: pipeline configuration, with the rules of the known event files as
/// default.
struct Identification {
  struct Service {
    IdentityPlace place;
    std::string after;  ///< Where not empty, the service is what stands behind the last of these in the text.
    /// Where not empty, the service, whatever the event says; there is no place then.
    std::string constant = {};
  };
  struct Time {
    IdentityPlace place;
    TimeForm form;
  };

  Unwrap unwrap = Unwrap::None;  ///< What becomes of a frame that is a JSON string.
  PointerTokens source = {"source"};
  std::string source_equals = "app.event.file";  ///< In any case of letters. Empty: every source is ours.
  IdentityPlace record_type = {"detail", "type"};
  std::optional<RecordType> record_type_constant;  ///< Of every event; then no place is looked at.
  /// What stands there, and what it means; `*` is any other text.
  std::vector<std::pair<std::string, RecordType>> record_types = {
      {"EFPredictionEvent", RecordType::Prediction}, {"EFEvaluationEvent", RecordType::Event}};
  /// The first that is a text gives the service; one that is missing or null leaves it to the next.
  std::vector<Service> services = {{{"detail", "prediction", "service"}, ""},
                                   {{"detail", "evaluation", "service"}, ""},
                                   {{"detail", "evaluation", "prediction_id"}, "#"}};
  PointerTokens event_id = {"id"};
  /// The first that holds a time inside the range gives the event's; epochs may be texts, too.
  std::vector<Time> event_time = {{{"time"}, {}}};
  bool may_lack_time = false;  ///< An event at none of whose places there is a time is as good as any.
  Micros event_time_min = start_of_year(2000);  ///< The first time that is taken,
  Micros event_time_max = start_of_year(2100);  ///< and the first that is not.

  /// Gives groups of keys that tell an event from the inside of one: where the pointers begin, that of the
  /// record type first, or else that of the service, or the time.
  [[nodiscard]] std::vector<std::vector<std::string>> resume_keys() const;
};

/// Says whose event a frame is. Texts view the frame, the arena or the name of the object.
struct Identity {
  std::optional<RecordType> record_type;
  ByteView service;                  ///< Empty where it is not known.
  ByteView event_id;                 ///< A text, or a number as it is written.
  std::optional<Micros> event_time;  ///< Only one inside the range.
  std::optional<std::size_t>
      out_of_range;  ///< Without one: the place of `event_time` that holds one outside.
};

/// Recognises the event of a tape. What stops that is added to `violations`; a frame
/// that is nobody's event has no record type or no service. `object` is the name of its object, as it stands
/// in addresses.
Identity identify(const Tape& tape, const Identification& rules, Arena& arena, Violations& violations,
                  ByteView object = {});

/// Adds what is wrong with the time of an event, if anything is.
void judge_time(const Tape& tape, const Identification& rules, const Identity& identity,
                Violations& violations, ByteView object = {});

}  // namespace headgate
