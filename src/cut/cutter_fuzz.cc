// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes, the cutter tiles them and its books balance; neither windows nor blocks show in the
// frames.
#include "cut/cut_test_support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace headgate;
  const ByteView text(reinterpret_cast<const char*>(data), size);
  for (const std::size_t event_bytes_max : {16, 1 << 20}) {
    Cutter::Options options{.window_bytes = 1 << 20, .event_bytes_max = event_bytes_max};
    options.resume_keys = {{"a", "detail"}, {"b"}};
    const auto whole = cut_test::cut_text(text, options);
    for (const std::size_t window_bytes : {1, 7, 64}) {
      options.window_bytes = window_bytes;
      EXPECT_EQ(cut_test::cut_text(text, options, 1 + window_bytes / 2), whole) << window_bytes;
    }
  }
  return 0;
}
