// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/answer_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace headgate::cli {

/// Carries values to the library.
struct JsonLibrary {
  using Value = nlohmann::ordered_json;

  static Value to(const Json& json) {
    return std::visit([](const auto& value) { return to(value); }, json.value_);
  }
  static Value to(std::monostate) { return nullptr; }
  template <class Scalar>
  static Value to(const Scalar& scalar) {
    return scalar;
  }
  static Value to(const Json::List& list) {
    Value made = Value::array();
    for (const Json& value : list) made.push_back(to(value));
    return made;
  }
  static Value to(const Json::Members& members) {
    Value made = Value::object();
    for (std::size_t i = 0; i < members.names.size(); ++i) made[members.names[i]] = to(members.values[i]);
    return made;
  }

  /// A number beyond those of the library stays as a text.
  static Value to(const Json::Written& written) {
    Value read = Value::parse(written.json, nullptr, false);
    return read.is_discarded() ? Value(written.json) : read;
  }
};

Json::Json(std::initializer_list<std::pair<const char*, Json>> members) : Json(object()) {
  for (const auto& [name, value] : members) (*this)[name] = value;
}

void Json::push_back(Json value) { std::get<List>(value_).push_back(std::move(value)); }

Json& Json::operator[](const std::string& name) {
  auto& [names, values] = std::get<Members>(value_);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return values[static_cast<std::size_t>(found - names.begin())];
  names.push_back(name);
  return values.emplace_back();
}

std::string Json::text(int indent) const {
  return JsonLibrary::to(*this).dump(indent, ' ', false, JsonLibrary::Value::error_handler_t::replace);
}

}  // namespace headgate::cli
