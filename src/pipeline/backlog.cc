// SPDX-License-Identifier: Apache-2.0
#include "pipeline/backlog.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/pages.h"
#include "base/parallel.h"
#include "layout/layout.h"
#include "pipeline/growth.h"
#include "read/object_reader.h"

namespace headgate {

namespace {

constexpr Micros kDay = Micros{24 * 3600} * 1'000'000;

/// Hashes the stored bytes of an object: what tells whether one that moved has really changed.
Result<std::string> stored_hash(ObjectStore& source, const ObjectInfo& info) {
  TRY(auto bytes, source.open(info.name, info.etag));
  ContentHash hash;
  std::string buffer(256 * KiB, '\0');
  for (;;) {
    TRY(const std::size_t n, bytes->read(buffer.data(), buffer.size()));
    if (n == 0) return hash.hex();
    hash.feed(ByteView(buffer).substr(0, n));
  }
}

/// Gives the form in which an object is pending; nothing where one of its generations has this content.
Result<Growth> pending_form(ObjectStore& source, const ObjectInfo& info,
                            const std::optional<LedgerEntry>& known, const Settings& settings) {
  if (known && known->find_etag(info.etag) != nullptr) return Growth();
  if (settings.grows(info.name)) return measure_growth(source, info, known, settings.cutter());
  if (!known) return Growth{TaskObject{info, 1}};
  const auto& generations = known->generations;
  const auto has_size = [&](const Generation& each) { return each.size_bytes == info.size_bytes; };
  if (std::any_of(generations.begin(), generations.end(), has_size)) {
    TRY(const std::string hash, stored_hash(source, info));
    const auto is_same = [&](const Generation& each) { return each.hash == hash; };
    if (std::any_of(generations.begin(), generations.end(), is_same)) return Growth();
  }
  return Growth{TaskObject{info, generations.back().generation + 1}};
}

/// Gives the form of each object; Error where it is one of the object's own.
Result<std::vector<Result<Growth>>> pending_forms(ObjectStore& source, const Settings& settings,
                                                  const std::vector<Ledger::Difference>& differences) {
  std::vector<Result<Growth>> forms(differences.size());
  const bool reads_much = std::ranges::any_of(
      differences, [&](const Ledger::Difference& each) { return settings.grows(each.info->name); });
  const std::size_t threads = reads_much ? std::max(settings.thread_count(), source.calls_at_once()) : 1;
  TRY_OK(in_parallel(threads, forms.size(), [&](std::size_t i) -> Status {
    forms[i] = pending_form(source, *differences[i].info, differences[i].known, settings);
    if (!forms[i] && !is_of_one_object(forms[i].error())) return forward(forms[i].error());
    return {};
  }));
  return forms;
}

std::string listing_name(const std::string& source_name) { return layout::kListings + source_name; }

/// Says whether the whole source has to be listed: by default, and with watermarks once a day.
Result<bool> is_whole_due(const CommitLog& log, ObjectStore& store, const Settings& settings, Micros now) {
  if (settings.watermark_prefixes.empty() || log.head() == 0) return true;
  const auto text = store.get(listing_name(settings.source_name));
  if (!text && text.error().code == ErrorCode::NotFound) return true;
  if (!text) return forward(text.error());
  const auto listed = parse_time(text->substr(0, text->find('\n')));
  return !listed || *listed + kDay < now || *listed > now;
}

using Unlistable = std::vector<std::pair<std::string, Error>>;

Result<std::vector<ObjectInfo>> list_behind_watermarks(ObjectStore& source, CommitLog& log,
                                                       const Settings& settings, Unlistable& unlistable) {
  std::vector<ObjectInfo> listed;
  for (const std::string& prefix : settings.watermark_prefixes) {
    TRY(const std::string last, log.last_name(settings.source_name, prefix));
    TRY(auto more, source.list_after(prefix, last, &unlistable));
    std::move(more.begin(), more.end(), std::back_inserter(listed));
  }
  // What grows does so under a name that stands before the watermark.
  for (const std::string& prefix : settings.growing) {
    TRY(auto more, source.list_after(prefix, "", &unlistable));
    std::move(more.begin(), more.end(), std::back_inserter(listed));
  }
  const auto by_name = [](const ObjectInfo& a, const ObjectInfo& b) { return a.name < b.name; };
  std::sort(listed.begin(), listed.end(), by_name);
  const auto same = [](const ObjectInfo& a, const ObjectInfo& b) { return a.name == b.name; };
  listed.erase(std::unique(listed.begin(), listed.end(), same), listed.end());
  return listed;
}

}  // namespace

bool is_of_one_object(const Error& error) {
  return error.kind == ErrorClass::Permanent && error.code != ErrorCode::Interrupted;
}

Result<Backlog> list_backlog(ObjectStore& source, CommitLog& landing, const Settings& settings, Micros now) {
  Backlog backlog;
  Unlistable unlistable;
  TRY(backlog.is_whole, is_whole_due(landing, landing.store(), settings, now));
  TRY(const auto listed, backlog.is_whole ? source.list("", &unlistable)
                                          : list_behind_watermarks(source, landing, settings, unlistable));
  for (const auto& [name, error] : unlistable) backlog.skipped.push_back({name, error.message});
  backlog.objects = listed.size();
  for (const ObjectInfo& info : listed) {
    backlog.bytes += info.size_bytes;
    if (info.name != layout::kRecord && !info.name.ends_with("/" + layout::kRecord)) continue;
    return fail(
        ErrorCode::Configuration,
        "the source {} holds a landing ({}): its outputs would be read as event files. Choose a folder that "
        "holds event files alone; see {}",
        source.root(), info.name, pages::kSourcesAndLandings);
  }
  TRY(const auto differences, landing.compare(settings.source_name, listed));
  backlog.done_objects = listed.size() - differences.size();
  TRY(const auto forms, pending_forms(source, settings, differences));
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const auto& [info, known] = differences[i];
    if (!forms[i]) {
      backlog.skipped.push_back({info->name, forms[i].error().message});
      continue;
    }
    const Growth& form = *forms[i];
    backlog.left_objects += form.is_unfinished ? 1 : 0;
    backlog.left_bytes += form.left_bytes;
    if (form.pending) {
      backlog.pending_bytes += info->size_bytes;
      backlog.pending.push_back(*form.pending);
    } else if (known) {
      ++backlog.done_objects;
    }
  }
  return backlog;
}

Status remember_listing(ObjectStore& landing, bool is_whole, const Settings& settings, Micros now) {
  if (settings.watermark_prefixes.empty() || !is_whole) return {};
  return landing.put(listing_name(settings.source_name), format_time(now) + "\n");
}

Result<std::optional<TaskObject>> still_pending(ObjectStore& source, CommitLog& log, const Settings& settings,
                                                const TaskObject& object) {
  TRY(const auto known, log.find(settings.source_name, object.info.name));
  TRY(auto form, pending_form(source, object.info, known, settings));
  return std::move(form.pending);
}

Chunk cut_chunk(const std::vector<TaskObject>& pending, std::size_t first, const Settings& settings) {
  Chunk chunk;
  std::uint64_t task_bytes = 0, chunk_bytes = 0;
  for (std::size_t i = first; i < pending.size(); ++i) {
    const std::uint64_t size = pending[i].info.size_bytes;
    const std::size_t taken = i - first;
    if (taken > 0 && (chunk_bytes + size > settings.chunk_bytes || taken == settings.chunk_objects_max)) {
      break;
    }
    if (chunk.tasks.empty() || task_bytes + size > settings.task_bytes) {
      chunk.tasks.emplace_back();
      task_bytes = 0;
    }
    chunk.tasks.back().objects.push_back(pending[i]);
    task_bytes += size;
    chunk_bytes += size;
  }
  return chunk;
}

std::vector<Chunk> cut_chunks(const std::vector<TaskObject>& pending, const Settings& settings) {
  std::vector<Chunk> chunks;
  for (std::size_t first = 0; first < pending.size(); first += object_count(chunks.back()))
    chunks.push_back(cut_chunk(pending, first, settings));
  return chunks;
}

std::size_t object_count(const Chunk& chunk) {
  std::size_t count = 0;
  for (const Task& task : chunk.tasks) count += task.objects.size();
  return count;
}

std::string task_name(const Task& task, const std::string& source_name, const std::string& plan_hash) {
  std::string text = plan_hash + "\n" + source_name + "\n";
  for (const TaskObject& object : task.objects) {
    text += fmt::format("{}\n{}\n{}:{}\n", object.generation, object.info.size_bytes, object.info.name.size(),
                        object.info.name);
    if (object.part) text += fmt::format("part {} {}\n", object.part->begin, object.part->end);
  }
  return hash_hex(text).substr(0, 20);
}

}  // namespace headgate
