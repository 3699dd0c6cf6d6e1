// SPDX-License-Identifier: Apache-2.0
#include "adapters/elasticsearch/mapping.h"

#include <nlohmann/json.hpp>

namespace headgate::elasticsearch {

namespace {

using OrderedJson = nlohmann::ordered_json;

// Longer texts are kept, and not found by their whole. Lucene refuses a term of more than 32766 bytes, and a
// character has four at most.
constexpr int kTermCharactersMax = 8000;

constexpr const char* kKeywords[] = {
    "address",      "object",  "kind",         "status",        "service",         "record_type",
    "event_id",     "table",   "contract",     "codes",         "pointers",        "contract_version",
    "data_version", "run",     "workflow_run", "job_run",       "ingested_run",    "commit_kind",
    "environment",  "landing", "landing_id",   "warning_codes", "warning_pointers"};
constexpr const char* kDates[] = {"@timestamp", "event_time", "ingested", "loaded", "started"};
constexpr const char* kLongs[] = {"offset",        "length", "commit",  "violation_count",
                                  "warning_count", "events", "commits", "lag_s"};
constexpr const char* kDoubles[] = {"duration_s", "bytes_per_s", "events_per_s", "dirty_rate"};
constexpr const char* kBooks[] = {"bytes_read", "frame_bytes", "separator_bytes", "dropped_bytes",
                                  "frames",     "events",      "dropped_ranges",  "unidentified",
                                  "unparsable", "clean_lines", "dirty_lines",     "log_lines",
                                  "rows",       "index_rows",  "files_staged",    "files_named"};
// The names by which the known pipeline calls them.
constexpr const char* kAliases[][2] = {{"passed", "clean"},
                                       {"event_filename", "object"},
                                       {"service_name", "service"},
                                       {"service_type", "record_type"},
                                       {"workflow_run_id", "workflow_run"},
                                       {"job_run_id", "job_run"},
                                       {"errors", "messages"}};

OrderedJson mapping() {
  OrderedJson fields;
  const OrderedJson keyword = {{"type", "keyword"}, {"ignore_above", kTermCharactersMax}};
  for (const char* const name : kDates) fields[name] = {{"type", "date"}};
  for (const char* const name : kKeywords) fields[name] = keyword;
  for (const char* const name : kLongs) fields[name] = {{"type", "long"}};
  for (const char* const name : kDoubles) fields[name] = {{"type", "double"}};
  for (const char* const name : {"clean", "recovered"}) fields[name] = {{"type", "boolean"}};
  for (const char* const name : {"messages", "warning_messages"})
    fields[name] = {{"type", "text"}, {"fields", {{"raw", keyword}}}};
  OrderedJson books;
  for (const char* const name : kBooks) books[name] = {{"type", "long"}};
  fields["books"] = {{"properties", books}};
  for (const auto& [alias, name] : kAliases) fields[alias] = {{"type", "alias"}, {"path", name}};
  return {{"dynamic", false}, {"properties", fields}};
}

}  // namespace

std::string mapping_json() { return mapping().dump(); }

std::string template_json() {
  const OrderedJson body = {{"index_patterns", {"event_file_logs_*"}},
                            {"priority", 200},
                            {"template", {{"mappings", mapping()}}},
                            {"_meta", {{"made_by", "headgate"}}}};
  return body.dump();
}

}  // namespace headgate::elasticsearch
