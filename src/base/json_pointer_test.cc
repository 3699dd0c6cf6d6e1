// SPDX-License-Identifier: Apache-2.0
#include "base/json_pointer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

TEST(JsonPointer, IsSplitWithItsEscapesTakenBack) {
  EXPECT_THAT(*split_json_pointer(""), IsEmpty());
  EXPECT_THAT(*split_json_pointer("/"), ElementsAre(""));
  EXPECT_THAT(*split_json_pointer("/a~1b/~0c/~01"), ElementsAre("a/b", "~c", "~1"));
  EXPECT_THAT(*split_json_pointer("/a//"), ElementsAre("a", "", ""));
  for (const std::string wrong : {"a", "/~", "/~2", "/a~", "#/a"})
    EXPECT_FALSE(split_json_pointer(wrong) || is_json_pointer(wrong)) << wrong;
}

TEST(JsonPointer, IsWrittenSoThatItSplitsIntoTheSameTokens) {
  EXPECT_EQ(pointer_text({}), "");
  EXPECT_EQ(pointer_text({""}), "/");
  EXPECT_EQ(pointer_step("a/b~c"), "/a~1b~0c");
  std::string pointer = "/x";
  append_token(pointer, "~1");
  EXPECT_EQ(pointer, "/x/~01");
  const std::vector<std::string> parts = {"", "~", "/", "~0", "~1", "a/b", "0", "*", "\xc3\xa9"};
  for (const std::string& first : parts) {
    for (const std::string& second : parts) {
      EXPECT_THAT(split_json_pointer(pointer_text({first, second})), Optional(ElementsAre(first, second)));
    }
  }
}

TEST(JsonPointer, NamesAnElementByItsPlace) {
  EXPECT_THAT(element_place("0", 1), Optional(0U));
  EXPECT_THAT(element_place("12"), Optional(12U));
  EXPECT_FALSE(element_place("1", 1));
  for (const char* wrong : {"", "-", "-1", "+1", "1x", " 1", "99999999999999999999"}) {
    EXPECT_FALSE(element_place(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace headgate
