// SPDX-License-Identifier: Apache-2.0
// Makes an expectation that fails end the process, so that libFuzzer keeps the input.
#include <gtest/gtest.h>

extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
  GTEST_FLAG_SET(break_on_failure, true);
  return 0;
}
