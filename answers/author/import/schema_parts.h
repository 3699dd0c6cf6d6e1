// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "answers/author/yaml/yaml.h"
#include "schema/schema.h"

// Internal to the stage: what schemas of other programs are translated with.
namespace headgate::author {

/// Adds the keywords of `part` to a schema: beside its own where none of them is taken, else under allOf.
void add_part(Yaml& schema, Yaml part);

/// Writes a `type`: one name, or a list.
Yaml type_yaml(TypeMask mask);

/// Gives a schema of one keyword.
inline Yaml keyword(const std::string& name, Yaml value) { return Yaml::map({{name, std::move(value)}}); }

/// Gathers what has to be told about a translation, each sentence with the places that it is about.
class Notes {
 public:
  void add(const std::string& sentence, const std::string& pointer);
  [[nodiscard]] std::vector<std::string> list() const;

 private:
  std::map<std::string, std::vector<std::string>> notes_;
};

}  // namespace headgate::author
