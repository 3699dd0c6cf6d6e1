// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/open_store.h"

#include "adapters/local/local_store.h"
#include "apps/cli/places.h"
#include "layout/layout.h"

namespace headgate::cli {

namespace {

Result<std::unique_ptr<ObjectStore>> open_folder(const std::string& root, StoreRole role) {
  if (role == StoreRole::Source) return LocalStore::open(root, LocalStore::Mode::Source);
  return LocalStore::open(
      root, role == StoreRole::Landing ? LocalStore::Mode::Landing : LocalStore::Mode::Source,
      {.unfinished = layout::kUnfinished, .staging = layout::kStaging, .published = layout::kData});
}

struct Adapter {
  ByteView scheme;
  Result<std::unique_ptr<ObjectStore>> (*open)(const std::string& uri, StoreRole role);
};

// A new store is a line here.
constexpr Adapter kAdapters[] = {{"", open_folder}};

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_store(const std::string& uri, StoreRole role) {
  const std::size_t end = uri.find("://");
  const ByteView scheme = end == std::string::npos ? ByteView() : ByteView(uri).substr(0, end);
  for (const Adapter& adapter : kAdapters) {
    if (adapter.scheme == scheme) return adapter.open(uri, role);
  }
  return forward(check_is_folder_name(uri, "the store").error());
}

Result<std::unique_ptr<ObjectStore>> open_landing(const std::string& folder) {
  TRY(const std::string root, check_folder(folder, "the landing"));
  TRY(auto store, open_store(root, StoreRole::ReadLanding));
  const auto record = store->stat(layout::kRecord);
  if (record) return store;
  if (record.error().code != ErrorCode::NotFound) return forward(record.error());
  return fail(ErrorCode::Configuration, "{} is no landing: it has no {}", root, layout::kRecord);
}

}  // namespace headgate::cli
