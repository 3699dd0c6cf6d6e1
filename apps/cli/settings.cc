// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <type_traits>
#include <variant>

#include "apps/cli/answer_json.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

namespace {

struct SettingsFlags {
  SettingFlags settings;
  bool json = false;
};

Json value_json(const SettingValue& value) {
  return std::visit(
      [](const auto& held) -> Json {
        if constexpr (std::is_same_v<decltype(held), const std::monostate&>) {
          return {};
        } else {
          return held;
        }
      },
      value);
}

std::string value_text(const SettingValue& value) {
  if (const auto* const text = std::get_if<std::string>(&value); text != nullptr && !text->empty())
    return shown(*text);
  return std::holds_alternative<std::monostate>(value) ? "" : value_json(value).text();
}

Result<ExitCode> act(const SettingsFlags& flags) {
  const SettingSources sources = flags.settings.all();
  TRY(const auto given, given_settings(sources));
  TRY(const Settings settings, gather_settings(sources));
  std::map<std::string, std::string> places;  // Of what holds: the last one that says something.
  for (const Setting& setting : given) places[setting.key] = setting.place;
  Json listed = Json::array();
  TextTable table({Align::Left, Align::Left, Align::Left});
  for (const auto& [key, value] : settings.values()) {
    const auto place = places.find(key);
    const bool is_given = place != places.end();
    listed.push_back(
        {{"key", key}, {"value", value_json(value)}, {"place", is_given ? Json(place->second) : Json()}});
    table.row({{shown(key), is_given ? Tone::Strong : Tone::Plain},
               {value_text(value)},
               {is_given ? shown(place->second) : "", Tone::Faint}});
  }
  say(flags.json ? line_of({{"settings", listed}}) : table.text(Screen::of(stdout)));
  return kDone;
}

}  // namespace

void add_settings(Verb& program) {
  Verb verb = program.add("settings", "Say which settings are in force here, and where each was given");
  SettingsFlags& flags = verb.acts<SettingsFlags>(act);
  flags.settings.add_to(verb);
  verb.json(flags.json);
  verb.examples({"headgate settings", "headgate settings --config shop.yaml --set threads=2 --json"});
}

}  // namespace headgate::cli
