// SPDX-License-Identifier: Apache-2.0
#include "inspect/limits.h"

namespace headgate {

Limits Limits::of(std::size_t containers) {
  if (containers <= 160) return {128, 128, 64, 256, 24, true};
  if (containers <= 512) return {128, 128, 64, 72, 24, true};
  if (containers <= 2048) return {128, 64, 64, 12, 0, false};
  if (containers <= kContainersMax) return {128, 16, 64, 6, 0, false};
  return {8, 8, 4, 6, 0, false};
}

}  // namespace headgate
