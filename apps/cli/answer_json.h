// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace headgate::cli {

/// A JSON value that a verb answers with. Keeps the library that writes JSON in one source file: its header
/// costs more to compile than most verbs.
class Json {
 public:
  Json() = default;  ///< null
  Json(bool value) : value_(value) {}
  Json(double value) : value_(value) {}
  template <std::signed_integral Number>
  Json(Number value) : value_(std::int64_t{value}) {}
  template <std::unsigned_integral Number>
  Json(Number value) : value_(std::uint64_t{value}) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(ByteView value) : value_(std::string(value)) {}
  Json(const char* value) : value_(std::string(value)) {}
  template <class Value>
  Json(const std::vector<Value>& values) : value_(List(values.begin(), values.end())) {}
  template <class Value>
  Json(const std::map<std::string, Value>& members) : Json(object()) {
    for (const auto& [name, value] : members) (*this)[name] = value;
  }
  /// Makes an object: its members stand in this order.
  Json(std::initializer_list<std::pair<const char*, Json>> members);

  static Json array() { return Json(List()); }
  static Json object() { return Json(Members()); }
  /// Makes null of an empty text.
  static Json text_or_null(ByteView text) { return text.empty() ? Json() : Json(text); }
  /// Makes an array of what `element` makes of each of some values.
  template <class Values, class Element>
  static Json list(const Values& values, Element element) {
    Json made = array();
    for (const auto& value : values) made.push_back(element(value));
    return made;
  }
  /// Takes over what is written already; what the library cannot read (1e999) becomes a text. REQUIRES:
  /// `text` is JSON.
  static Json parse(std::string text) { return Json(Written{std::move(text)}); }

  /// Adds an element. REQUIRES: this is an array.
  void push_back(Json value);
  /// Gives the member of that name, a new one where there is none. REQUIRES: this is an object.
  Json& operator[](const std::string& name);

  /// Writes the value, on one line or, with an indent, on many. Bytes that are no UTF-8 become U+FFFD.
  [[nodiscard]] std::string text(int indent = -1) const;

 private:
  using List = std::vector<Json>;
  struct Members {
    std::vector<std::string> names;
    List values;
  };
  struct Written {
    std::string json;
  };
  explicit Json(Written written) : value_(std::move(written)) {}
  explicit Json(List list) : value_(std::move(list)) {}
  explicit Json(Members members) : value_(std::move(members)) {}

  friend struct JsonLibrary;
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, List, Members, Written>
      value_;
};

/// Gives JSON as one line.
inline std::string line_of(const Json& json) { return json.text() + "\n"; }

}  // namespace headgate::cli
