// SPDX-License-Identifier: Apache-2.0
// Two threads count in one variable without a lock: ./dev race fails where the thread sanitizer does not say
// so.
#include <cstdio>
#include <thread>

int main() {
  int count = 0;
  const auto add = [&count] {
    for (int i = 0; i < 1000; ++i) ++count;
  };
  std::thread one(add), other(add);
  one.join();
  other.join();
  std::printf("%d\n", count);
}
