// SPDX-License-Identifier: Apache-2.0
#include "pipeline/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <thread>
#include <type_traits>

#include "base/json.h"
#include "base/quantity.h"
#include "pipeline/explode_setting.h"
#include "pipeline/identification_setting.h"
#include "pipeline/logs_setting.h"
#include "pipeline/read_setting.h"
#include "pipeline/s3_setting.h"

namespace headgate {

namespace {

Status dirty_max(Settings& settings, const Setting& setting) {
  TRY(const std::string text, one_value(setting));
  DirtyMax max;
  const char* const end = text.data() + text.size();
  const auto whole = std::from_chars(text.data(), end, max.events);
  if (whole.ec != std::errc() || whole.ptr != end) {
    const auto share = read_share(text);
    if (!share) {
      return fail(ErrorCode::Configuration,
                  "{}: {} takes a number of events (100) or a share of all (0.05, 5%), not \"{}\"",
                  setting.place, setting.key, text);
    }
    max = {.is_share = true, .share = *share};
  }
  settings.dirty_max = max;
  return {};
}

template <auto Member>
Status texts(Settings& settings, const Setting& setting) {
  settings.*Member = setting.values;
  return {};
}

template <auto Member>
Status pointer(Settings& settings, const Setting& setting) {
  TRY(const std::string text, one_value(setting));
  TRY(settings.identification.*Member, place_in_event(setting, text));
  return {};
}

template <auto Member>
Status text(Settings& settings, const Setting& setting) {
  TRY(settings.*Member, one_value(setting));
  return {};
}

template <auto Member>
Status truth(Settings& settings, const Setting& setting) {
  TRY(settings.*Member, read_truth(setting));
  return {};
}

template <auto Member, std::uint64_t Min>
Status bytes(Settings& settings, const Setting& setting) {
  TRY(settings.*Member, read_bytes(setting, Min));
  return {};
}

template <auto Member, std::uint64_t Min, std::uint64_t Max>
Status count(Settings& settings, const Setting& setting) {
  TRY(const std::uint64_t value, read_count(setting, Min, Max));
  settings.*Member = static_cast<std::remove_reference_t<decltype(settings.*Member)>>(value);
  return {};
}

void line(std::string& data, std::string_view key, std::string_view value) {
  data.append(key).append("=").append(value).append("\n");
}

template <auto Member>
void number_line(const Settings& settings, std::string_view key, std::string& data) {
  line(data, key, std::to_string(settings.*Member));
}

void event_time_range_line(const Settings& settings, std::string_view key, std::string& data) {
  const Identification& rules = settings.identification;
  line(data, key, format_time(rules.event_time_min) + " " + format_time(rules.event_time_max));
}

void event_time_lines(const Settings& settings, std::string_view, std::string& data) {
  for (const std::string& place : event_time_texts(settings.identification)) line(data, "event_time", place);
}

/// Says nothing where strings are no events: so it was before there was the setting.
void unwrap_line(const Settings& settings, std::string_view key, std::string& data) {
  if (settings.identification.unwrap != Unwrap::None) line(data, key, unwrap_text(settings.identification));
}

void source_line(const Settings& settings, std::string_view, std::string& data) {
  const Identification& rules = settings.identification;
  line(data, "source", pointer_text(rules.source) + " " + rules.source_equals);
}

void record_type_lines(const Settings& settings, std::string_view, std::string& data) {
  const Identification& rules = settings.identification;
  if (rules.record_type_constant) {
    line(data, "record_type", fmt::format("constant {}", name(*rules.record_type_constant)));
    return;
  }
  line(data, "record_type", rules.record_type.text());
  for (const auto& [value, type] : rules.record_types) line(data, "record_types." + value, name(type));
}

void service_lines(const Settings& settings, std::string_view, std::string& data) {
  for (const auto& service : settings.identification.services) line(data, "service", service_data(service));
}

template <auto Member>
void pointer_line(const Settings& settings, std::string_view key, std::string& data) {
  line(data, key.substr(key.find('.') + 1), pointer_text(settings.identification.*Member));
}

/// Writes nothing where nothing is exploded: so it was before there was this setting.
void explode_line(const Settings& settings, std::string_view key, std::string& data) {
  if (!settings.explode.empty()) line(data, key, explode_text(settings.explode));
}

SettingValue value_of(const std::string& text) { return text.empty() ? SettingValue() : SettingValue(text); }
SettingValue value_of(bool truth) { return truth; }
SettingValue value_of(std::uint64_t number) { return number; }
SettingValue value_of(unsigned number) { return std::uint64_t{number}; }
SettingValue value_of(const std::vector<std::string>& texts) { return texts; }
SettingValue value_of(const std::optional<bool>& truth) { return truth ? *truth : SettingValue(); }
SettingValue value_of(const std::optional<DirtyMax>& max) {
  if (!max) return {};
  return max->is_share ? SettingValue(max->share) : SettingValue(max->events);
}

template <auto Member>
SettingValue value(const Settings& settings) {
  return value_of(settings.*Member);
}

template <auto Part, auto Member>
SettingValue part_value(const Settings& settings) {
  return value_of(settings.*Part.*Member);
}

template <auto Member>
SettingValue pointer_value(const Settings& settings) {
  return pointer_text(settings.identification.*Member);
}

SettingValue record_type_value(const Settings& settings) {
  return settings.identification.record_type.text();
}

SettingValue growing_value(const Settings& settings) {
  return settings.growing == std::vector<std::string>{""} ? SettingValue(true) : settings.growing;
}

SettingValue event_time_range_value(const Settings& settings) {
  const Identification& rules = settings.identification;
  return std::vector{format_time(rules.event_time_min), format_time(rules.event_time_max)};
}

SettingValue source_equals_value(const Settings& settings) { return settings.identification.source_equals; }

SettingValue event_time_values(const Settings& settings) { return event_time_texts(settings.identification); }

SettingValue record_type_constant_value(const Settings& settings) {
  const auto& constant = settings.identification.record_type_constant;
  return constant ? SettingValue(std::string(name(*constant))) : SettingValue();
}

SettingValue service_values(const Settings& settings) {
  std::vector<std::string> rules;
  for (const Identification::Service& service : settings.identification.services)
    rules.push_back(service_text(service));
  return rules;
}

template <auto Member>
Status caller_text(Settings& settings, const Setting& setting) {
  TRY(settings.caller.*Member, read_short_text(setting));
  return {};
}

/// Leaves out by whom a proxy is used: that is a secret.
SettingValue s3_proxy_value(const Settings& settings) { return value_of(proxy_without_user(settings.s3)); }

SettingValue logs_clean_value(const Settings& settings) {
  return std::string(settings.logs.clean == CleanLogs::Event ? "event" : "file");
}

template <auto Part, auto Member>
Status part_text(Settings& settings, const Setting& setting) {
  TRY(settings.*Part.*Member, one_value(setting));
  return {};
}

template <auto Part, auto Member>
Status part_truth(Settings& settings, const Setting& setting) {
  TRY(settings.*Part.*Member, read_truth(setting));
  return {};
}

template <auto Part, auto Set>
Status part(Settings& settings, const Setting& setting) {
  return Set(settings.*Part, setting);
}

/// Says all that there is to a setting but its type and default, which stand in Settings.
struct Row {
  std::string key;
  Status (*apply)(Settings&, const Setting&);
  SettingValue (*value)(const Settings&);
  /// Writes what the setting decides about bytes and names of outputs into data_text; none where it is
  /// nothing, or where those hold it themselves (the source's name, the contracts).
  void (*data)(const Settings&, std::string_view key, std::string& data) = nullptr;
  SettingFlag flag = {};
};

/// Holds a row for each setting, in the order of data_text.
const std::vector<Row>& table() {
  using S = Settings;
  using I = Identification;
  static const std::vector<Row> kTable = {
      {"source_name",
       text<&S::source_name>,
       value<&S::source_name>,
       nullptr,
       {"NAME", "The name of the source, first part of every address"}},
      {"contracts",
       text<&S::contracts>,
       value<&S::contracts>,
       nullptr,
       {"DIR", "The folder of contract files; else the shipped ones"}},
      {"profile",
       text<&S::profile>,
       value<&S::profile>,
       nullptr,
       {"NAME", "Shipped settings for files of a known kind: github, stripe, ..."}},
      {"threads",
       count<&S::threads, 0, 1024>,
       value<&S::threads>,
       nullptr,
       {"N", "How many threads; else one for each core"}},
      {"strict",
       truth<&S::strict>,
       value<&S::strict>,
       nullptr,
       {"", "Fail on an object that cannot be read; else it is skipped, listed, and stays pending"}},
      {"dirty_max",
       dirty_max,
       value<&S::dirty_max>,
       nullptr,
       {"N|SHARE", "Fail when more events are dirty: 100, 0.05 or 5%"}},
      {"workflow_run", caller_text<&Caller::workflow_run>, part_value<&S::caller, &Caller::workflow_run>},
      {"job_run", caller_text<&Caller::job_run>, part_value<&S::caller, &Caller::job_run>},
      {"wait",
       truth<&S::wait>,
       value<&S::wait>,
       nullptr,
       {"", "Wait for the end of other runs on the landing; else go on beside them"}},
      {"lease_minutes", count<&S::lease_minutes, 1, 7 * 24 * 60>, value<&S::lease_minutes>},
      {"snapshot_retention_days", count<&S::snapshot_retention_days, 0, 36'500>,
       value<&S::snapshot_retention_days>},
      {"watermark_prefixes", texts<&S::watermark_prefixes>, value<&S::watermark_prefixes>},
      {"growing", part<&S::growing, set_prefixes_or_truth>, growing_value},
      {"window_bytes", bytes<&S::window_bytes, 1>, value<&S::window_bytes>},
      {"prefetch_bytes", bytes<&S::prefetch_bytes, 1>, value<&S::prefetch_bytes>},
      {"event_bytes_max", bytes<&S::event_bytes_max, 2>, value<&S::event_bytes_max>,
       number_line<&S::event_bytes_max>},
      {"task_bytes", bytes<&S::task_bytes, 1>, value<&S::task_bytes>, number_line<&S::task_bytes>},
      {"chunk_bytes", bytes<&S::chunk_bytes, 1>, value<&S::chunk_bytes>, number_line<&S::chunk_bytes>},
      {"chunk_objects_max", count<&S::chunk_objects_max, 1, 1'000'000>, value<&S::chunk_objects_max>,
       number_line<&S::chunk_objects_max>},
      {"file_bytes_max", bytes<&S::file_bytes_max, 1>, value<&S::file_bytes_max>,
       number_line<&S::file_bytes_max>},
      {"rows_bytes_max", bytes<&S::rows_bytes_max, 1>, value<&S::rows_bytes_max>,
       number_line<&S::rows_bytes_max>},
      {"explode", part<&S::explode, set_explode>,
       [](const S& settings) { return value_of(explode_text(settings.explode)); }, explode_line},
      {"event_time_range", part<&S::identification, set_event_time_range>, event_time_range_value,
       event_time_range_line},
      {"identification.source", pointer<&I::source>, pointer_value<&I::source>, source_line},
      {"identification.source_equals", part_text<&S::identification, &I::source_equals>, source_equals_value},
      {"identification.record_type", part<&S::identification, set_record_type_place>, record_type_value,
       record_type_lines},
      {"identification.record_type.constant", part<&S::identification, set_record_type_constant>,
       record_type_constant_value},
      {"identification.services", part<&S::identification, set_services>, service_values, service_lines},
      {"identification.event_id", pointer<&I::event_id>, pointer_value<&I::event_id>,
       pointer_line<&I::event_id>},
      {"identification.event_time", part<&S::identification, set_event_time>, event_time_values,
       event_time_lines},
      {"unwrap", part<&S::identification, set_unwrap>,
       [](const S& settings) -> SettingValue { return unwrap_text(settings.identification); }, unwrap_line},
      {"s3.endpoint", part_text<&S::s3, &S3Settings::endpoint>, part_value<&S::s3, &S3Settings::endpoint>},
      {"s3.region", part_text<&S::s3, &S3Settings::region>, part_value<&S::s3, &S3Settings::region>},
      {"s3.path_style", part_truth<&S::s3, &S3Settings::path_style>,
       part_value<&S::s3, &S3Settings::path_style>},
      {"s3.bucket_owner", part_text<&S::s3, &S3Settings::bucket_owner>,
       part_value<&S::s3, &S3Settings::bucket_owner>},
      {"s3.kms_key", part_text<&S::s3, &S3Settings::kms_key>, part_value<&S::s3, &S3Settings::kms_key>},
      {"s3.proxy", part_text<&S::s3, &S3Settings::proxy>, s3_proxy_value},
      {"s3.requests_max", part<&S::s3, set_s3_requests>, part_value<&S::s3, &S3Settings::requests_max>},
      {"logs.url", part<&S::logs, set_logs_url>, part_value<&S::logs, &LogsSettings::url>},
      {"logs.environment", part_text<&S::logs, &LogsSettings::environment>,
       part_value<&S::logs, &LogsSettings::environment>},
      {"logs.auth", part<&S::logs, set_logs_auth>, part_value<&S::logs, &LogsSettings::auth>},
      {"logs.ca", part_text<&S::logs, &LogsSettings::ca>, part_value<&S::logs, &LogsSettings::ca>},
      {"logs.region", part_text<&S::logs, &LogsSettings::region>,
       part_value<&S::logs, &LogsSettings::region>},
      {"logs.clean", part<&S::logs, set_logs_clean>, logs_clean_value},
      {"logs.requests_max", part<&S::logs, set_logs_requests>,
       part_value<&S::logs, &LogsSettings::requests_max>},
      {"metrics.folder", part_text<&S::metrics, &MetricsSettings::folder>,
       part_value<&S::metrics, &MetricsSettings::folder>},
      {"metrics.embedded", part_truth<&S::metrics, &MetricsSettings::embedded>,
       part_value<&S::metrics, &MetricsSettings::embedded>},
  };
  return kTable;
}

const Row* row_of(std::string_view key) {
  const auto row = std::ranges::find(table(), key, &Row::key);
  return row == table().end() ? nullptr : &*row;
}

const std::string kRecordTypes = "identification.record_types.";

}  // namespace

std::vector<std::string> Settings::keys() {
  std::vector<std::string> keys;
  for (const Row& row : table()) keys.push_back(row.key);
  std::ranges::sort(keys);
  keys.push_back(kRecordTypes + "<value>");
  return keys;
}

std::vector<std::pair<std::string, SettingValue>> Settings::values() const {
  std::vector<std::pair<std::string, SettingValue>> values;
  for (const Row& row : table()) values.emplace_back(row.key, row.value(*this));
  for (const auto& [text, type] : identification.record_types)
    values.emplace_back(kRecordTypes + text, std::string(name(type)));
  std::ranges::sort(values, {}, &std::pair<std::string, SettingValue>::first);
  return values;
}

SettingFlag Settings::flag(const std::string& key) { return row_of(key)->flag; }

Status Settings::set(const Setting& setting) {
  if (const Row* row = row_of(setting.key)) return row->apply(*this, setting);
  if (setting.key.starts_with(kRecordTypes)) {
    return set_record_type(identification, setting, setting.key.substr(kRecordTypes.size()));
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
  if (!growing.empty() && logs.clean == CleanLogs::File) {
    return fail(ErrorCode::Configuration,
                "growing and logs.clean: file do not go together: each part of an object would write over "
                "the documents that its clean events share");
  }
  return {};
}

std::string Settings::data_text() const {
  std::string data;
  for (const Row& row : table())
    if (row.data != nullptr) row.data(*this, row.key, data);
  return data;
}

}  // namespace headgate
