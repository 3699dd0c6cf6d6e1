// SPDX-License-Identifier: Apache-2.0
#include "read/form.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace headgate {
namespace {

using namespace std::string_literals;

std::string form_of(const std::string& head) {
  const auto form = foreign_form(head);
  return form ? std::string(form->what) : "";
}

TEST(Form, KnowsArchivesAndTables) {
  const std::pair<std::string, std::string> forms[] = {
      {"PK\x03\x04"s, "a zip archive"},
      {"PK\x05\x06"s, "an empty zip archive"},
      {"BZh91AY&SY"s, "packed with bzip2"},
      {"BZh1\x17rE8P\x90"s, "packed with bzip2"},
      {"\xfd\x37zXZ\0"s, "packed with xz"},
      {"7z\xbc\xaf\x27\x1c"s, "a 7z archive"},
      {"\x04\x22\x4d\x18"s, "packed with lz4"},
      {"\xff\x06\0\0sNaPpY"s, "packed with snappy"},
      {"Obj\x01"s, "an Avro file"},
      {"PAR1\x15\x04"s, "a Parquet file"},
      {"ORC\n\x1c"s, "an ORC file"},
      {"SEQ\x06"s, "a Hadoop sequence file"},
      {"ARROW1\0\0"s, "an Arrow file"},
      {"\xe0\x01\0\xea"s, "binary Ion"},
  };
  for (const auto& [head, what] : forms) {
    EXPECT_EQ(form_of(head), what);
    EXPECT_EQ(form_of(head + std::string(80, '\x01')), what);
    EXPECT_EQ(encoding_of(head), Encoding::Plain);
  }
}

/// Writes text of ASCII in units of so many bytes.
std::string wide(const std::string& text, std::size_t size, bool big) {
  std::string out;
  for (const char c : text) {
    std::string unit(size, '\0');
    unit[big ? size - 1 : 0] = c;
    out += unit;
  }
  return out;
}

TEST(Form, KnowsWideCharacters) {
  for (const auto& text : {"{\"id\":1}"s, "[\n1]"s, " \r\n{}"s, "\"x\""s, "12"s}) {
    for (const std::size_t size : {2U, 4U}) {
      for (const bool big : {false, true}) {
        std::string mark = big ? "\xfe\xff"s : "\xff\xfe"s;
        if (size == 4) mark = big ? "\0\0"s + mark : mark + "\0\0"s;
        const std::string what =
            "UTF-" + std::to_string(8 * size) + (big ? " (big-endian) text" : " (little-endian) text");
        for (const auto& head : {wide(text, size, big), mark + wide(text, size, big), mark})
          EXPECT_EQ(form_of(head), what) << text;
      }
    }
  }
}

TEST(Form, TakesNoTextForItsFirstLetters) {
  for (const auto& head : {""s,
                           "PAR1"s,
                           "PAR1 {}"s,
                           "ORC\n{\"id\":1}\n"s,
                           "SEQ"s,
                           "SEQUENCE {}"s,
                           "BZh"s,
                           "BZh9 {}"s,
                           "PK {}"s,
                           "Obj{}"s,
                           "7z{}"s,
                           "{\0"s,
                           "{\0{}"s,
                           "{\0\"id\":1}"s,
                           "\0{"s,
                           "\n\0\n\0{}"s,
                           "\xff\xfe{}"s,
                           "\xfe\xff {}"s,
                           "\xff\xfe\xff{}"s,
                           "\xef\xbb\xbf{}"s,
                           "\0\0\0\0{}"s,
                           "1\0\0"s,
                           "t\0\xe9\x20"s,
                           "x\0y\0"s}) {
    EXPECT_EQ(form_of(head), "") << head;
  }
}

}  // namespace
}  // namespace headgate
