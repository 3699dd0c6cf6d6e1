// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "schema/document.h"
#include "schema/schema.h"

namespace headgate {

/// Says how a keyword holds schemas.
enum class Holds : std::uint8_t { Nothing, Schema, List, Map };

/// One keyword of JSON Schema 2020-12: what whoever goes through a schema has to know of it.
struct Keyword {
  std::string name;
  Holds holds = Holds::Nothing;
  TypeMask about = types::All;  ///< Which values it says something about; 0 where it judges none.
};

/// Lists every keyword of the standard.
const std::vector<Keyword>& keywords();

/// Gives what is known of a keyword: nullptr where the standard has none of that name.
const Keyword* find_keyword(const std::string& name);

/// Gives the mask of a type's name (`integer`); 0 where it is none.
TypeMask type_mask(const std::string& word);

/// Gives the words for types as the keyword `type` takes them; a number is an integer, too.
std::vector<std::string> type_words(TypeMask mask);

/// Says how a keyword holds schemas; `definitions` of earlier drafts does, too: references lead there.
Holds holds_schemas(const std::string& keyword);

/// A schema that stands right inside of another one.
struct InnerSchema {
  const DocumentNode::Member& keyword;
  std::string step;  ///< The way to it: `/properties/a`.
  Document schema;
};

/// Lists the schemas right inside of a schema, by the keywords that hold schemas and by no others: what looks
/// like one elsewhere, in `enum` or `default`, is none. `schema` has to outlive the list.
std::vector<InnerSchema> inner_schemas(const DocumentNode& schema);

}  // namespace headgate
