// SPDX-License-Identifier: Apache-2.0
// How the cutter finds the end of a container: by its brackets, commas, colons and keys alone.
#include <algorithm>

#include "cut/cutter.h"

namespace headgate {

/// Walks the marks of one container and leaves `walked_` where it ends, breaks, or runs out.
/// Where no value begins, but goes on, `objects_` says what is open.
Cutter::Walk Cutter::walk(ByteView bytes, Want want) {
  const std::uint32_t* marks = marker_.marks().data();
  // Where a value is too large nothing behind needs to be known.
  const std::size_t end = std::min<std::size_t>(marker_.marks().back(), at_ + options_.event_bytes_max + 1);
  if (want == Want::Value) objects_.clear();
  groups_ = 0;
  bool object = want != Want::Value;
  for (std::size_t i = mark_;; ++i) {
    walked_ = i;
    if (marks[i] >= end) return Walk::Incomplete;
    const char c = bytes[marks[i]];
    bool close = false;
    switch (want) {
      case Want::KeyOrEnd:
        if ((close = c == '}')) break;
        [[fallthrough]];
      case Want::Key:
        if (c != '"') return Walk::Broken;
        if (objects_.size() == 1) groups_ |= groups_of_key(bytes, marks[i]);
        want = Want::Colon;
        break;
      case Want::Colon:
        if (c != ':') return Walk::Broken;
        want = Want::Value;
        break;
      case Want::ValueOrEnd:
        if ((close = c == ']')) break;
        [[fallthrough]];
      case Want::Value:
        if (c == '{' || c == '[') {
          object = c == '{';
          objects_.push_back(object);
          want = object ? Want::KeyOrEnd : Want::ValueOrEnd;
        } else if (c == '}' || c == ']' || c == ':' || c == ',') {
          return Walk::Broken;
        } else {
          want = Want::CommaOrEnd;
        }
        break;
      case Want::CommaOrEnd:
        if (c == ',') {
          want = object ? Want::Key : Want::Value;
        } else if (c == (object ? '}' : ']')) {
          close = true;
        } else {
          return Walk::Broken;
        }
        break;
    }
    if (!close) continue;
    objects_.pop_back();
    if (objects_.empty()) return Walk::Whole;
    object = objects_.back();
    want = Want::CommaOrEnd;
  }
}

/// Gives the groups of the key that stands at `at`.
std::uint32_t Cutter::groups_of_key(ByteView bytes, std::size_t at) const {
  std::uint32_t groups = 0;
  for (const auto& [key, group] : quoted_resume_keys_)
    if (bytes.compare(at, key.size(), key) == 0) groups |= group;
  return groups;
}

}  // namespace headgate
