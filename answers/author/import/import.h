// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "answers/author/schema_view.h"
#include "answers/author/yaml/yaml.h"
#include "judge/identify.h"

namespace headgate::author {

/// Holds expectations that were written for another program, in the words of a contract.
struct Imported {
  Yaml expect;
  std::vector<std::string> notes;  ///< Where a contract judges otherwise, and what was rewritten: for people.
  std::string version = "1.0.0";   ///< Of the contract.
};

/// Translates a schema of the Cerberus library (1.3). With `is_closed` members that it does not name are
/// refused, as Cerberus does unless it is told `allow_unknown=True`. What cannot be said exactly is
/// Configuration with its place, or stands in the notes.
Result<Imported> import_cerberus(const Document& fields, bool is_closed);

/// Translates a JSON Schema into one of 2020-12, which `expect` takes: what draft 4, 6, 7 and 2019-09 say in
/// other words is rewritten, and the notes tell. What has no counterpart is Configuration with its place.
Result<Imported> import_json_schema(const Document& schema);

/// Says whether a document calls itself a data contract of ODCS.
bool is_odcs(const DocumentNode& document);

/// Translates an object of a data contract of the Open Data Contract Standard, v3.0 or v3.1. `object` is its
/// name, which one alone does not need. `at` is where its rows stand in events.
Result<Imported> import_odcs(const Document& contract, const std::string& object, const PointerTokens& at);

/// Proposes the columns of a table for what a schema describes: one for each leaf, typed by what may stand
/// there; none for the event's id, which has its own. Gives the map `columns` of a contract.
Yaml propose_columns(const SchemaView& expect, const Identification& identification = {});

/// The type of a column that shows all that a schema lets stand at a place.
struct ProposedType {
  std::string type;
  bool wrap_scalar = false;
};
/// Proposes it for a place, by the names of members; nothing where the schema leaves open what stands there.
std::optional<ProposedType> propose_type(const SchemaView& expect, const std::vector<std::string>& from);

/// Writes a whole contract file: `heading` and the notes as comments in front, `expect`, and the columns
/// proposed for it.
Result<std::string> write_contract(const std::string& service, const std::string& record_type,
                                   const std::string& heading, const Imported& imported,
                                   const Identification& identification = {});

}  // namespace headgate::author
