// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/member.h"

#include <algorithm>
#include <charconv>

namespace headgate::sample {

namespace {

/// Walks over JSON text that is known to be good: no checks.
class Walk {
 public:
  Walk(ByteView json, std::size_t at) : json_(json), at_(at) { spaces(); }

  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] char here() const { return json_[at_]; }

  /// Steps over one bracket, comma or colon.
  void mark() {
    ++at_;
    spaces();
  }

  /// Steps over a string and gives its inside.
  ByteView string() {
    const std::size_t start = ++at_;
    while (json_[at_] != '"') at_ += json_[at_] == '\\' ? 2 : 1;
    return json_.substr(start, at_++ - start);
  }

  void value() {
    int depth = 0;
    do {
      const char c = json_[at_];
      const bool opens = c == '{' || c == '[', closes = c == '}' || c == ']';
      depth += opens - closes;
      if (c == '"') string();
      else if (opens || closes) ++at_;
      else at_ = std::min(json_.find_first_of(depth == 0 ? ",]} \t" : "\"{}[]", at_), json_.size());
    } while (depth > 0);
  }

  void spaces() {
    while (at_ < json_.size() && (json_[at_] == ' ' || json_[at_] == '\t')) ++at_;
  }

 private:
  ByteView json_;
  std::size_t at_;
};

/// Finds the member `name`, or the element of that number, of the object or list that starts at `start`.
std::optional<Member> find_child(ByteView json, std::size_t start, ByteView name) {
  Walk walk(json, start);
  const bool object = walk.here() == '{';
  if (!object && walk.here() != '[') return {};
  std::size_t wanted = 0;
  if (!object) std::from_chars(name.data(), name.data() + name.size(), wanted);
  walk.mark();
  for (std::size_t i = 0; walk.here() != '}' && walk.here() != ']'; ++i) {
    const std::size_t begin = walk.at();
    bool found = !object && i == wanted;
    if (object) {
      found = walk.string() == name;
      walk.spaces();
      walk.mark();
    }
    const std::size_t value = walk.at();
    walk.value();
    if (found) return Member{begin, value, walk.at()};
    walk.spaces();
    if (walk.here() == ',') walk.mark();
  }
  return {};
}

}  // namespace

std::optional<Member> find_member(ByteView json, ByteView pointer) {
  std::optional<Member> found = Member{0, 0, json.size()};
  while (found && !pointer.empty()) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    found = find_child(json, found->value, pointer.substr(1, end - 1));
    pointer.remove_prefix(end);
  }
  return found;
}

void replace_value(std::string& json, const Member& member, ByteView value) {
  json.replace(member.value, member.end - member.value, value);
}

void remove_member(std::string& json, const Member& member) {
  std::size_t begin = member.begin;
  std::size_t end = json.find_first_of(",}]", member.end);
  if (json[end] == ',') {
    ++end;
  } else if (const std::size_t before = json.find_last_not_of(" \t", begin - 1); json[before] == ',') {
    begin = before;
  }
  json.erase(begin, end - begin);
}

}  // namespace headgate::sample
