// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "answers/verify/read/json_text.h"
#include "answers/verify/read/table_reader.h"
#include "contract/contract.h"

namespace headgate::verify {

/// Marks the texts that hold JSON as the event has it, in the columns of a table.
void mark_flat(const Plan& plan, const std::vector<CellType>& types, std::vector<Cells>& columns);

/// Gives the columns that a table has by docs/formats/table.md, with their types; before data_version 3 they
/// have field ids.
std::vector<CellType> expected_columns(const Plan& plan, bool has_field_ids);
/// Gives the field id of the column whose names from the table down are `path`, joined by `.`.
std::int32_t old_field_id(ByteView path);

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
  void lose(std::uint32_t place);

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
