// SPDX-License-Identifier: Apache-2.0
#include "layout/follower_name.h"

#include "layout/layout.h"

namespace headgate::layout {

std::string loaded_folder(const std::string& follower) { return "_headgate/loaded/" + follower + "/"; }

std::string loaded_name(const std::string& follower, std::uint64_t seq) {
  return loaded_folder(follower) + digits(seq);
}

std::string dead_letters_folder(const std::string& follower) {
  return "_headgate/dead_letters/" + follower + "/";
}

std::string dead_letters_name(const std::string& follower, std::uint64_t seq) {
  return dead_letters_folder(follower) + digits(seq) + ".ndjson";
}

}  // namespace headgate::layout
