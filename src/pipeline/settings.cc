// SPDX-License-Identifier: Apache-2.0
#include "pipeline/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <thread>

#include "base/quantity.h"

namespace headgate {

namespace {

using Apply = Status (*)(Settings&, const Setting&);

Result<std::string> one(const Setting& setting) {
  if (setting.values.size() == 1) return setting.values.front();
  return fail(ErrorCode::Configuration, "{}: {} takes one value", setting.place, setting.key);
}

Result<std::uint64_t> bytes(const Setting& setting, std::uint64_t min) {
  TRY(const std::string text, one(setting));
  const auto value = read_size(text, 1024 * GiB);
  if (!value) {
    return fail(ErrorCode::Configuration,
                "{}: {} takes a number of bytes such as 4096, 64KiB, 16MiB, not \"{}\"", setting.place,
                setting.key, text);
  }
  if (*value < min) {
    return fail(ErrorCode::Configuration, "{}: {} has to be at least {}, not {}", setting.place, setting.key,
                min, *value);
  }
  return *value;
}

Result<std::uint64_t> count(const Setting& setting, std::uint64_t min, std::uint64_t max) {
  TRY(const std::string text, one(setting));
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < min || value > max) {
    return fail(ErrorCode::Configuration, "{}: {} takes a whole number from {} to {}, not \"{}\"",
                setting.place, setting.key, min, max, text);
  }
  return value;
}

Result<bool> truth(const Setting& setting) {
  TRY(const std::string text, one(setting));
  if (text == "true" || text == "false") return text == "true";
  return fail(ErrorCode::Configuration, "{}: {} takes true or false, not \"{}\"", setting.place, setting.key,
              text);
}

Result<DirtyMax> dirty_max(const Setting& setting) {
  TRY(const std::string text, one(setting));
  DirtyMax max;
  const char* const end = text.data() + text.size();
  if (const auto whole = std::from_chars(text.data(), end, max.events);
      whole.ec == std::errc() && whole.ptr == end) {
    return max;
  }
  if (const auto share = read_share(text)) return DirtyMax{.is_share = true, .share = *share};
  return fail(ErrorCode::Configuration,
              "{}: {} takes a number of events (100) or a share of all (0.05, 5%), not \"{}\"", setting.place,
              setting.key, text);
}

Result<Identification::Service> service(const Setting& setting, const std::string& text) {
  // `/detail/evaluation/prediction_id after #`
  Identification::Service rule;
  const std::size_t after = text.find(" after ");
  TRY(rule.pointer, split_pointer(text.substr(0, after), setting.place));
  if (after != std::string::npos) rule.after = text.substr(after + 7);
  return rule;
}

Status record_types(Settings& settings, const Setting& setting, const std::string& value) {
  TRY(const std::string type, one(setting));
  if (type != "prediction" && type != "event") {
    return fail(ErrorCode::Configuration, "{}: a record type is prediction or event, not \"{}\"",
                setting.place, type);
  }
  auto& types = settings.identification.record_types;
  std::erase_if(types, [&](const auto& entry) { return entry.first == value; });
  types.emplace_back(value, type == "event" ? RecordType::Event : RecordType::Prediction);
  return {};
}

Status event_time_range(Settings& settings, const Setting& setting) {
  const auto bound = [](const std::string& text) -> std::optional<Micros> {
    int year = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
    if (error == std::errc() && end == text.data() + text.size() && year >= 1 && year <= 9999) {
      return start_of_year(year);
    }
    return parse_time(text);
  };
  std::optional<Micros> min, max;
  if (setting.values.size() == 2) {
    min = bound(setting.values[0]);
    max = bound(setting.values[1]);
  }
  if (!min || !max || *min >= *max) {
    return fail(ErrorCode::Configuration,
                "{}: {} takes two years or times, the first one that is taken and the first that is not: "
                "[2000, 2100]",
                setting.place, setting.key);
  }
  settings.identification.event_time_min = *min;
  settings.identification.event_time_max = *max;
  return {};
}

template <PointerTokens Identification::*Member>
Status pointer(Settings& settings, const Setting& setting) {
  TRY(const std::string text, one(setting));
  TRY(settings.identification.*Member, split_pointer(text, setting.place));
  return {};
}

template <std::string Settings::*Member>
Status text(Settings& settings, const Setting& setting) {
  TRY(settings.*Member, one(setting));
  return {};
}

template <std::uint64_t Settings::*Member, std::uint64_t Min>
Status byte_count(Settings& settings, const Setting& setting) {
  TRY(settings.*Member, bytes(setting, Min));
  return {};
}

struct Known {
  Apply apply;
  SettingFlag flag = {};
};

/// Says all that there is to a setting but its default, which stands in Settings.
const std::map<std::string, Known>& table() {
  static const std::map<std::string, Known> kTable = {
      {"source_name",
       {text<&Settings::source_name>, {"NAME", "The name of the source, first part of every address"}}},
      {"contracts",
       {text<&Settings::contracts>, {"DIR", "The folder of contract files; else the shipped ones"}}},
      {"threads",
       {[](Settings& s, const Setting& setting) -> Status {
          TRY(const std::uint64_t threads, count(setting, 0, 1024));
          s.threads = static_cast<unsigned>(threads);
          return {};
        },
        {"N", "How many threads; else one for each core"}}},
      {"strict",
       {[](Settings& s, const Setting& setting) -> Status {
          TRY(s.strict, truth(setting));
          return {};
        },
        {"", "Fail on an object that cannot be read; else it is skipped, listed, and stays pending"}}},
      {"wait",
       {[](Settings& s, const Setting& setting) -> Status {
          TRY(s.wait, truth(setting));
          return {};
        },
        {"", "Wait for the end of other runs on the landing; else go on beside them"}}},
      {"lease_minutes", {[](Settings& s, const Setting& setting) -> Status {
         TRY(s.lease_minutes, count(setting, 1, 7 * 24 * 60));
         return {};
       }}},
      {"snapshot_retention_days", {[](Settings& s, const Setting& setting) -> Status {
         TRY(s.snapshot_retention_days, count(setting, 0, 36'500));
         return {};
       }}},
      {"watermark_prefixes", {[](Settings& s, const Setting& setting) -> Status {
         s.watermark_prefixes = setting.values;
         return {};
       }}},
      {"dirty_max",
       {[](Settings& s, const Setting& setting) -> Status {
          TRY(s.dirty_max, dirty_max(setting));
          return {};
        },
        {"N|SHARE", "Fail when more events are dirty: 100, 0.05 or 5%"}}},
      {"window_bytes", {byte_count<&Settings::window_bytes, 1>}},
      {"event_bytes_max", {byte_count<&Settings::event_bytes_max, 2>}},
      {"task_bytes", {byte_count<&Settings::task_bytes, 1>}},
      {"chunk_bytes", {byte_count<&Settings::chunk_bytes, 1>}},
      {"chunk_objects_max", {[](Settings& s, const Setting& setting) -> Status {
         TRY(s.chunk_objects_max, count(setting, 1, 1'000'000));
         return {};
       }}},
      {"file_bytes_max", {byte_count<&Settings::file_bytes_max, 1>}},
      {"rows_bytes_max", {byte_count<&Settings::rows_bytes_max, 1>}},
      {"event_time_range", {event_time_range}},
      {"identification.source", {pointer<&Identification::source>}},
      {"identification.source_equals", {[](Settings& s, const Setting& setting) -> Status {
         TRY(s.identification.source_equals, one(setting));
         return {};
       }}},
      {"identification.record_type", {pointer<&Identification::record_type>}},
      {"identification.event_id", {pointer<&Identification::event_id>}},
      {"identification.event_time", {pointer<&Identification::event_time>}},
      {"identification.services", {[](Settings& s, const Setting& setting) -> Status {
         s.identification.services.clear();
         for (const std::string& value : setting.values) {
           TRY(s.identification.services.emplace_back(), service(setting, value));
         }
         if (!s.identification.services.empty()) return {};
         return fail(ErrorCode::Configuration, "{}: {} needs at least one pointer", setting.place,
                     setting.key);
       }}},
  };
  return kTable;
}

const std::string kRecordTypes = "identification.record_types.";

}  // namespace

std::vector<std::string> Settings::keys() {
  std::vector<std::string> keys;
  for (const auto& entry : table()) keys.push_back(entry.first);
  keys.push_back(kRecordTypes + "<value>");
  return keys;
}

SettingFlag Settings::flag(const std::string& key) { return table().at(key).flag; }

Status Settings::set(const Setting& setting) {
  if (const auto known = table().find(setting.key); known != table().end())
    return known->second.apply(*this, setting);
  if (setting.key.starts_with(kRecordTypes)) {
    return record_types(*this, setting, setting.key.substr(kRecordTypes.size()));
  }
  const std::string meant = nearest_word(setting.key, keys());
  return fail(ErrorCode::Configuration, "{}: there is no setting \"{}\"{}", setting.place, setting.key,
              meant.empty() ? "" : fmt::format(", did you mean \"{}\"?", meant));
}

unsigned Settings::thread_count() const {
  return threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
}

Status Settings::check() const {
  constexpr std::uint64_t kEventBytesMax = 1 * GiB;
  if (event_bytes_max > kEventBytesMax || window_bytes > kEventBytesMax) {
    return fail(ErrorCode::Configuration, "event_bytes_max and window_bytes may be {} at most",
                kEventBytesMax);
  }
  if (source_name.empty() || source_name.size() > 64 ||
      source_name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") !=
          std::string::npos) {
    return fail(ErrorCode::Configuration, "source_name takes letters, digits, _ . - (64 at most), not \"{}\"",
                source_name);
  }
  return {};
}

std::string Settings::data_text() const {
  std::string text;
  const auto line = [&](const std::string& key, const std::string& value) {
    text += key + "=" + value + "\n";
  };
  line("event_bytes_max", std::to_string(event_bytes_max));
  line("task_bytes", std::to_string(task_bytes));
  line("chunk_bytes", std::to_string(chunk_bytes));
  line("chunk_objects_max", std::to_string(chunk_objects_max));
  line("file_bytes_max", std::to_string(file_bytes_max));
  line("rows_bytes_max", std::to_string(rows_bytes_max));
  const Identification& rules = identification;
  line("event_time_range", format_time(rules.event_time_min) + " " + format_time(rules.event_time_max));
  line("source", pointer_text(rules.source) + " " + rules.source_equals);
  line("record_type", pointer_text(rules.record_type));
  for (const auto& [value, type] : rules.record_types) line("record_types." + value, std::string(name(type)));
  for (const auto& service : rules.services)
    line("service", pointer_text(service.pointer) + " " + service.after);
  line("event_id", pointer_text(rules.event_id));
  line("event_time", pointer_text(rules.event_time));
  return text;
}

}  // namespace headgate
