// SPDX-License-Identifier: Apache-2.0
#include "sink/frame_index.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace headgate {
namespace {

/// The cells of a row; what is empty is null, and so is what has no name here.
std::vector<ScannedCell> cells(ByteView kind, ByteView status, ByteView codes, ByteView outcome = {}) {
  std::vector<ScannedCell> cells(FrameIndex::column_names().size());
  const auto set = [&](const std::string& column, ByteView text) {
    const auto names = FrameIndex::column_names();
    ScannedCell& cell =
        cells[static_cast<std::size_t>(std::find(names.begin(), names.end(), column) - names.begin())];
    cell.text = text;
    cell.is_null = text.empty();
  };
  set("kind", kind);
  set("status", status);
  set("codes", codes);
  set("outcome", outcome);
  return cells;
}

TEST(FrameIndex, TellsTheOutcomeOfARow) {
  using Kind = Outcome::Kind;
  for (const auto& [text, kind] : {std::pair<ByteView, Kind>{"event", Kind::Event},
                                   {"unidentified", Kind::Unidentified},
                                   {"unparsable", Kind::Unparsable},
                                   {"dropped", Kind::Dropped}}) {
    const auto row = cells("frame", "dirty", "type", text);
    EXPECT_EQ(FrameIndexRow::of(row).outcome, kind) << text;
  }
}

TEST(FrameIndex, TellsTheOutcomeOfARowBeforeDataVersion3) {
  using Kind = Outcome::Kind;
  const auto outcome = [](ByteView kind, ByteView status, ByteView codes) {
    return FrameIndexRow::of(cells(kind, status, codes)).outcome;
  };
  EXPECT_EQ(outcome("frame", "clean", ""), Kind::Event);
  for (const ByteView codes : {"type", "type,required", "no_contract", "event_time", "too_costly"})
    EXPECT_EQ(outcome("frame", "dirty", codes), Kind::Event) << codes;
  for (const ByteView code : {"not_an_object", "foreign_source", "unknown_record_type", "unknown_service"})
    EXPECT_EQ(outcome("frame", "dirty", code), Kind::Unidentified) << code;
  for (const ByteView code : {"invalid_literal", "invalid_utf8", "duplicate_key", "too_deep", "not_json"})
    EXPECT_EQ(outcome("frame", "dirty", code), Kind::Unparsable) << code;
  for (const ByteView code : {"not_json", "broken_structure", "too_large"})
    EXPECT_EQ(outcome("dropped", "dirty", code), Kind::Dropped) << code;
}

}  // namespace
}  // namespace headgate
