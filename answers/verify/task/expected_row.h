// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "answers/verify/read/json_text.h"
#include "answers/verify/task/wrapper_record.h"
#include "contract/contract.h"

namespace headgate::verify {

/// Says what the row of a clean event holds, straight from docs/formats/contract.md: its event_id, the
/// contract's columns, and `_rescued` where the contract has it. Keeps buffers; one thread at a time.
class ExpectedRow {
 public:
  /// Reads the row out of an event. Line breaks in the text of a column count as spaces: which of them the
  /// event had, its line does not say. What a cast takes depends on the version that made the row. `wrappers`
  /// are those that the event lies in, the outermost first.
  void make(const Plan& plan, const JsonText& event, std::optional<ByteView> event_id,
            const std::string& data_version, const std::vector<const WrapperRecord*>& wrappers = {});

  /// Gives the cells one behind the other, as cell_text.h writes them.
  [[nodiscard]] ByteView cells() const { return cells_; }
  /// Says where each cell begins, and where the last one ends.
  [[nodiscard]] const std::vector<std::size_t>& begins() const { return begins_; }

 private:
  std::string cells_;
  std::vector<std::size_t> begins_;
};

}  // namespace headgate::verify
