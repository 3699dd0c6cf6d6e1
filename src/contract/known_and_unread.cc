// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "contract/contract.h"

namespace headgate {

namespace {

constexpr std::size_t kListedMax = 10'000;
constexpr std::size_t kStepsMax = 1'000'000;
constexpr std::size_t kDepthMax = 1024;  // No event is deeper.

class Listing {
 public:
  explicit Listing(const Plan& plan) : plan_(plan), open_(plan.reaches.size()) {}

  std::vector<std::string> list() {
    if (!plan_.reaches.empty()) walk(0);
    return {found_.begin(), found_.end()};
  }

 private:
  /// Looks at the place at `pointer_` and at all below it, once on each way down.
  void walk(std::uint32_t at) {
    const Reach& reach = plan_.reaches[at];
    if (reach.whole || found_.size() >= kListedMax || ++steps_ > kStepsMax) return;
    if (depth_ != 0 && is_unread(reach)) found_.insert(pointer_);
    if (open_[at] || depth_ == kDepthMax) {
      found_.insert(pointer_ + "/…");
      return;
    }
    open_[at] = true;
    ++depth_;
    for (std::uint32_t i = 0; i < reach.below.count; ++i) {
      below(static_cast<std::int32_t>(plan_.reaches_below[reach.below.first + i]),
            plan_.reach_keys[reach.keys].keys()[i]);
    }
    for (std::uint32_t i = 0; i < reach.patterns.count; ++i) {
      any(plan_.reach_patterns[reach.patterns.first + i].second);
    }
    any(reach.others);
    any(reach.elements);
    --depth_;
    open_[at] = false;
  }

  void below(std::int32_t at, const std::string& key) {
    const std::size_t size = pointer_.size();
    append_token(pointer_, key);
    walk(static_cast<std::uint32_t>(at));
    pointer_.resize(size);
  }

  void any(std::int32_t at) {
    if (at == kNone) return;
    pointer_ += "/*";
    walk(static_cast<std::uint32_t>(at));
    pointer_.resize(pointer_.size() - 2);
  }

  /// An object whose members are known says nothing by itself, and neither does null.
  static bool is_unread(const Reach& reach) {
    if (!reach.named || reach.shown) return false;
    if ((reach.type & ~(types::Object | types::Null)) != 0) return true;
    const bool has_members = reach.keys != kNone || reach.others != kNone || reach.patterns.count != 0;
    return (reach.type & types::Object) != 0 && !has_members;
  }

  const Plan& plan_;
  std::vector<bool> open_;
  std::size_t depth_ = 0, steps_ = 0;
  std::string pointer_;
  std::set<std::string> found_;
};

}  // namespace

std::vector<std::string> known_and_unread(const Plan& plan) { return Listing(plan).list(); }

}  // namespace headgate
