// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contract/column.h"

// Internal to the loader: the columns of a table as a tree over the event.
namespace headgate {

/// The places that columns name: on the way to a column, where one stands, and below that the fields,
/// elements and values of its type.
class ColumnTree {
 public:
  static constexpr std::uint32_t kRoot = 0;

  struct Part {
    std::map<std::string, std::uint32_t> below;
    std::optional<std::uint32_t> elements;  ///< Of a list.
    std::optional<std::uint32_t> values;    ///< Of a map: under any key.
    std::vector<std::uint32_t> columns;     ///< Those whose value stands right here.
    bool shown = false;
    bool whole = false;
  };

  explicit ColumnTree(const std::vector<Column>& columns);

  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }

 private:
  std::uint32_t add();
  std::uint32_t below(std::uint32_t part, const std::string& key);
  void show(std::uint32_t part, const Column& column);

  std::vector<Part> parts_;
};

}  // namespace headgate
