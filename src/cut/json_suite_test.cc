// SPDX-License-Identifier: Apache-2.0
// The official JSON test suite (github.com/nst/JSONTestSuite), each file as an event file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "cut/cut_test_support.h"
#include "cut/tape.h"

namespace headgate {
namespace {

std::filesystem::path suite() {
  const char* shared = std::getenv("EVENTS_SHARED");
  const std::filesystem::path root = shared != nullptr ? shared : HEADGATE_SOURCE_DIR "/../shared";
  return root / "suites/json/test_parsing";
}

/// Names what becomes of each piece of a file: `json`, or the code of what is wrong.
std::string outcomes(ByteView text) {
  Cutter cutter({});
  cutter.begin();
  MemoryReader reader(text);
  Window window;
  EXPECT_TRUE(cutter.cut(reader, window).has_value());
  EXPECT_TRUE(window.last);
  std::string out;
  for (const Piece& piece : window.pieces) {
    if (!out.empty()) out += ' ';
    Tape tape;
    ParseFault fault;
    if (piece.kind == Piece::Kind::Dropped) {
      out += name(code_of(piece.reason));
    } else {
      out += TapeParser({}).parse(window, piece, tape, fault) ? "json" : name(fault.code);
    }
  }
  return out;
}

std::map<std::string, std::string> outcomes_of_files(const std::string& prefix) {
  std::map<std::string, std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(suite())) {
    const std::string file = entry.path().stem().string();
    if (!file.starts_with(prefix)) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    out[file] = outcomes(text.str());
  }
  return out;
}

class JsonSuite : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(suite())) GTEST_SKIP() << "no JSON test suite at " << suite();
  }
};

TEST_F(JsonSuite, TakesWhatHasToBeTaken) {
  // JSON, but no two readers agree on what these two say.
  std::map<std::string, std::string> expected = {{"y_object_duplicated_key", "duplicate_key"},
                                                 {"y_object_duplicated_key_and_value", "duplicate_key"}};
  const auto found = outcomes_of_files("y_");
  EXPECT_EQ(found.size(), 95U);
  for (const auto& [file, outcome] : found) {
    if (expected.contains(file)) {
      EXPECT_EQ(outcome, expected[file]) << file;
    } else {
      EXPECT_EQ(outcome.find_first_not_of("json "), std::string::npos) << file << ": " << outcome;
    }
  }
}

TEST_F(JsonSuite, RefusesWhatHasToBeRefused) {
  // An event file holds any number of values, one behind the other: so these are files without a value, or
  // with two.
  const std::map<std::string, std::string> streams = {
      {"n_single_space", ""},
      {"n_structure_no_data", ""},
      {"n_structure_UTF8_BOM_no_data", ""},
      {"n_structure_double_array", ""},
      {"n_structure_object_with_trailing_garbage", "json json"}};
  const auto found = outcomes_of_files("n_");
  EXPECT_EQ(found.size(), 188U);
  for (const auto& [file, outcome] : found) {
    if (const auto stream = streams.find(file); stream != streams.end()) {
      EXPECT_EQ(outcome, stream->second) << file;
    } else {
      EXPECT_NE(outcome.find_first_not_of("json "), std::string::npos) << file << ": " << outcome;
    }
  }
}

TEST_F(JsonSuite, HasTheseOutcomesWhereReadersMayDiffer) {
  const std::map<std::string, std::string> expected = {
      {"i_number_double_huge_neg_exp", "json"},
      {"i_number_huge_exp", "json"},
      {"i_number_neg_int_huge_exp", "json"},
      {"i_number_pos_double_huge_exp", "json"},
      {"i_number_real_neg_overflow", "json"},
      {"i_number_real_pos_overflow", "json"},
      {"i_number_real_underflow", "json"},
      {"i_number_too_big_neg_int", "json"},
      {"i_number_too_big_pos_int", "json"},
      {"i_number_very_big_negative_int", "json"},
      {"i_object_key_lone_2nd_surrogate", "lone_surrogate"},
      {"i_string_1st_surrogate_but_2nd_missing", "lone_surrogate"},
      {"i_string_1st_valid_surrogate_2nd_invalid", "lone_surrogate"},
      {"i_string_UTF-16LE_with_BOM", "not_json"},
      {"i_string_UTF-8_invalid_sequence", "invalid_utf8"},
      {"i_string_UTF8_surrogate_U+D800", "invalid_utf8"},
      {"i_string_incomplete_surrogate_and_escape_valid", "lone_surrogate"},
      {"i_string_incomplete_surrogate_pair", "lone_surrogate"},
      {"i_string_incomplete_surrogates_escape_valid", "lone_surrogate"},
      {"i_string_invalid_lonely_surrogate", "lone_surrogate"},
      {"i_string_invalid_surrogate", "lone_surrogate"},
      {"i_string_invalid_utf-8", "invalid_utf8"},
      {"i_string_inverted_surrogates_U+1D11E", "lone_surrogate"},
      {"i_string_iso_latin_1", "invalid_utf8"},
      {"i_string_lone_second_surrogate", "lone_surrogate"},
      {"i_string_lone_utf8_continuation_byte", "invalid_utf8"},
      {"i_string_not_in_unicode_range", "invalid_utf8"},
      {"i_string_overlong_sequence_2_bytes", "invalid_utf8"},
      {"i_string_overlong_sequence_6_bytes", "invalid_utf8"},
      {"i_string_overlong_sequence_6_bytes_null", "invalid_utf8"},
      {"i_string_truncated-utf-8", "invalid_utf8"},
      {"i_string_utf16BE_no_BOM", "not_json"},
      {"i_string_utf16LE_no_BOM", "not_json unclosed_array"},
      {"i_structure_500_nested_arrays", "json"},
      {"i_structure_UTF-8_BOM_empty_object", "json"},
  };
  EXPECT_EQ(expected.size(), 35U);
  EXPECT_EQ(outcomes_of_files("i_"), expected);
}

}  // namespace
}  // namespace headgate
