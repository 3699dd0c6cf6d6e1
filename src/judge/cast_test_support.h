// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>

#include "judge/cast.h"
#include "judge/parsed_test_support.h"

// For the tests of casts.
namespace headgate::cut_test {

/// Writes an unscaled value with its sign.
inline std::string digits_of(const char* bytes) {
  __extension__ __int128 value = 0;
  std::memcpy(&value, bytes, sizeof value);
  const bool negative = value < 0;
  std::string digits;
  do {
    digits.insert(digits.begin(),
                  static_cast<char>('0' + static_cast<int>(negative ? -(value % 10) : value % 10)));
    value /= 10;
  } while (value != 0);
  return (negative ? "-" : "") + digits;
}

/// Writes slots for people: `[ "x" null ]` for a list, `{ 1 2.5 }` for a struct of two fields, `< "k" 1 >`
/// for a map.
inline std::string shown(const Column& column, const std::vector<Slot>& slots, std::size_t& at) {
  const Slot& slot = slots.at(at++);
  switch (slot.kind) {
    case Slot::Kind::Null: return "null";
    case Slot::Kind::Text: return fmt::format("\"{}\"", slot.view());
    case Slot::Kind::Int64: return std::to_string(slot.int64);
    case Slot::Kind::Double: return fmt::format("{}", slot.real);
    case Slot::Kind::Boolean: return slot.boolean ? "true" : "false";
    case Slot::Kind::Decimal: return digits_of(slot.text) + fmt::format("e-{}", column.scale);
    case Slot::Kind::Map: {
      std::string out = "<";
      for (std::uint32_t i = 0; i < slot.length; ++i) {
        for (const Column& part : column.children) out += ' ' + shown(part, slots, at);
      }
      return out + " >";
    }
    case Slot::Kind::List: {
      std::string out = "[";
      for (std::uint32_t i = 0; i < slot.length; ++i) out += ' ' + shown(column.children.front(), slots, at);
      return out + " ]";
    }
    case Slot::Kind::Struct: {
      std::string out = "{";
      for (const Column& field : column.children) out += ' ' + shown(field, slots, at);
      return out + " }";
    }
  }
  return "?";
}

/// Casts the value of /v for one column, `type: ...` and what else it has.
inline std::string cast(const std::string& column, ByteView event) {
  const auto plan = plan_of("true", "{v: {from: /v, " + column + "}}");
  const auto parsed = cut_test::parsed(event);
  Arena arena;
  std::vector<Slot> slots;
  Extractor().extract(parsed->tape, *plan, nullptr, arena, slots);
  std::size_t at = 0;
  std::string out = shown(plan->columns.front(), slots, at);
  EXPECT_EQ(at, slots.size());
  return out;
}

inline std::string cast_value(const std::string& type, const std::string& value) {
  return cast("type: '" + type + "'", "{\"v\":" + value + "}");
}

struct CastCase {
  std::string type, value, expected;
};

inline void expect_casts(const std::vector<CastCase>& cases) {
  for (const CastCase& c : cases)
    EXPECT_EQ(cast_value(c.type, c.value), c.expected) << c.value << " to " << c.type;
}

}  // namespace headgate::cut_test
