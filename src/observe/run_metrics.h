// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/time.h"
#include "observe/run_events.h"

namespace headgate {

/// Adds up the events of one run: how often each came, and of their members what is declared to be added up
/// or kept. One thread at a time.
class RunMetrics {
 public:
  RunMetrics();

  void add(const RunEvent& event, Micros time);

  /// Says whether a run began.
  [[nodiscard]] bool has_begun() const { return begun_.has_value(); }
  [[nodiscard]] const std::string& landing() const { return landing_; }
  /// Gives `run` or `reprocess`.
  [[nodiscard]] const char* verb() const { return is_reprocess_ ? "reprocess" : "run"; }

  /// Writes the text format of Prometheus, version 0.0.4: a gauge each, about the last run. Each series has
  /// the labels `landing` and `verb`. REQUIRES: has_begun().
  [[nodiscard]] std::string prometheus(Micros now) const;
  /// Writes one line in the embedded metric format of CloudWatch, with these as dimensions.
  [[nodiscard]] std::string embedded(Micros now) const;

 private:
  struct Value {
    std::string help;
    std::optional<double> value;
  };
  [[nodiscard]] std::map<std::string, Value> all(Micros now) const;

  std::map<std::string, Value> values_;
  std::string landing_;
  bool is_reprocess_ = false;
  std::optional<Micros> begun_, finished_;
};

}  // namespace headgate
