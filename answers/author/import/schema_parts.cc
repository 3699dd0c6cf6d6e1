// SPDX-License-Identifier: Apache-2.0
#include "answers/author/import/schema_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "schema/keywords.h"

namespace headgate::author {

void add_part(Yaml& schema, Yaml part) {
  const auto has = [&](const char* key) { return schema.find(key) != nullptr; };
  // `items` means the elements behind prefixItems, additionalProperties the members beside properties.
  const bool is_taken = std::any_of(part.members.begin(), part.members.end(), [&](const auto& member) {
    return has(member.first.c_str()) || (member.first == "items" && has("prefixItems")) ||
           (member.first == "prefixItems" && has("items")) ||
           (member.first == "additionalProperties" && has("properties"));
  });
  if (!is_taken) {
    for (auto& [key, value] : part.members) schema.set(key, std::move(value));
    return;
  }
  const Yaml* all = schema.find("allOf");
  Yaml branches = all == nullptr ? Yaml::list({}) : *all;
  branches.items.push_back(std::move(part));
  schema.set("allOf", std::move(branches));
}

Yaml type_yaml(TypeMask mask) {
  const std::vector<std::string> words = type_words(mask);
  return words.size() == 1 ? Yaml::text(words.front()) : Yaml::texts(words);
}

void Notes::add(const std::string& sentence, const std::string& pointer) {
  std::vector<std::string>& places = notes_[sentence];
  const std::string place = pointer.empty() ? "/" : pointer;
  if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
}

std::vector<std::string> Notes::list() const {
  constexpr std::ptrdiff_t kPlacesShown = 5;
  std::vector<std::string> all;
  for (const auto& [sentence, places] : notes_) {
    const std::ptrdiff_t more = std::ssize(places) - kPlacesShown;
    const auto end = more > 0 ? places.begin() + kPlacesShown : places.end();
    all.push_back(fmt::format("{} ({}{})", sentence, fmt::join(places.begin(), end, ", "),
                              more > 0 ? fmt::format(" and {} more", more) : ""));
  }
  return all;
}

}  // namespace headgate::author
