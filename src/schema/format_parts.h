// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "base/bytes.h"
#include "schema/ascii.h"

namespace headgate::formats {

/// Reads a text from left to right; what it does not take stays.
class Reader {
 public:
  explicit Reader(ByteView text) : left_(text) {}

  /// Takes the next character where it is one of `any`, and gives its place there.
  std::optional<std::size_t> which(ByteView any) {
    const std::size_t place = left_.empty() ? ByteView::npos : any.find(left_.front());
    if (place == ByteView::npos) return {};
    left_.remove_prefix(1);
    return place;
  }

  bool character(ByteView any) { return which(any).has_value(); }

  template <class Belongs>
  bool take_if(Belongs belongs) {
    if (left_.empty() || !belongs(left_.front())) return false;
    left_.remove_prefix(1);
    return true;
  }

  /// Takes as many characters as there are that `belongs` holds for, and gives them.
  template <class Belongs>
  ByteView run(Belongs belongs) {
    std::size_t size = 0;
    while (size < left_.size() && belongs(left_[size])) ++size;
    const ByteView taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }

  ByteView digits() { return run(is_digit); }

  /// Takes a number of exactly two digits.
  std::optional<int> two_digits() {
    if (left_.size() < 2 || !is_digit(left_[0]) || !is_digit(left_[1])) return {};
    const int value = (left_[0] - '0') * 10 + (left_[1] - '0');
    left_.remove_prefix(2);
    return value;
  }

  /// Takes what stands before the first of `any`, or all; that character stays.
  ByteView until(ByteView any) {
    return run([any](char c) { return any.find(c) == ByteView::npos; });
  }

  ByteView rest() {
    return run([](char) { return true; });
  }

  [[nodiscard]] bool at_end() const { return left_.empty(); }

 private:
  ByteView left_;
};

bool is_date_time(ByteView text);
bool is_date(ByteView text);
bool is_time(ByteView text);
bool is_duration(ByteView text);

bool is_email(ByteView text);
bool is_ipv4(ByteView text);
bool is_ipv6(ByteView text);
bool is_uri(ByteView text);
bool is_uri_reference(ByteView text);

}  // namespace headgate::formats
