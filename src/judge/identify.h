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
#include "judge/verdict.h"

namespace headgate {

/// Says how an event is recognised: pipeline configuration, with the rules of the known event files as
/// default.
struct Identification {
  struct Service {
    PointerTokens pointer;
    std::string after;  ///< Where not empty, the service is what stands behind the last of these in the text.
  };

  PointerTokens source = {"source"};
  std::string source_equals = "app.event.file";  ///< In any case of letters. Empty: every source is ours.
  PointerTokens record_type = {"detail", "type"};
  std::vector<std::pair<std::string, RecordType>> record_types = {
      {"EFPredictionEvent", RecordType::Prediction}, {"EFEvaluationEvent", RecordType::Event}};
  /// The first that is a text gives the service; one that is missing or null leaves it to the next.
  std::vector<Service> services = {{{"detail", "prediction", "service"}, ""},
                                   {{"detail", "evaluation", "service"}, ""},
                                   {{"detail", "evaluation", "prediction_id"}, "#"}};
  PointerTokens event_id = {"id"};
  PointerTokens event_time = {"time"};
  Micros event_time_min = start_of_year(2000);  ///< The first time that is taken,
  Micros event_time_max = start_of_year(2100);  ///< and the first that is not.

  /// Gives the keys that tell an event from the inside of one: where the record type's pointer begins.
  [[nodiscard]] std::vector<std::string> resume_keys() const { return {record_type.front()}; }
};

/// Says whose event a frame is. Texts view the frame or the arena.
struct Identity {
  std::optional<RecordType> record_type;
  ByteView service;  ///< Empty where it is not known.
  ByteView event_id;
  std::optional<Micros> event_time;  ///< Only one inside the range.
  bool is_out_of_range = false;      ///< There is a time, outside of it.
};

/// Recognises the event of a tape. What stops that is added to `violations`; a frame
/// that is nobody's event has no record type or no service.
Identity identify(const Tape& tape, const Identification& rules, Arena& arena, Violations& violations);

/// Adds what is wrong with the time of an event, if anything is.
void judge_time(const Tape& tape, const Identification& rules, const Identity& identity,
                Violations& violations);

}  // namespace headgate
