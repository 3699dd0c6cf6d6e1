// SPDX-License-Identifier: Apache-2.0
// Gives a fuzz target every file of its corpus: what was found once stays found.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

TEST(Corpus, KeepsWhatTheTargetDemands) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(HEADGATE_CORPUS)) {
    SCOPED_TRACE(entry.path().string());
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++files;
  }
  EXPECT_GE(files, 8U) << HEADGATE_CORPUS;
}
