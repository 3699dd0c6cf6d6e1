// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "contract/compile.h"

namespace headgate {

Status compile_mask(const DocumentNode& list, Plan& plan) {
  if (!list.is(DocumentNode::Kind::List)) {
    return refuse(list, "mask has to be a list of JSON pointers, here stands {}", describe(list));
  }
  for (const Document& item : list.items) {
    TRY(auto tokens, pointer_tokens(*item));
    plan.mask.push_back(std::move(tokens));
  }
  return {};
}

/// What lies below a hidden value is hidden, and so is what holds one: whoever quotes it quotes the value.
bool Plan::masks(ByteView pointer) const {
  if (mask.empty()) return false;
  const auto tokens = split_json_pointer(std::string(pointer));
  return std::any_of(mask.begin(), mask.end(), [&](const std::vector<std::string>& hidden) {
    const std::size_t common = std::min(hidden.size(), tokens ? tokens->size() : 0);
    for (std::size_t i = 0; i < common; ++i) {
      if (hidden[i] != "*" && hidden[i] != (*tokens)[i]) return false;
    }
    return true;
  });
}

}  // namespace headgate
