// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "answers/author/import/odcs_reader.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

std::string text_of(const DocumentNode& rule, const char* key) {
  const DocumentNode* const value = value_of(rule, key);
  return value == nullptr ? "" : value->text;
}

/// Says whether a rule tolerates no row at all: then it asks something of each event.
bool tolerates_nothing(const DocumentNode& rule) {
  const auto is = [&](const char* key, const char* number) {
    const DocumentNode* const value = value_of(rule, key);
    return value != nullptr && value->is(Kind::Number) && value->text == number;
  };
  const bool is_share = text_of(rule, "unit") == "percent";
  return is("mustBe", "0") || is("mustBeLessOrEqualTo", "0") || (is("mustBeLessThan", "1") && !is_share);
}

/// In v3.0 a rule of valid values needs no operator: all are to be.
bool has_operator(const DocumentNode& rule) {
  for (const DocumentNode::Member& member : rule.members) {
    if (member.key.starts_with("must")) return true;
  }
  return false;
}

}  // namespace

Status OdcsReader::quality(Work& work) {
  const DocumentNode* const rules = value_of(work.node, "quality");
  if (rules == nullptr || rules->is(Kind::Null)) return {};
  if (!rules->is(Kind::List))
    return refuse(*rules, "quality has to be a list, here stands {}", describe(*rules));
  for (const Document& each : rules->items) {
    if (!each->is(Kind::Map)) return refuse(*each, "a rule has to be a map, here stands {}", describe(*each));
    TRY_OK(rule(work, *each));
  }
  return {};
}

Status OdcsReader::rule(Work& work, const DocumentNode& rule) {
  const std::string type = text_of(rule, "type");
  if (!type.empty() && type != "library") {
    note(fmt::format("not taken over: quality of the type {}", type), work.pointer);
    return {};
  }
  const std::string metric =
      value_of(rule, "metric") == nullptr ? text_of(rule, "rule") : text_of(rule, "metric");
  if (metric == "duplicateValues" || metric == "duplicateCount" || metric == "rowCount" || work.depth == 0) {
    note(fmt::format("not taken over: quality {}, which is about all rows", metric), work.pointer);
    return {};
  }
  const bool is_valid_values = metric == "validValues" && !has_operator(rule);
  if (!is_valid_values && !tolerates_nothing(rule)) {
    note(fmt::format("not taken over: quality {}, which takes a number of rows", metric), work.pointer);
    return {};
  }
  const DocumentNode* const given = value_of(rule, "arguments");
  const DocumentNode& arguments = given == nullptr || !given->is(Kind::Map) ? rule : *given;
  if (metric == "nullValues") {
    work.is_required = true;
  } else if (metric == "invalidValues" || is_valid_values) {
    return invalid_values(work, arguments);
  } else if (metric == "missingValues") {
    return missing_values(work, arguments);
  } else {
    note(fmt::format("not taken over: quality {}, which is not known here", metric), work.pointer);
  }
  return {};
}

Status OdcsReader::invalid_values(Work& work, const DocumentNode& arguments) {
  const DocumentNode* const values = value_of(arguments, "validValues");
  const DocumentNode* const pattern = value_of(arguments, "pattern");
  if (values != nullptr) TRY_OK(listed(work, *values));
  if (pattern != nullptr) add_part(work.schema, keyword("pattern", Yaml::of(*pattern)));
  if (values == nullptr && pattern == nullptr)
    note("not taken over: quality invalidValues without validValues and pattern", work.pointer);
  return {};
}

Status OdcsReader::missing_values(Work& work, const DocumentNode& arguments) {
  const DocumentNode* const values = value_of(arguments, "missingValues");
  if (values == nullptr || !values->is(Kind::List)) {
    note("not taken over: quality missingValues without missingValues", work.pointer);
    return {};
  }
  Yaml texts = Yaml::list({});
  for (const Document& value : values->items) {
    if (value->is(Kind::Null)) {
      work.is_required = true;
    } else {
      texts.items.push_back(Yaml::of(*value));
    }
  }
  if (!texts.items.empty()) add_part(work.schema, keyword("not", keyword("enum", std::move(texts))));
  return {};
}

}  // namespace headgate::author
