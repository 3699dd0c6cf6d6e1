// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "answers/verify/read/json_text.h"
#include "contract/contract.h"

namespace headgate::verify {

/// Says what the row of a clean event holds, straight from docs/formats/contract.md: its event_id, the
/// contract's columns, and `_rescued` where the contract has it. Keeps buffers; one thread at a time.
class ExpectedRow {
 public:
  /// Reads the row out of an event. Line breaks in the text of a column count as spaces: which of them the
  /// event had, its line does not say.
  void make(const Plan& plan, const JsonText& event, std::optional<ByteView> event_id);

  /// Gives the cells one behind the other, as cell_text.h writes them.
  [[nodiscard]] ByteView cells() const { return cells_; }
  /// Says where each cell begins, and where the last one ends.
  [[nodiscard]] const std::vector<std::size_t>& begins() const { return begins_; }

 private:
  void column(const Column& column, std::uint32_t place);
  void value(const Column& column, std::uint32_t place);
  void scalar(const Column& column, std::uint32_t place);
  void nested(const Column& column, std::uint32_t place);
  void default_value(const Column& column);
  bool cast(const Column& column, JsonKind kind, ByteView text);
  [[nodiscard]] bool means_null(const Column& column, std::uint32_t place);
  void lose(std::uint32_t place) { lost_.push_back(place); }

  void rescue_value(std::uint32_t place, std::vector<std::uint32_t> reaches);
  void rescue_members(std::uint32_t place, const std::vector<std::uint32_t>& reaches, bool whole);
  [[nodiscard]] std::vector<std::uint32_t> below(const std::vector<std::uint32_t>& reaches,
                                                 ByteView key) const;
  void write_rescued();
  bool write_inside(std::uint32_t place, std::string& pointer, std::string& out, std::size_t& next) const;

  const Plan* plan_ = nullptr;
  const JsonText* event_ = nullptr;
  std::string cells_, room_;
  std::vector<std::size_t> begins_;
  std::vector<std::uint32_t> lost_;  ///< The values that `_rescued` holds.
};

}  // namespace headgate::verify
