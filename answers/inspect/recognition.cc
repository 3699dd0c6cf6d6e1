// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/recognition.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "answers/inspect/paths.h"
#include "base/json.h"
#include "contract/exact.h"
#include "schema/ascii.h"

namespace headgate::inspect {

namespace {

constexpr std::size_t kPlacesKept = 3, kDepthMax = 8, kWordsMax = 20, kWordMax = 64;
/// Fewer events tell nothing of what is always different, and of what comes again.
constexpr std::uint64_t kEventsMin = 10, kRepeats = 3;

/// How members are often named that hold such a thing, the plainest first.
using Names = std::vector<std::string>;
const Names kTimeNames = {"time", "timestamp", "at", "date", "created"};
const Names kIdNames = {"id", "uuid", "guid", "key"};
const Names kTypeNames = {"type", "kind", "event", "name", "action"};
const Names kServiceNames = {"service", "source", "app", "application", "component"};

/// Finds the name that the last part of a pointer ends with.
Names::const_iterator name_in(const std::string& pointer, const Names& names) {
  const std::string last = lower_case(pointer.substr(pointer.rfind('/') + 1));
  return std::find_if(names.begin(), names.end(), [&](const auto& name) { return last.ends_with(name); });
}

bool says(const std::string& pointer, const Names& names) { return name_in(pointer, names) != names.end(); }

/// Gives what times are tried as, the plainest first.
std::vector<TimeForm> time_forms() {
  std::vector<TimeForm> forms(1);
  for (const TimestampForm form :
       {TimestampForm::EpochS, TimestampForm::EpochMs, TimestampForm::EpochUs, TimestampForm::EpochNs}) {
    forms.emplace_back().timestamp = form;
  }
  forms.emplace_back().zone_minutes = 0;
  return forms;
}

/// Writes a place as the setting event_time takes it.
std::string time_setting(const std::string& pointer, const TimeForm& form) {
  if (form.zone_minutes) return fmt::format("{} zone {}", pointer, zone_text(*form.zone_minutes));
  return form == TimeForm() ? pointer : fmt::format("{} as {}", pointer, name(form.timestamp));
}

/// Says whether all of some scalars are times of a form, inside the range of the settings.
bool are_times(const std::vector<std::string>& samples, const TimeForm& form, bool is_text,
               const Identification& rules) {
  return !samples.empty() && std::all_of(samples.begin(), samples.end(), [&](const std::string& written) {
    const auto time = read_time(form, is_text, written);
    return time && time->micros >= rules.event_time_min && time->micros < rules.event_time_max;
  });
}

/// Gathers places of all groups.
class PlaceFinder {
 public:
  PlaceFinder(const Profile& profile, const Identification& rules)
      : rules_(rules), events_(profile.recognised().events) {
    for (const Profile::Group* group : profile.groups()) {
      for (const PathRow& row : paths_of(*group)) look(row, group->root.count());
    }
  }

  IdentifyingPlaces places(const Recognised& recognised) {
    IdentifyingPlaces found;
    for (auto& [setting, events] : times_)
      add(found.event_time, {setting, events, {}}, recognised.event_time);
    for (auto& [pointer, id] : ids_) {
      // What differs in all events and is not called an id is a text, a size or a time more often than an id.
      if (id.is_unique && says(pointer, kIdNames))
        add(found.event_id, {pointer, id.events, {}}, recognised.event_id);
    }
    for (auto& [pointer, words] : words_) {
      if (words.is_more || words.events != events_ || words.texts.size() * kRepeats > events_) continue;
      if (words.texts.size() == 1 && !says(pointer, kTypeNames) && !says(pointer, kServiceNames)) continue;
      const IdentifyingPlace place{pointer, words.events, {words.texts.begin(), words.texts.end()}};
      add(found.record_type, place, recognised.record_type);
      add(found.service, place, recognised.service);
    }
    sort(found.event_time, kTimeNames);
    sort(found.event_id, kIdNames);
    sort(found.record_type, kTypeNames);
    sort(found.service, kServiceNames);
    return found;
  }

 private:
  struct Id {
    std::uint64_t events = 0;
    bool is_unique = true;
  };
  struct Words {
    std::uint64_t events = 0;
    std::set<std::string> texts;
    bool is_more = false;
  };

  void look(const PathRow& row, std::uint64_t events) {
    const PathStats& stats = *row.stats;
    const bool is_reached = row.depth != 0 && row.depth <= kDepthMax &&
                            row.path.find("/*") == std::string::npos && stats.values != nullptr;
    if (!is_reached) return;
    if (const auto form = time_form(stats)) {
      times_[time_setting(row.path, *form)] += stats.count() - stats.of(types::Null).count;
      return;
    }
    id(row, events);
    words(row);
  }

  /// Finds the form that all scalars at a place have; they are known by their range, or by a sample of them.
  [[nodiscard]] std::optional<TimeForm> time_form(const PathStats& stats) const {
    const TypeMask mask = stats.mask() & types::NotNull;
    const bool is_text = mask == types::String;
    if (!is_text && (mask == 0 || (mask & ~types::Number) != 0)) return {};
    std::vector<std::string> samples;
    if (is_text) {
      for (const Sample::Entry& entry : stats.values->distinct.entries()) {
        if (entry.cut) return {};
        samples.push_back(entry.text);
      }
    } else {
      samples = {stats.number->min, stats.number->max};
    }
    const auto fits = [&](const TimeForm& form) { return are_times(samples, form, is_text, rules_); };
    const auto form = std::find_if(forms_.begin(), forms_.end(), fits);
    return form == forms_.end() ? std::nullopt : std::optional(*form);
  }

  void id(const PathRow& row, std::uint64_t events) {
    const Values& values = *row.stats->values;
    const TypeMask mask = row.stats->mask();
    Id& id = ids_[row.path];
    id.events += row.stats->count();
    const auto most = static_cast<double>(values.count);
    const bool is_different =
        values.exact() ? values.distinct_count() == values.count
                       : static_cast<double>(values.distinct_count()) > most * (1 - 3 * Sketch::kError);
    const bool is_id = (mask == types::String || mask == types::Integer) && row.stats->count() == events;
    id.is_unique = id.is_unique && is_different && is_id && events >= kEventsMin;
  }

  void words(const PathRow& row) {
    const Values& values = *row.stats->values;
    Words& words = words_[row.path];
    words.events += row.stats->count();
    words.is_more = words.is_more || row.stats->mask() != types::String || !values.exact();
    if (words.is_more) return;
    for (const Sample::Entry& entry : values.distinct.entries()) {
      words.is_more = words.is_more || entry.cut || entry.text.empty() || entry.text.size() > kWordMax;
      words.texts.insert(entry.text);
    }
    words.is_more = words.is_more || words.texts.size() > kWordsMax;
  }

  static void add(std::vector<IdentifyingPlace>& places, IdentifyingPlace place, std::uint64_t recognised) {
    if (place.events > recognised) places.push_back(std::move(place));
  }

  /// Puts those in front that more events have, and of these the ones whose name says what they are, and that
  /// lie further out.
  static void sort(std::vector<IdentifyingPlace>& places, const Names& names) {
    const auto key = [&](const IdentifyingPlace& place) {
      const std::string pointer = place.setting.substr(0, place.setting.find(' '));
      const auto named = name_in(pointer, names);
      return std::tuple(~place.events, named == names.end(), std::count(pointer.begin(), pointer.end(), '/'),
                        named - names.begin(), place.setting);
    };
    std::sort(places.begin(), places.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    if (places.size() > kPlacesKept) places.resize(kPlacesKept);
  }

  const Identification& rules_;
  const std::vector<TimeForm> forms_ = time_forms();
  const std::uint64_t events_;
  std::map<std::string, std::uint64_t> times_;  ///< By setting.
  std::map<std::string, Id> ids_;
  std::map<std::string, Words> words_;
};

/// Counts, by pointer, in how many events of a profile there is something.
class PlaceCounts {
 public:
  /// `inside` leads from what the profile knows to the events in it.
  PlaceCounts(const Profile& profile, const Identification& rules, std::string inside)
      : rules_(rules), inside_(std::move(inside)) {
    for (const Profile::Group* group : profile.groups())
      for (const PathRow& row : paths_of(*group)) rows_[row.path].push_back(row.stats);
  }

  /// Counts the events.
  [[nodiscard]] std::uint64_t events() const {
    std::uint64_t count = 0;
    for (const PathStats* stats : at({})) count += stats->of(types::Object).count;
    return count;
  }

  /// Counts the scalars of some types.
  [[nodiscard]] std::uint64_t scalars(const PointerTokens& pointer, TypeMask types) const {
    std::uint64_t count = 0;
    for (const PathStats* stats : at(pointer))
      if ((stats->mask() & types) != 0) count += stats->count() - stats->of(types::Null).count;
    return count;
  }

  /// Counts what is a time of a form, going by a sample.
  [[nodiscard]] std::uint64_t times(const Identification::Time& place) const {
    std::uint64_t count = 0;
    for (const PathStats* stats : at(place.place.pointer)) {
      const bool is_text = (stats->mask() & types::NotNull) == types::String;
      std::vector<std::string> samples;
      if (is_text && stats->values != nullptr) {
        for (const Sample::Entry& entry : stats->values->distinct.entries()) samples.push_back(entry.text);
      } else if (stats->number != nullptr) {
        samples = {stats->number->min, stats->number->max};
      }
      if (are_times(samples, place.form, is_text, rules_)) count += stats->count();
    }
    return count;
  }

 private:
  [[nodiscard]] std::vector<const PathStats*> at(const PointerTokens& pointer) const {
    const auto found = rows_.find(inside_ + (pointer.empty() ? "" : pointer_text(pointer)));
    return found == rows_.end() ? std::vector<const PathStats*>() : found->second;
  }

  const Identification& rules_;
  std::string inside_;
  std::map<std::string, std::vector<const PathStats*>> rows_;
};

/// Says whether a member's name is a plain word, which members of all kinds of files have.
bool is_plain_word(const std::string& member) {
  for (const Names& names : {kTimeNames, kIdNames, kTypeNames, kServiceNames})
    if (std::find(names.begin(), names.end(), lower_case(member)) != names.end()) return true;
  return false;
}

}  // namespace

std::size_t places_that_fit(const Profile& profile, const Identification& rules, const Explode& explode) {
  const bool is_inside = !explode.empty() && profile.wrappers().empty();
  const PlaceCounts counts(profile, rules, is_inside ? explode_text(explode) : "");
  const std::uint64_t events = is_inside ? counts.events() : profile.recognised().events;
  if (events < kEventsMin) return 0;
  const auto nearly_all = [&](std::uint64_t count) { return count * 20 >= events * 19; };
  std::size_t places = 0;
  bool is_telling = false;
  const auto take = [&](const PointerTokens& pointer, std::uint64_t count) {
    if (!nearly_all(count)) return false;
    ++places;
    is_telling |= !is_plain_word(pointer.back());
    return true;
  };
  const PointerTokens& record_type = rules.record_type.pointer;
  const bool in_event = !rules.record_type_constant && !record_type.empty();
  if (in_event && !take(record_type, counts.scalars(record_type, types::String))) return 0;
  std::uint64_t of_services = 0, of_times = 0;
  bool is_elsewhere = false;
  for (const Identification::Service& service : rules.services) {
    is_elsewhere |= service.place.pointer.empty();
    if (!service.place.pointer.empty()) of_services += counts.scalars(service.place.pointer, types::String);
  }
  if (!is_elsewhere && !take(rules.services.front().place.pointer, of_services)) return 0;
  for (const Identification::Time& place : rules.event_time)
    of_times = std::max(of_times, counts.times(place));
  const bool has_place = !rules.event_time.empty() && !rules.event_time.front().place.pointer.empty();
  if (has_place && !take(rules.event_time.front().place.pointer, of_times)) return 0;
  const bool has_id = take(rules.event_id, counts.scalars(rules.event_id, types::String | types::Number));
  if (!has_id && rules.event_id != Identification().event_id) return 0;
  return places > 1 || is_telling ? places : 0;
}

IdentifyingPlaces find_identifying_places(const Profile& profile, const Identification& rules) {
  return PlaceFinder(profile, rules).places(profile.recognised());
}

std::string to_json(const Recognised& recognised) {
  std::string out;
  JsonObject object(out);
  for (const auto& [key, count] : {std::pair{"events", recognised.events},
                                   {"source", recognised.source},
                                   {"record_type", recognised.record_type},
                                   {"service", recognised.service},
                                   {"event_id", recognised.event_id},
                                   {"event_time", recognised.event_time}}) {
    object.number(key, static_cast<std::int64_t>(count));
  }
  object.end();
  return out;
}

std::string to_json(const IdentifyingPlaces& places) {
  std::string out;
  JsonObject object(out);
  for (const auto& [key, list] : {std::pair{"record_type", &places.record_type},
                                  {"service", &places.service},
                                  {"event_id", &places.event_id},
                                  {"event_time", &places.event_time}}) {
    object.name(key);
    out += '[';
    for (const IdentifyingPlace& place : *list) {
      if (&place != &list->front()) out += ',';
      JsonObject of_place(out);
      of_place.text("setting", place.setting);
      of_place.number("events", static_cast<std::int64_t>(place.events));
      if (!place.values.empty()) {
        of_place.name("values");
        for (std::size_t i = 0; i < place.values.size(); ++i) {
          out += i == 0 ? '[' : ',';
          append_json_string(out, place.values[i]);
        }
        out += ']';
      }
      of_place.end();
    }
    out += ']';
  }
  object.end();
  return out;
}

}  // namespace headgate::inspect
