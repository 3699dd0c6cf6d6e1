// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/hash.h"
#include "base/json.h"

namespace headgate::verify {

namespace {

/// Writes a service as the part of a path.
std::string folder_part(ByteView service) {
  constexpr std::size_t kBytesMax = 64, kBytesKept = 29;
  std::string part;
  for (std::size_t i = 0; i < service.size(); ++i) {
    const char c = service[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool inner = i != 0 && (c == '.' || c == '_');
    if (letter || (c >= '0' && c <= '9') || c == '-' || inner) {
      part += c;
    } else {
      part += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return part.size() <= kBytesMax ? part : part.substr(0, kBytesKept) + "%23" + hash_hex(service);
}

}  // namespace

std::string commit_file(std::uint64_t seq) { return fmt::format("{}{:020}.json", kCommits, seq); }
std::string applied_file(std::uint64_t seq) { return fmt::format("{}{:020}", kApplied, seq); }
std::string checkpoint_file(std::uint64_t seq) { return fmt::format("{}{:020}.json", kCheckpoints, seq); }

std::string node_file(std::uint64_t seq, const std::string& hash) {
  return fmt::format("{}{:020}-{}.json", kLedger, seq, hash);
}

std::string retired_file(std::uint64_t seq, const std::string& final_name) {
  return fmt::format("{}{:020}/{}", kRetired, seq, final_name);
}

std::string manifest_file(const std::string& run, const std::string& task) {
  return fmt::format("{}{}/{}.json", kManifests, run, task);
}

std::string staged_manifest_file(const std::string& manifest) {
  const std::string run = run_of(manifest, kManifests);
  const std::string rest = manifest.substr(std::string(kManifests).size() + run.size());
  return fmt::format("{}{}/manifests{}", kStaging, run, rest);
}

bool is_hint_or_reserved(const std::string& file) {
  constexpr const char* kFolders[] = {"_headgate/dead_letters/", "_headgate/loaded/", "_headgate/listings/",
                                      "_headgate/fenced/", "_headgate/doctor/"};
  return file == "_headgate/last_failure.json" ||
         std::ranges::any_of(kFolders, [&](const char* folder) { return file.starts_with(folder); });
}

OutputKind output_kind(const std::string& final_name) {
  if (final_name.starts_with(kFrameIndex)) return OutputKind::Index;
  if (final_name.starts_with("data/clean_parquet/")) return OutputKind::Table;
  if (final_name.starts_with("data/clean_json/")) return OutputKind::CleanLines;
  if (final_name.starts_with("data/wrapper_json/")) return OutputKind::Wrappers;
  return final_name.starts_with("data/profiling_logs/") ? OutputKind::Log : OutputKind::DirtyLines;
}

std::string index_file(const std::string& task) { return kFrameIndex + task + ".parquet"; }
bool is_from_3(const std::string& data_version) { return std::atoi(data_version.c_str()) >= 3; }
bool is_from_4(const std::string& data_version) { return std::atoi(data_version.c_str()) >= 4; }
bool is_from_5(const std::string& data_version) { return std::atoi(data_version.c_str()) >= 5; }

std::string log_file(const std::string& task) { return "data/profiling_logs/" + task + ".ndjson"; }

std::string wrapper_file(const std::string& task) { return "data/wrapper_json/" + task + ".ndjson"; }

std::string line_file(bool clean, ByteView service, ByteView record_type, const std::string& task) {
  return fmt::format("data/{}/service={}/record_type={}/{}.ndjson", clean ? "clean_json" : "dirty_json",
                     service.empty() ? "_unknown" : folder_part(service),
                     record_type.empty() ? "_unknown" : record_type, task);
}

std::string table_folder(ByteView table, std::optional<Micros> event_time) {
  const CivilHour hour = event_time ? civil_hour(*event_time) : CivilHour{0, 0, 0, 0};
  return fmt::format("data/clean_parquet/{}/year={}/month={}/day={}/hour={}/", table, hour.year, hour.month,
                     hour.day, hour.hour);
}

std::string object_label(const ObjectRecord& object) {
  std::string label = object.source + "/";
  for (std::size_t at = 0; at < object.object.size();) {
    // Whole characters go over as they are, but for the tilde; a byte that is none as its number.
    const ByteView rest = ByteView(object.object).substr(at);
    const std::size_t whole = utf8_prefix(rest);
    if (whole == 0) {
      label += fmt::format("~x{:02x}", static_cast<unsigned char>(object.object[at++]));
      continue;
    }
    for (const char c : rest.substr(0, whole)) {
      if (c == '~') label += '~';
      label += c;
    }
    at += whole;
  }
  return object.generation > 1 ? label + fmt::format("~{}", object.generation) : label;
}

std::string address_text(ByteView object, std::int64_t offset, std::int64_t length) {
  return fmt::format("{}@{}+{}", object, offset, length);
}

constexpr std::size_t kTaskDigits = 20;

std::string task_of(const std::string& plan_hash, const std::vector<ObjectRecord>& objects,
                    const std::optional<std::uint64_t>& rewrites) {
  std::string text = plan_hash + "\n" + (objects.empty() ? "" : objects.front().source) + "\n";
  for (const ObjectRecord& object : objects) {
    text +=
        fmt::format("{}\n{}\n{}:{}\n", object.generation, object.size, object.object.size(), object.object);
    if (object.part) text += fmt::format("part {} {}\n", object.part->begin, object.part->end);
  }
  if (rewrites) text += fmt::format("rewrites {}\n", *rewrites);
  return hash_hex(text).substr(0, kTaskDigits);
}

std::string maker_of(const std::string& final_name) {
  return final_name.substr(final_name.rfind('/') + 1, kTaskDigits);
}

std::string run_of(const std::string& file, ByteView prefix) {
  const std::string rest = file.substr(prefix.size());
  return rest.substr(0, rest.find('/'));
}

}  // namespace headgate::verify
