// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "cut/cut_test_support.h"
#include "cut/marks.h"
#include "cut/tape.h"

// Internal to the tests of this stage.
namespace headgate::cut_test {

/// One parsed event, with the bytes that its tape views.
struct Parsed {
  Window window;
  Tape tape;
};

inline std::unique_ptr<Parsed> parsed(ByteView text) {
  auto out = std::make_unique<Parsed>();
  Cutter cutter({});
  cutter.begin();
  MemoryReader reader(text);
  EXPECT_TRUE(cutter.cut(reader, out->window).has_value());
  EXPECT_EQ(out->window.pieces.size(), 1U) << text;
  ParseFault fault;
  EXPECT_TRUE(TapeParser({}).parse(out->window, out->window.pieces.front(), out->tape, fault))
      << text << ": " << name(fault.code);
  return out;
}

/// Parses one JSON value, whatever it is, past the cutter: an array stays one value.
inline std::unique_ptr<Parsed> parsed_value(ByteView text) {
  auto out = std::make_unique<Parsed>();
  out->window.bytes.append(text);
  out->window.bytes.pad();
  append_marks(text, 0, out->window.marks);
  Piece piece;
  piece.length = static_cast<std::uint32_t>(text.size());
  piece.mark_count = static_cast<std::uint32_t>(out->window.marks.size());
  ParseFault fault;
  EXPECT_TRUE(TapeParser({}).parse(out->window, piece, out->tape, fault)) << text << ": " << name(fault.code);
  return out;
}

/// Compiles a contract with this `expect` and these columns, both YAML in braces.
inline std::shared_ptr<const Plan> plan_of(const std::string& expect, const std::string& columns = "{}") {
  const auto plan =
      compile_contract("contract: c\nversion: 1.0.0\nservice: s\nrecord_type: event\nexpect: " + expect +
                           "\ntable: {columns: " + columns + "}\n",
                       "c.yaml");
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().message);
  return plan ? *plan : nullptr;
}

}  // namespace headgate::cut_test
