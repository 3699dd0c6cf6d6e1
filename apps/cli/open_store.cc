// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/open_store.h"

#include <algorithm>
#include <thread>

#include "adapters/local/folder_path.h"
#include "adapters/local/local_store.h"
#include "adapters/s3/open_bucket.h"
#include "apps/cli/screen.h"
#include "apps/cli/stop.h"
#include "base/pages.h"
#include "layout/data_name.h"
#include "layout/layout.h"

namespace headgate::cli {

namespace {

Result<std::string> folder_of(const std::string& name, StoreRole role, const std::string& what) {
  return role == StoreRole::Landing ? folder_path(name, what) : existing_folder_path(name, what);
}

Result<std::unique_ptr<ObjectStore>> open_folder(const std::string& root, StoreRole role, const Settings&,
                                                 Pause) {
  if (role == StoreRole::Source) return LocalStore::open(root, LocalStore::Mode::Source);
  return LocalStore::open(
      root, role == StoreRole::Landing ? LocalStore::Mode::Landing : LocalStore::Mode::Source,
      {.unfinished = layout::kUnfinished, .staging = layout::kStaging, .published = layout::kData});
}

Result<std::string> bucket_of(const std::string& uri, StoreRole, const std::string& what) {
  return see(pages::kBuckets, s3::bucket_uri(uri, what));
}

/// Names where a landing's files are uploaded and copied to. Sources may lie beside them: layout::kRaw.
std::vector<std::string> uploads_of(StoreRole role) {
  if (role != StoreRole::Landing) return {};
  using enum layout::Output;
  std::vector<std::string> folders{layout::kStaging, layout::kRetired};
  for (const auto output : {CleanJson, DirtyJson, CleanParquet, ProfilingLogs, WrapperJson})
    folders.push_back(layout::folder_of(output));
  return folders;
}

Result<std::unique_ptr<ObjectStore>> open_bucket(const std::string& uri, StoreRole role,
                                                 const Settings& settings, Pause pause) {
  const S3Settings& s3 = settings.s3;
  auto opened = s3::open_bucket(uri, {.endpoint = s3.endpoint,
                                      .region = s3.region,
                                      .is_path_style = s3.path_style,
                                      .bucket_owner = s3.bucket_owner,
                                      .kms_key = s3.kms_key,
                                      .proxy = s3.proxy,
                                      .requests_max = s3.requests_max,
                                      .pause = std::move(pause),
                                      // A landing is left in order, and what is under way there with it.
                                      .stop = role == StoreRole::Landing ? nullptr : &stop_requested(),
                                      .is_only_read = role == StoreRole::Source,
                                      .upload_folders = uploads_of(role)});
  const bool is_denied = !opened && opened.error().code == ErrorCode::Denied;
  return see(is_denied ? pages::kCredentials : pages::kBuckets, std::move(opened));
}

struct Adapter {
  ByteView scheme;
  Result<std::string> (*place)(const std::string& uri, StoreRole role, const std::string& what);
  Result<std::unique_ptr<ObjectStore>> (*open)(const std::string& uri, StoreRole role,
                                               const Settings& settings, Pause pause);
};

// A new store is a line here.
constexpr Adapter kAdapters[] = {{"", folder_of, open_folder}, {"s3", bucket_of, open_bucket}};

Result<const Adapter*> adapter_of(const std::string& uri, const std::string& what) {
  const ByteView scheme = has_scheme(uri) ? ByteView(uri).substr(0, uri.find("://")) : ByteView();
  std::string known;
  for (const Adapter& adapter : kAdapters) {
    if (adapter.scheme == scheme) return &adapter;
    known += adapter.scheme.empty() ? "folders" : fmt::format(" and {}://", adapter.scheme);
  }
  return fail(ErrorCode::Configuration, "{} {}: headgate reads and writes {}, and nothing at {}://", what,
              uri, known, scheme);
}

}  // namespace

bool pause_unless_stopped(const Wait& wait) {
  using std::chrono::steady_clock;
  const auto end = steady_clock::now() + wait.pause;
  while (!stop_requested() && steady_clock::now() < end)
    std::this_thread::sleep_for(
        std::min<steady_clock::duration>(std::chrono::milliseconds(50), end - steady_clock::now()));
  return !stop_requested();
}

bool pause_with_a_word(const Wait& wait) {
  constexpr unsigned kTriesInSilence = 4;  // About a second.
  if (wait.tries > kTriesInSilence)
    tell(fmt::format("headgate: waiting for {} after {} tries: {}", wait.root, wait.tries, wait.why.message));
  return pause_unless_stopped(wait);
}

bool has_scheme(const std::string& name) { return name.find("://") != std::string::npos; }

Result<std::string> place_of(const std::string& uri, StoreRole role, const std::string& what) {
  if (uri.starts_with("s3:") && !has_scheme(uri)) {
    return fail(ErrorCode::Configuration,
                "{} {}: a bucket is written s3://bucket/prefix; for a folder of that name write ./{}", what,
                uri, uri);
  }
  TRY(const Adapter* const adapter, adapter_of(uri, what));
  return adapter->place(uri, role, what);
}

Result<std::unique_ptr<ObjectStore>> open_store(const std::string& uri, StoreRole role,
                                                const Settings& settings, Pause pause) {
  TRY(const Adapter* const adapter, adapter_of(uri, "the store"));
  return adapter->open(uri, role, settings, std::move(pause));
}

Result<std::unique_ptr<ObjectStore>> open_landing(const std::string& uri, const Settings& settings) {
  TRY(const std::string root, place_of(uri, StoreRole::ReadLanding, "the landing"));
  TRY(auto store, open_store(root, StoreRole::ReadLanding, settings));
  const auto record = store->stat(layout::kRecord);
  if (record) return store;
  if (record.error().code != ErrorCode::NotFound) return forward(record.error());
  return fail(ErrorCode::Configuration, "{} is no landing: it has no {}; see {}", root, layout::kRecord,
              pages::kSourcesAndLandings);
}

}  // namespace headgate::cli
