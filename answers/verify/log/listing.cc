// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/listing.h"

#include <algorithm>

#include "answers/verify/read/layout.h"

namespace headgate::verify {

Result<Listing> Listing::read(ObjectStore& landing, Faults& faults) {
  Listing listing;
  for (const char* prefix : {kBooksFolder, kData}) {
    std::vector<std::pair<std::string, Error>> unlistable;
    TRY(auto listed, landing.list(prefix, &unlistable));
    for (ObjectInfo& info : listed) listing.files_.push_back(std::move(info));
    for (const auto& [name, error] : unlistable) {
      faults.add(Invariant::Files, name, "", "a file or a folder", error.message);
    }
  }
  listing.named_.assign(listing.files_.size(), false);
  return listing;
}

std::size_t Listing::find(const std::string& file) const {
  const auto at =
      std::lower_bound(files_.begin(), files_.end(), file,
                       [](const ObjectInfo& info, const std::string& name) { return info.name < name; });
  return at != files_.end() && at->name == file ? static_cast<std::size_t>(at - files_.begin()) : kNone;
}

std::pair<std::size_t, std::size_t> Listing::under(const std::string& prefix) const {
  const auto first =
      std::lower_bound(files_.begin(), files_.end(), prefix,
                       [](const ObjectInfo& info, const std::string& name) { return info.name < name; });
  const auto last = std::find_if_not(first, files_.end(),
                                     [&](const ObjectInfo& info) { return info.name.starts_with(prefix); });
  return {static_cast<std::size_t>(first - files_.begin()), static_cast<std::size_t>(last - files_.begin())};
}

bool Listing::name(std::size_t at) {
  const bool is_new = !named_[at];
  named_[at] = true;
  return is_new;
}

}  // namespace headgate::verify
