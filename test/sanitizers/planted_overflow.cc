// SPDX-License-Identifier: Apache-2.0
// Reads one byte behind a block of memory: ./dev sanitize fails where the address sanitizer does not say so.
#include <cstdio>
#include <vector>

int main(int count, char** /*arguments*/) {
  const std::vector<char> bytes(16, 'x');
  std::printf("%c\n", bytes.data()[bytes.size() + static_cast<std::size_t>(count) - 1]);
}
