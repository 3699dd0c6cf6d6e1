// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "answers/author/import/import.h"
#include "answers/author/import/schema_parts.h"

// Internal to the stage: data contracts of ODCS. What stands around a schema object is read in
// import_odcs.cc, an element of it in odcs_elements.cc, its rules of quality in odcs_quality.cc.
namespace headgate::author {

/// Translates the objects and properties of a data contract.
class OdcsReader {
 public:
  /// Translates a schema object, whose rows stand at a pointer in events.
  Result<Yaml> object(const DocumentNode& object, const std::string& pointer);

  void note(const std::string& sentence, const std::string& pointer) { notes_.add(sentence, pointer); }
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  /// One property, or the elements of a list, while it is translated.
  struct Work {
    const DocumentNode& node;
    const std::string& pointer;
    int depth;
    TypeMask types = 0;        ///< What logicalType says; 0 where nothing is said.
    bool is_required = false;  ///< It may not be null, and as a member it has to be there.
    Yaml schema;
    Yaml values;  ///< Of enum, without null; of no kind but Map where there is none.
  };

  Result<Yaml> element(const DocumentNode& node, const std::string& pointer, int depth, bool& is_required);
  Status type(Work& work);
  Status members(const DocumentNode& object, const std::string& pointer, int depth, Yaml& schema);
  Status elements(Work& work);
  Status options(Work& work);
  Status option(Work& work, const DocumentNode& options, const DocumentNode::Member& member);
  Status bound(Work& work, const DocumentNode& options, const DocumentNode::Member& member);
  Status width(Work& work, const DocumentNode& format);
  Status listed(Work& work, const DocumentNode& list);
  Status custom(Work& work);
  Status quality(Work& work);
  Status rule(Work& work, const DocumentNode& rule);
  Status invalid_values(Work& work, const DocumentNode& arguments);
  Status missing_values(Work& work, const DocumentNode& arguments);
  void words(const DocumentNode& node, Yaml& schema) const;
  void leave_out(const DocumentNode& node, const std::string& pointer);

  Notes notes_;
  std::set<std::string> left_out_;  ///< Keys.
};

/// Gives the name that a property has in the data.
std::string odcs_member_name(const DocumentNode& property);

}  // namespace headgate::author
