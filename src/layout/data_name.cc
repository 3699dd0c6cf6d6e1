// SPDX-License-Identifier: Apache-2.0
#include "layout/data_name.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "base/hash.h"
#include "layout/layout.h"

namespace headgate::layout {

namespace {

constexpr ByteView kFolders[] = {"clean_json", "dirty_json", "clean_parquet", "profiling_logs",
                                 "wrapper_json"};
constexpr ByteView kUnknown = "_unknown";
constexpr ByteView kService = "service=", kRecordType = "record_type=";
constexpr ByteView kLines = ".ndjson", kTable = ".parquet";

std::vector<ByteView> split(ByteView name) {
  std::vector<ByteView> parts;
  for (std::size_t slash; (slash = name.find('/')) != ByteView::npos; name.remove_prefix(slash + 1))
    parts.push_back(name.substr(0, slash));
  parts.push_back(name);
  return parts;
}

std::optional<Output> output_of(ByteView folder) {
  for (std::size_t i = 0; i < std::size(kFolders); ++i) {
    if (kFolders[i] == folder) return static_cast<Output>(i);
  }
  return {};
}

/// Says whether the lines of an output have a folder for each service and record type.
bool has_services(Output output) { return output == Output::CleanJson || output == Output::DirtyJson; }

/// Takes what a text begins or ends with off it; false where it does not.
bool take_prefix(ByteView& text, ByteView prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}
bool take_suffix(ByteView& text, ByteView suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

template <class Number>
bool read_number(ByteView text, ByteView prefix, Number& number) {
  if (!take_prefix(text, prefix)) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_lines(const std::vector<ByteView>& parts, DataName& name) {
  ByteView task = parts.back();
  if (!take_suffix(task, kLines)) return false;
  name.task = task;
  if (!has_services(name.output)) return parts.size() == 2;
  if (parts.size() != 4) return false;
  ByteView service = parts[1], record_type = parts[2];
  if (!take_prefix(service, kService) || !take_prefix(record_type, kRecordType)) return false;
  name.service = service;
  name.record_type = record_type;
  return !service.empty() && !record_type.empty();
}

bool read_table(const std::vector<ByteView>& parts, DataName& name) {
  if (parts.size() != 7) return false;
  name.table = parts[1];
  ByteView file = parts[6];
  const std::size_t dash = file.rfind('-');
  if (dash == ByteView::npos || !take_suffix(file, kTable)) return false;
  name.task = file.substr(0, dash);
  return !name.table.empty() && name.table != "." && name.table != ".." &&
         read_number(parts[2], "year=", name.hour.year) && read_number(parts[3], "month=", name.hour.month) &&
         read_number(parts[4], "day=", name.hour.day) && read_number(parts[5], "hour=", name.hour.hour) &&
         read_number(file.substr(dash), "-", name.number);
}

}  // namespace

DataFolder lines_folder(bool is_clean, ByteView service, ByteView record_type) {
  // What we say ourselves needs no escape; a service that calls itself `_unknown` gets one.
  return {is_clean ? Output::CleanJson : Output::DirtyJson,
          service.empty() ? std::string(kUnknown) : path_part(service),
          std::string(record_type.empty() ? kUnknown : record_type)};
}

DataName lines_name(const DataFolder& folder, const std::string& task) { return {folder, task, {}, {}, 0}; }

DataName table_name(const std::string& table, const CivilHour& hour, const std::string& task,
                    std::uint32_t number) {
  return {{Output::CleanParquet, {}, {}}, task, table, hour, number};
}

std::string DataName::text() const {
  if (output == Output::CleanParquet)
    return fmt::format("{}{}/{}-{}{}", table_folder(table), partition(hour), task, number, kTable);
  const std::string folder = folder_of(output);
  if (!has_services(output)) return fmt::format("{}{}{}", folder, task, kLines);
  return fmt::format("{}{}{}/{}{}/{}{}", folder, kService, service, kRecordType, record_type, task, kLines);
}

std::optional<DataName> DataName::parse(ByteView text) {
  const ByteView whole = text;
  if (!take_prefix(text, kData)) return {};
  const std::vector<ByteView> parts = split(text);
  const auto output = output_of(parts.front());
  if (!output) return {};
  DataName name;
  name.output = *output;
  const bool is_read = *output == Output::CleanParquet ? read_table(parts, name) : read_lines(parts, name);
  // A number that is written in another way names another file.
  if (!is_read || name.task.empty() || name.text() != whole) return {};
  return name;
}

std::string folder_of(Output output) {
  return fmt::format("{}{}/", kData, kFolders[static_cast<std::size_t>(output)]);
}

std::string table_folder(const std::string& table) { return folder_of(Output::CleanParquet) + table + "/"; }

std::string table_pattern(const std::string& table) { return table_folder(table) + "year=*/**/*.parquet"; }

std::string partition(const CivilHour& hour) {
  return fmt::format("year={}/month={}/day={}/hour={}", hour.year, hour.month, hour.day, hour.hour);
}

std::string path_part(ByteView name) {
  constexpr std::size_t kPartBytesMax = 64;
  std::string part;
  for (const char c : name) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '-' || (!part.empty() && (c == '.' || c == '_'));
    part += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  if (part.size() > kPartBytesMax) return part.substr(0, 29) + "%23" + hash_hex(name);
  return part;
}

}  // namespace headgate::layout
