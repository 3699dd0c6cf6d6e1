// SPDX-License-Identifier: Apache-2.0
#include "observe/observer.h"

#include <fmt/format.h>

#include <type_traits>

#include "base/json.h"

namespace headgate {

namespace {

void put(JsonObject& json, const char* name, const std::string& text) {
  json.text(name, to_utf8_lossy(text));
}
void put(JsonObject& json, const char* name, bool truth) { json.boolean(name, truth); }
template <class Number>
requires std::is_unsigned_v<Number>
void put(JsonObject& json, const char* name, Number number) {
  json.number(name, static_cast<std::int64_t>(number));
}

template <class Event>
void add_to_table(std::string& table) {
  table += fmt::format("| `{}` | {} |", Event::kName, Event::kHelp);
  std::string members;
  std::apply(
      [&](const auto&... member) {
        ((members += fmt::format("{}`{}`: {}{}", members.empty() ? " " : "; ", member.name, member.help,
                                 member.metric == Metric::None  ? ""
                                 : member.metric == Metric::Sum ? " (+)"
                                                                : " (=)")),
         ...);
      },
      Event::members());
  table += members + " |\n";
}

template <class... Events>
std::string table_of(std::type_identity<std::variant<Events...>>) {
  std::string table = "| event | what happened | members |\n|---|---|---|\n";
  (add_to_table<Events>(table), ...);
  return table;
}

}  // namespace

std::string log_line(const RunEvent& event) {
  return std::visit([](const auto& of) { return of.line(); }, event);
}

std::string log_json(const RunEvent& event, Micros time) {
  std::string line;
  JsonObject json(line);
  json.text("time", format_time(time));
  std::visit(
      [&](const auto& of) {
        json.text("event", of.kName);
        each_member(of, [&](const auto& member, const auto& value) { put(json, member.name, value); });
      },
      event);
  json.end();
  return line;
}

std::string events_table() { return table_of(std::type_identity<RunEvent>()); }

}  // namespace headgate
