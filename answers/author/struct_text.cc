// SPDX-License-Identifier: Apache-2.0
#include "answers/author/struct_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "contract/column.h"
#include "schema/ascii.h"

namespace headgate::author {

namespace {

constexpr std::size_t kMadeNameMax = 110;  // `field_` may come in front, and a number behind.

/// Makes a field's name of a member's that cannot be one, or that another has.
std::string made_name(const std::string& member) {
  std::string name;
  for (const char c : member) {
    if (is_letter(c) || is_digit(c)) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
    if (name.size() == kMadeNameMax) break;
  }
  while (name.ends_with('_')) name.pop_back();
  if (name.empty()) return "field";
  return is_digit(name[0]) ? "field_" + name : name;  // 10m is a number to Hive.
}

std::vector<std::string> field_names(const std::vector<MemberType>& members) {
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return members[a].member < members[b].member; });
  std::vector<std::string> names(members.size());
  std::set<std::string> taken;
  for (const std::size_t i : order) {
    const std::string& member = members[i].member;
    if (is_column_name(member) && taken.insert(lower_case(member)).second) names[i] = member;
  }
  std::map<std::string, int> last;  // The last number behind a name.
  for (const std::size_t i : order) {
    if (!names[i].empty()) continue;
    const std::string first = made_name(members[i].member);
    int& number = last.try_emplace(lower_case(first), 1).first->second;
    names[i] = first;
    while (!taken.insert(lower_case(names[i])).second) names[i] = fmt::format("{}_{}", first, ++number);
  }
  return names;
}

}  // namespace

std::string struct_text(const std::vector<MemberType>& members) {
  const std::vector<std::string> names = field_names(members);
  std::string text;
  for (std::size_t i = 0; i < members.size(); ++i) {
    text += (text.empty() ? "" : ", ") + field_type_text(names[i], members[i].member, members[i].type);
  }
  return "struct<" + text + ">";
}

}  // namespace headgate::author
