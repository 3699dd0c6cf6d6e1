// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "base/result.h"

// Internal to the loader: yaml-cpp stays out of the stage's public headers.
namespace headgate::yaml {

/// Names a place in a contract file for a message: `file:line:column`.
std::string place(const std::string& file, const YAML::Mark& mark);

/// Gives the word of `known` that somebody most likely meant by `word`, or nothing.
std::string nearest(const std::string& word, const std::vector<std::string>& known);

/// Refuses a map that has a key twice, a key that is no text, or one that is not in `known` (when given).
Status check_keys(const YAML::Node& map, const std::string& file, const std::string& what,
                  const std::vector<std::string>& known);

/// Reads a text; a number or a boolean is taken as it is written.
Result<std::string> text(const YAML::Node& node, const std::string& file, const std::string& what);
Result<bool> boolean(const YAML::Node& node, const std::string& file, const std::string& what);
Result<std::vector<std::string>> texts(const YAML::Node& node, const std::string& file,
                                       const std::string& what);

/// Says what kind of thing stands there: `a map`, `a list`, `the text "x"`, `nothing`.
std::string describe(const YAML::Node& node);

template <class... Args>
tl::unexpected<Error> refuse(const std::string& file, const YAML::Node& node,
                             fmt::format_string<Args...> format, Args&&... args) {
  return fail(ErrorCode::Configuration, "{}: {}", place(file, node.Mark()),
              fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace headgate::yaml
