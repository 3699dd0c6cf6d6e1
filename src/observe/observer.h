// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/time.h"
#include "observe/run_events.h"

namespace headgate {

/// Receives run events, from any thread, often: it has to be quick and must not fail.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void notify(const RunEvent& event) = 0;
};

/// Writes a run event as one line for a log.
std::string log_line(const RunEvent& event);

/// Writes it as a JSON object on one line, with when it was.
std::string log_json(const RunEvent& event, Micros time);

/// Writes the tables of docs/telemetry.md: each event with its members, and the metrics that are made of
/// them.
std::string events_table();

}  // namespace headgate
