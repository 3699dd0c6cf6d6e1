// SPDX-License-Identifier: Apache-2.0
#include "observe/run_metrics.h"

#include <fmt/format.h>

#include <type_traits>

#include "base/json.h"

namespace headgate {

namespace {

constexpr double kSecond = 1e6;

std::string name_of(const char* event) { return fmt::format("headgate_run_{}", event); }
std::string name_of(const char* event, const char* member) {
  return fmt::format("headgate_run_{}_{}", event, member);
}

/// Escapes the value of a label, as docs/instrumenting/exposition_formats.md of Prometheus says.
std::string label(const std::string& text) {
  std::string escaped;
  for (const char c : to_utf8_lossy(text)) {
    if (c == '\\' || c == '"') escaped += '\\';
    if (c == '\n') {
      escaped += "\\n";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

/// Writes a number so that a count stays one.
std::string number(double value) { return fmt::format("{:.16g}", value); }

}  // namespace

RunMetrics::RunMetrics() {
  const auto declare = [&]<class Event>(std::type_identity<Event>) {
    values_[name_of(Event::kName)] = {fmt::format("How often in the last run: {}.", Event::kHelp), 0};
    std::apply(
        [&](const auto&... member) {
          const auto one = [&](const auto& of) {
            if (of.metric == Metric::None) return;
            const auto begin = of.metric == Metric::Sum ? std::optional(0.0) : std::nullopt;
            values_[name_of(Event::kName, of.name)] = {fmt::format("Of the last run: {}.", of.help), begin};
          };
          (one(member), ...);
        },
        Event::members());
  };
  const auto declare_all = [&]<class... Events>(std::type_identity<std::variant<Events...>>) {
    (declare(std::type_identity<Events>()), ...);
  };
  declare_all(std::type_identity<RunEvent>());
}

void RunMetrics::add(const RunEvent& event, Micros time) {
  if (const auto* const started = std::get_if<RunStarted>(&event)) {
    landing_ = started->landing;
    is_reprocess_ = started->source == started->landing;
    begun_ = time;
  }
  if (std::holds_alternative<RunFinished>(event)) finished_ = time;
  std::visit(
      [&](const auto& of) {
        *values_[name_of(of.kName)].value += 1;
        each_member(of, [&](const auto& member, const auto& value) {
          if constexpr (std::is_unsigned_v<std::remove_cvref_t<decltype(value)>>) {
            if (member.metric == Metric::None) return;
            auto& held = values_[name_of(of.kName, member.name)].value;
            const auto more = static_cast<double>(value);
            held = member.metric == Metric::Sum ? *held + more : more;
          }
        });
      },
      event);
}

std::map<std::string, RunMetrics::Value> RunMetrics::all(Micros now) const {
  std::map<std::string, Value> all = values_;
  const double begun = static_cast<double>(*begun_) / kSecond,
               ended = static_cast<double>(finished_.value_or(now)) / kSecond;
  all["headgate_run_begun_timestamp_seconds"] = {"When the last run began.", begun};
  all["headgate_run_ended_timestamp_seconds"] = {"When the last run ended.", ended};
  all["headgate_run_duration_seconds"] = {"How long the last run took.", ended - begun};
  all["headgate_run_succeeded"] = {"Whether the last run came to its end: 1, else 0.", finished_ ? 1 : 0};
  return all;
}

std::string RunMetrics::prometheus(Micros now) const {
  const std::string labels = fmt::format("landing=\"{}\",verb=\"{}\"", label(landing_), verb());
  std::string text;
  for (const auto& [name, of] : all(now)) {
    if (!of.value) continue;
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0}{{{2}}} {3}\n", name, of.help, labels,
                        number(*of.value));
  }
  return text;
}

std::string RunMetrics::embedded(Micros now) const {
  std::string metrics, values;
  for (const auto& [name, of] : all(now)) {
    if (!of.value) continue;
    metrics += fmt::format("{}{{\"Name\":\"{}\"}}", metrics.empty() ? "" : ",", name);
    values += fmt::format(",\"{}\":{}", name, number(*of.value));
  }
  std::string landing;
  append_json_string(landing, to_utf8_lossy(landing_));
  return fmt::format(R"({{"_aws":{{"Timestamp":{},"CloudWatchMetrics":[{{"Namespace":"Headgate/Run",)"
                     R"("Dimensions":[["landing","verb"]],"Metrics":[{}]}}]}},"landing":{},"verb":"{}"{}}})",
                     now / 1000, metrics, landing, verb(), values);
}

}  // namespace headgate
