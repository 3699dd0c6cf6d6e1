// SPDX-License-Identifier: Apache-2.0
// Whatever the file, it compiles to a plan or is refused with its name and a line; the same text always gives
// the same answer.
#include <gtest/gtest.h>

#include "contract/contract.h"

namespace {

constexpr const char* kFile = "c.yaml";

void expect_a_place(const std::string& message) {
  const std::string file = std::string(kFile) + ":";
  ASSERT_EQ(message.compare(0, file.size(), file), 0) << message;
  ASSERT_GT(message.size(), file.size());
  EXPECT_TRUE(message[file.size()] == ' ' || ('1' <= message[file.size()] && message[file.size()] <= '9'))
      << message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace headgate;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto plan = compile_contract(text, kFile), again = compile_contract(text, kFile);
  EXPECT_EQ(plan.has_value(), again.has_value());
  if (!plan || !again) {
    if (plan || again) return 0;
    EXPECT_EQ(plan.error().code, ErrorCode::Configuration);
    EXPECT_EQ(plan.error().message, again.error().message);
    expect_a_place(plan.error().message);
    return 0;
  }
  const Plan &one = **plan, &other = **again;
  EXPECT_EQ(one.hash, other.hash);
  EXPECT_EQ(one.schema.checks.size(), other.schema.checks.size());
  EXPECT_EQ(one.columns.size(), other.columns.size());
  EXPECT_EQ(known_and_unread(one), known_and_unread(other));
  EXPECT_EQ(incompatible_change(one, other), "");
  // What a plan kept as its text is the contract once more.
  const auto kept = compile_contract(one.text, kFile);
  EXPECT_TRUE(kept && (*kept)->hash == one.hash);
  return 0;
}
