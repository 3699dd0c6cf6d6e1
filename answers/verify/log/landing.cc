// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/landing.h"

#include <algorithm>
#include <iterator>

#include "answers/verify/read/layout.h"

namespace headgate::verify {

Result<Landing> Landing::read(ObjectStore& store, Faults& faults) {
  Landing landing(store, faults);
  for (const char* prefix : {kBooksFolder, kData}) {
    Unlistable unlistable;
    TRY(auto listed, store.list(prefix, &unlistable));
    std::move(listed.begin(), listed.end(), std::back_inserter(landing.files_));
    for (const auto& [name, error] : unlistable) {
      faults.add(Invariant::Files, name, "", "a file or a folder", error.message);
    }
  }
  landing.named_.assign(landing.size(), false);
  return landing;
}

std::size_t Landing::find(const std::string& file) const {
  const auto at = std::ranges::lower_bound(files_, file, {}, &ObjectInfo::name);
  return at != files_.end() && at->name == file ? static_cast<std::size_t>(at - files_.begin()) : kNone;
}

std::ranges::iota_view<std::size_t, std::size_t> Landing::under(const std::string& prefix) const {
  const auto first = std::ranges::lower_bound(files_, prefix, {}, &ObjectInfo::name);
  const auto last = std::find_if_not(first, files_.end(),
                                     [&](const ObjectInfo& info) { return info.name.starts_with(prefix); });
  return {static_cast<std::size_t>(first - files_.begin()), static_cast<std::size_t>(last - files_.begin())};
}

bool Landing::name(std::size_t at) {
  const bool is_new = !named_[at];
  named_[at] = true;
  return is_new;
}

bool Landing::name_if_there(const std::string& file) {
  const std::size_t at = find(file);
  if (at != kNone) name(at);
  return at != kNone;
}

}  // namespace headgate::verify
