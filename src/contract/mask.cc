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

namespace {

/// Says whether a token may be the place of an element: a list that stands where a mask names a member hides
/// what it holds.
bool is_place(const std::string& token) {
  return !token.empty() && token.find_first_not_of("0123456789") == std::string::npos;
}

/// Says whether the tokens that both have are the same; `*` is the same as any.
bool agree(const std::vector<std::string>& hidden, const std::vector<std::string>& tokens) {
  return std::equal(hidden.begin(),
                    hidden.begin() + static_cast<std::ptrdiff_t>(std::min(hidden.size(), tokens.size())),
                    tokens.begin(), [](const std::string& mask, const std::string& token) {
                      return mask == "*" || mask == token || is_place(token);
                    });
}

}  // namespace

bool Plan::hides(ByteView pointer, bool is_scalar) const {
  if (mask.empty()) return false;
  if (is_scalar) return masks(pointer);
  const auto tokens = split_json_pointer(pointer);
  return std::any_of(mask.begin(), mask.end(), [&](const std::vector<std::string>& hidden) {
    return tokens && hidden.size() <= tokens->size() && agree(hidden, *tokens);
  });
}

bool Plan::masks(ByteView pointer) const {
  if (mask.empty()) return false;
  const auto tokens = split_json_pointer(pointer);
  return std::any_of(mask.begin(), mask.end(), [&](const std::vector<std::string>& hidden) {
    return !tokens || agree(hidden, *tokens);
  });
}

}  // namespace headgate
