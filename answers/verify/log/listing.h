// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "answers/verify/fault.h"
#include "store/object_store.h"

namespace headgate::verify {

/// What lies in a landing by its listing, and which of it something names. Files are told by their place in
/// the order of names.
class Listing {
 public:
  static constexpr std::size_t kNone = SIZE_MAX;

  /// Lists a landing; what cannot be looked at is a fault.
  static Result<Listing> read(ObjectStore& landing, Faults& faults);

  [[nodiscard]] std::size_t size() const { return files_.size(); }
  [[nodiscard]] const ObjectInfo& operator[](std::size_t at) const { return files_[at]; }
  /// Gives the place of a file; kNone where it is not there.
  [[nodiscard]] std::size_t find(const std::string& file) const;
  [[nodiscard]] bool has(const std::string& file) const { return find(file) != kNone; }
  /// Gives the places of the files whose names begin so: the first, and the one behind the last.
  [[nodiscard]] std::pair<std::size_t, std::size_t> under(const std::string& prefix) const;

  [[nodiscard]] bool is_named(std::size_t at) const { return named_[at]; }
  /// Notes that something names a file; says whether that is new.
  bool name(std::size_t at);

 private:
  std::vector<ObjectInfo> files_;  ///< By name.
  std::vector<bool> named_;
};

}  // namespace headgate::verify
