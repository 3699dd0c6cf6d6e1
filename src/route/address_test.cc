// SPDX-License-Identifier: Apache-2.0
#include "route/address.h"

#include <gtest/gtest.h>

namespace headgate {
namespace {

TEST(Address, IsTakenApartAndPutTogether) {
  for (const std::string text : {"source/a@247+172", "s/a@b+c/d@0+0", "s/~xff~~@18446744073709551615+1"}) {
    const auto address = Address::parse(text);
    ASSERT_TRUE(address.has_value()) << text;
    EXPECT_EQ(address->text(), text);
  }
  const auto address = Address::parse("s/2022+04@x@12+7");
  ASSERT_TRUE(address.has_value());
  EXPECT_EQ(address->object, "s/2022+04@x");
  EXPECT_EQ(address->offset, 12U);
  EXPECT_EQ(address->length, 7U);
}

TEST(Address, ALabelHoldsTheNameOfItsObject) {
  for (const std::string name : {"a", "x/y/a.json", "a~2", "~", "a~~7", "~x41", "1/2", "a~2~"}) {
    std::string written;
    for (const char c : name) written += c == '~' ? "~~" : std::string(1, c);
    for (const std::uint32_t generation : {1U, 2U, 12U}) {
      EXPECT_EQ(object_name_of(label_of("s", name, generation).name), written) << name << " " << generation;
    }
  }
  EXPECT_EQ(object_name_of(label_of("s",
                                    "a\xff"
                                    "2",
                                    3)
                               .name),
            "a~xff2");
}

TEST(Address, AnythingElseIsNone) {
  for (const std::string text : {"", "source/a", "source/a@1", "source/a+1", "source/a@1+", "source/a@+1",
                                 "@1+2", "source/a@-1+2", "source/a@1+2 ", "source/a@0x1+2",
                                 "source/a@18446744073709551616+1", "7d9c0ac5@1+2", "mail@host/1+2"}) {
    EXPECT_FALSE(Address::parse(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace headgate
