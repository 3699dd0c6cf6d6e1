// SPDX-License-Identifier: Apache-2.0
#include "cut/violation_code.h"

namespace headgate {

ByteView name(Code code) {
  if (const BoundRule* const bound = bound_of(code)) return bound->keyword;
  switch (code) {
    case Code::NotJson: return "not_json";
    case Code::BrokenStructure: return "broken_structure";
    case Code::Truncated: return "truncated";
    case Code::StraySeparator: return "stray_separator";
    case Code::MissingComma: return "missing_comma";
    case Code::UnclosedArray: return "unclosed_array";
    case Code::InvalidLiteral: return "invalid_literal";
    case Code::InvalidNumber: return "invalid_number";
    case Code::InvalidEscape: return "invalid_escape";
    case Code::InvalidUtf8: return "invalid_utf8";
    case Code::ControlCharacter: return "control_character";
    case Code::LoneSurrogate: return "lone_surrogate";
    case Code::DuplicateKey: return "duplicate_key";
    case Code::TooLarge: return "too_large";
    case Code::TooDeep: return "too_deep";
    case Code::TooCostly: return "too_costly";
    case Code::NotAnObject: return "not_an_object";
    case Code::ForeignSource: return "foreign_source";
    case Code::UnknownRecordType: return "unknown_record_type";
    case Code::UnknownService: return "unknown_service";
    case Code::NoContract: return "no_contract";
    case Code::EventTime: return "event_time";
    case Code::UnknownWrapper: return "unknown_wrapper";
    case Code::Type: return "type";
    case Code::Required: return "required";
    case Code::Enum: return "enum";
    case Code::Const: return "const";
    case Code::AnyOf: return "anyOf";
    case Code::OneOf: return "oneOf";
    case Code::Never: return "false";
    case Code::Not: return "not";
    case Code::Pattern: return "pattern";
    case Code::Format: return "format";
    case Code::UniqueItems: return "uniqueItems";
    case Code::Contains: return "contains";
    case Code::MinContains: return "minContains";
    case Code::MaxContains: return "maxContains";
    case Code::PropertyNames: return "propertyNames";
    case Code::DependentRequired: return "dependentRequired";
    case Code::AdditionalProperties: return "additionalProperties";
    case Code::UnevaluatedProperties: return "unevaluatedProperties";
    case Code::UnevaluatedItems: return "unevaluatedItems";
    case Code::Bound: break;  // It was found above.
  }
  return {};
}

ByteView family(Code code) {
  if (code < Code::TooLarge) return "parse";
  if (code < Code::NotAnObject) return "limit";
  return code < Code::Type ? "identity" : "rule";
}

Code code_of(const BoundRule& rule) {
  return static_cast<Code>(static_cast<int>(Code::Bound) + (&rule - bound_rules().data()));
}

const BoundRule* bound_of(Code code) {
  return code < Code::Bound ? nullptr
                            : bound_rules().data() + (static_cast<int>(code) - static_cast<int>(Code::Bound));
}

Code code_of(DropReason reason) {
  switch (reason) {
    case DropReason::NotJson: return Code::NotJson;
    case DropReason::BrokenStructure: return Code::BrokenStructure;
    case DropReason::Truncated: return Code::Truncated;
    case DropReason::TooLarge: return Code::TooLarge;
    case DropReason::StraySeparator: return Code::StraySeparator;
    case DropReason::MissingComma: return Code::MissingComma;
    case DropReason::UnclosedArray: return Code::UnclosedArray;
  }
  return Code::NotJson;
}

}  // namespace headgate
