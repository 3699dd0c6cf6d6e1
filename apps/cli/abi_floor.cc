// SPDX-License-Identifier: Apache-2.0
//
// The program has to run where libstdc++ is that of GCC 11 and glibc is 2.34: Amazon Linux 2023, and so AWS
// Glue. GCC 12 gives std::condition_variable::wait under a newer version, and still has the old one, which
// does the same. The linker turns calls of the one (--wrap, in CMakeLists.txt) to what stands here.
// python/check_wheel.py looks for what else is too new.
#include <condition_variable>
#include <mutex>

#define WAIT "_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE"

extern "C" {

void wait_of_gcc_11(std::condition_variable* self, std::unique_lock<std::mutex>& lock);
__asm__(".symver wait_of_gcc_11, " WAIT "@GLIBCXX_3.4.11");

// NOLINTNEXTLINE(bugprone-reserved-identifier): the linker's name for it.
void __wrap__ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE(std::condition_variable* self,
                                                                      std::unique_lock<std::mutex>& lock) {
  wait_of_gcc_11(self, lock);
}
}
