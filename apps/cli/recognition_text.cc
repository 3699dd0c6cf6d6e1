// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/recognition_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/inspect/recognition.h"
#include "apps/cli/options.h"
#include "apps/cli/profiles.h"
#include "apps/cli/text.h"
#include "base/json.h"

namespace headgate::cli {

namespace {

using inspect::IdentifyingPlace;

/// Writes a text as YAML reads it: pointers and their forms as they are, where that is safe.
std::string written(const std::string& text) {
  const bool is_plain =
      text.starts_with('/') && std::ranges::all_of(text, [](char c) {
        return isalnum(static_cast<unsigned char>(c)) != 0 || ByteView("/_. -").find(c) != ByteView::npos;
      });
  if (is_plain) return text;
  std::string quoted;
  append_json_string(quoted, text);
  return quoted;
}

/// Says how many events have something at a place, and where others have it.
std::string share_text(const std::vector<IdentifyingPlace>& places, std::uint64_t events) {
  std::string text =
      fmt::format("   # {} of {}", count_text(places.front().events), count_text(events, "event"));
  for (std::size_t i = 1; i < places.size(); ++i) {
    text += fmt::format("{} {} in {}", i == 1 ? "; also" : ",", shown(places[i].setting),
                        count_text(places[i].events));
  }
  return text;
}

void say_missing(std::vector<std::string>& missing, const char* what, std::uint64_t found,
                 std::uint64_t events, const std::string& consequence) {
  if (found == events) return;
  missing.push_back(fmt::format("{} in {} of {}{}", what, count_text(events - found),
                                count_text(events, "event"), consequence));
}

/// Says whether settings look at the same places as those in force.
bool is_in_force(const Identification& rules, const Identification& other) {
  return rules.event_id == other.event_id && rules.record_type.text() == other.record_type.text() &&
         rules.services.front().place.text() == other.services.front().place.text() &&
         rules.event_time.front().place.text() == other.event_time.front().place.text();
}

/// Finds the shipped profile that fits best; gives its name and how many places of it stand there.
std::optional<std::pair<std::string, std::size_t>> fitting_profile(const inspect::Profile& profile,
                                                                   const Identification& rules) {
  std::optional<std::pair<std::string, std::size_t>> best;
  for (const std::string& name : profiles()) {
    SettingSources sources;
    sources.config = profile_file(name);
    const auto settings = gather_settings(sources);
    if (!settings || is_in_force(rules, settings->identification)) continue;
    const std::size_t places = inspect::places_that_fit(profile, settings->identification, settings->explode);
    if (places > (best ? best->second : 0)) best = {name, places};
  }
  return best;
}

}  // namespace

RecognitionText recognition_text(const inspect::Profile& profile, const Identification& rules) {
  RecognitionText text;
  const inspect::Recognised& found = profile.recognised();
  const std::uint64_t events = found.events;
  say_missing(text.missing, "another source", found.source, events, ": they are nobody's");
  // The type and the service of an event of another source are not looked at.
  say_missing(text.missing, "no known record type", found.record_type, found.source, "");
  say_missing(text.missing, "no service", found.service, found.record_type, "");
  say_missing(text.missing, "no id", found.event_id, events, "");
  if (!rules.may_lack_time)
    say_missing(text.missing, "no usable time", found.event_time, events,
                ": each of them is dirty under any contract");
  if (text.missing.empty()) return text;
  auto& lines = text.settings;
  if (const auto fitting = fitting_profile(profile, rules)) {
    lines.push_back(fmt::format("profile: {}   # {} of its places stand in nearly all of {}", fitting->first,
                                fitting->second, count_text(events, "event")));
    return text;
  }
  const inspect::IdentifyingPlaces places = find_identifying_places(profile, rules);
  if (found.source < events) lines.emplace_back("  source_equals: \"\"   # every source");
  if (!places.record_type.empty()) {
    const IdentifyingPlace& best = places.record_type.front();
    lines.push_back("  record_type: " + written(best.setting) + share_text(places.record_type, events));
    std::string values;
    for (const std::string& value : best.values)
      values += (values.empty() ? "" : ", ") + written(value) + ": event";
    lines.push_back("  record_types: {" + values + "}");
  }
  if (!places.service.empty())
    lines.push_back("  services: [" + written(places.service.front().setting) + "]" +
                    share_text(places.service, events));
  if (!places.event_id.empty() && places.event_id.front().setting != pointer_text(rules.event_id))
    lines.push_back("  event_id: " + written(places.event_id.front().setting) +
                    share_text(places.event_id, events));
  if (!places.event_time.empty())
    lines.push_back("  event_time: " + written(places.event_time.front().setting) +
                    share_text(places.event_time, events));
  if (!lines.empty()) lines.insert(lines.begin(), "identification:");
  return text;
}

}  // namespace headgate::cli
