// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ranges>
#include <string>
#include <vector>

#include "answers/verify/fault.h"
#include "store/object_store.h"

namespace headgate::verify {

/// A landing while it is looked at: what lies in it by its listing, which of that something names, and what
/// is wrong with it. Files are told by their place in the order of names. Any thread may read it, one at a
/// time may name files and add faults.
class Landing {
 public:
  static constexpr std::size_t kNone = SIZE_MAX;

  /// Lists a landing; what cannot be looked at is a fault.
  static Result<Landing> read(ObjectStore& store, Faults& faults);

  ObjectStore& store;
  Faults& faults;

  [[nodiscard]] std::size_t size() const { return files_.size(); }
  [[nodiscard]] const ObjectInfo& operator[](std::size_t at) const { return files_[at]; }
  /// Gives the place of a file; kNone where it is not there.
  [[nodiscard]] std::size_t find(const std::string& file) const;
  [[nodiscard]] bool has(const std::string& file) const { return find(file) != kNone; }
  /// Gives the places of the files whose names begin so.
  [[nodiscard]] std::ranges::iota_view<std::size_t, std::size_t> under(const std::string& prefix) const;

  [[nodiscard]] bool is_named(std::size_t at) const { return named_[at]; }
  /// Notes that something names a file; says whether that is new.
  bool name(std::size_t at);
  /// Notes it of the file at that name; says whether there is one.
  bool name_if_there(const std::string& file);

 private:
  Landing(ObjectStore& store_given, Faults& faults_given) : store(store_given), faults(faults_given) {}

  std::vector<ObjectInfo> files_;  ///< By name.
  std::vector<bool> named_;
};

}  // namespace headgate::verify
