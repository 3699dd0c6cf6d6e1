// SPDX-License-Identifier: Apache-2.0
#include "store/ranged_listing.h"

#include <algorithm>
#include <climits>
#include <iterator>

#include "base/parallel.h"

namespace headgate {

namespace {

/// So many pages are listed one after the other before it is worth asking for folders.
constexpr int kPagesAlone = 2;
constexpr int kLevelsMax = 8;
constexpr std::size_t kRangesMax = 32;

/// The names behind `after`, and up to `until` where that is not empty.
struct NameRange {
  std::string after, until;
};

/// Adds the names of a range to `objects`, no more than so many pages; says whether that were all.
Result<bool> list_pages(ObjectStore& store, const std::string& prefix, const NameRange& range, int pages_max,
                        std::vector<ObjectInfo>& objects, Unlistable* unlistable) {
  std::string last = range.after;
  for (int i = 0; i < pages_max; ++i) {
    TRY(ListedPage page, store.list_page(prefix, last, unlistable));
    if (page.objects.empty()) return true;
    last = page.objects.back().name;
    const bool is_over = !range.until.empty() && last > range.until;
    if (is_over) std::erase_if(page.objects, [&](const ObjectInfo& info) { return info.name > range.until; });
    std::move(page.objects.begin(), page.objects.end(), std::back_inserter(objects));
    if (is_over || page.is_last) return true;
  }
  return false;
}

/// Gives names of folders behind `after`, in order: about so many, taken evenly from all that were found.
Result<std::vector<std::string>> folders_behind(ObjectStore& store, const std::string& prefix,
                                                const std::string& after, std::size_t wanted) {
  std::vector<std::string> level{prefix}, behind;
  for (int depth = 0; depth < kLevelsMax && !level.empty() && behind.size() < wanted; ++depth) {
    std::vector<std::vector<std::string>> below(level.size());
    TRY_OK(in_parallel(store.calls_at_once(), level.size(), [&](std::size_t i) -> Status {
      TRY(below[i], store.folders(level[i]));
      return {};
    }));
    level.clear();
    for (auto& folders : below) std::move(folders.begin(), folders.end(), std::back_inserter(level));
    std::ranges::copy_if(level, std::back_inserter(behind), [&](const auto& name) { return name > after; });
    if (level.size() > kRangesMax) break;  // To look below each of them costs more than it brings.
  }
  std::ranges::sort(behind);
  if (behind.size() <= wanted) return behind;
  std::vector<std::string> some;
  for (std::size_t i = 0; i < wanted; ++i) some.push_back(behind[i * behind.size() / wanted]);
  return some;
}

}  // namespace

Result<std::vector<ObjectInfo>> list_ranges(ObjectStore& store, const std::string& prefix,
                                            const std::string& after, Unlistable* unlistable) {
  std::vector<ObjectInfo> all;
  const unsigned at_once = store.calls_at_once();
  const int pages_alone = at_once == 1 ? INT_MAX : kPagesAlone;
  TRY(const bool is_whole, list_pages(store, prefix, {after, ""}, pages_alone, all, unlistable));
  if (is_whole) return all;

  const std::string last = all.back().name;
  const std::size_t wanted = std::min<std::size_t>(at_once, kRangesMax);
  TRY(const auto folders, folders_behind(store, prefix, last, wanted));
  std::vector<NameRange> ranges{{last, ""}};
  for (const std::string& folder : folders) {
    ranges.back().until = folder;
    ranges.push_back({folder, ""});
  }
  std::vector<std::vector<ObjectInfo>> parts(ranges.size());
  std::vector<Unlistable> unlisted(ranges.size());
  TRY_OK(in_parallel(at_once, ranges.size(), [&](std::size_t i) -> Status {
    Unlistable* const skipped = unlistable == nullptr ? nullptr : &unlisted[i];
    const auto listed = list_pages(store, prefix, ranges[i], INT_MAX, parts[i], skipped);
    return listed ? Status() : forward(listed.error());
  }));
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    std::move(parts[i].begin(), parts[i].end(), std::back_inserter(all));
    if (unlistable != nullptr)
      std::move(unlisted[i].begin(), unlisted[i].end(), std::back_inserter(*unlistable));
  }
  return all;
}

}  // namespace headgate
