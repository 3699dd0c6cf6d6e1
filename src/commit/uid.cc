// SPDX-License-Identifier: Apache-2.0
#include "commit/uid.h"

#include <fmt/format.h>

#include <random>

namespace headgate {

std::string make_uid() {
  std::random_device device;
  std::string uid;
  for (int i = 0; i < 4; ++i) uid += fmt::format("{:08x}", device());
  return uid;
}

}  // namespace headgate
