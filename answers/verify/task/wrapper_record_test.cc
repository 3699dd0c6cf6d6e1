// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/wrapper_record.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace headgate::verify {
namespace {

/// Reads a record with this in it; gives the key that is wrong, or the way of what its array holds.
std::string read(const std::string& members) {
  Frames frames;
  frames.objects["s/a"] = 0;
  const std::string text = R"({"address":"s/a@5+12","object":"s/a","offset":5,"length":12,)" + members + "}";
  JsonText line;
  EXPECT_TRUE(line.read(text)) << text;
  WrapperRecord record;
  const auto wrong = read_wrapper(line, frames, record);
  return wrong ? wrong->key : record.elements_way;
}

TEST(WrapperRecord, IsReadByItsPage) {
  EXPECT_EQ(read(R"("part":"head","way":"","wrapper":null,"array":12,"raw":"{\"g\":1,\"R\":[]}")"), "/R/*");
  EXPECT_EQ(read(R"("part":"head","way":"/R/*","wrapper":0,"array":12,"raw":"{\"R\":{\"bb\":[]}}")"),
            "/R/*/R/bb/*");
  EXPECT_EQ(read(R"("part":"whole","way":"","wrapper":null,"array":6,"raw":"{\"R\":[],\"z\":1}")"), "length");
  EXPECT_EQ(read(R"("part":"whole","way":"","wrapper":null,"array":6,"raw":"{\"R\":[]}")"), "/R/*");
  EXPECT_EQ(read(R"("part":"tail","way":"","wrapper":3,"array":6,"raw":"{\"R\":[],\"zzzzz\":\"1\"}")"),
            "length");
  EXPECT_EQ(read(R"("part":"tail","way":"","wrapper":3,"array":6,"raw":"{\"R\":[],\"zzz\":\"12\"}")"),
            "/R/*");
}

TEST(WrapperRecord, SaysWhatIsWrong) {
  const std::string good = R"("way":"","wrapper":null,"array":12,"raw":"{\"g\":1,\"R\":[]}")";
  EXPECT_EQ(read(R"("part":"heads",)" + good), "part");
  EXPECT_EQ(read(R"("part":"head","way":"","wrapper":"x","array":12,"raw":"{\"g\":1,\"R\":[]}")"), "wrapper");
  EXPECT_EQ(read(R"("part":"head","way":"","wrapper":null,"array":11,"raw":"{\"g\":1,\"R\":[]}")"), "array");
  EXPECT_EQ(read(R"("part":"head","way":"","wrapper":null,"array":12,"raw":"{\"g\":1,\"R\":[1]}")"), "array");
  EXPECT_EQ(read(R"("part":"head","way":"","wrapper":null,"array":2,"raw":"[[]]")"), "raw");
  EXPECT_EQ(read(R"("part":"head","way":"","wrapper":null,"array":12,"raw":"{\"g\":1,\"R\":[],\"z\":1}")"),
            "raw");
  EXPECT_EQ(read(R"("part":"head","way":"","wrapper":null,"array":12)"), "way, raw");
}

}  // namespace
}  // namespace headgate::verify
