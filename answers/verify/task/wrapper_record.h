// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "answers/verify/read/json_text.h"
#include "answers/verify/read/lines.h"
#include "answers/verify/task/task.h"

// The records of wrappers, read by docs/formats/wrapper_json.md.
namespace headgate::verify {

/// One record of wrapper_json: an object that holds events, or a part of it.
struct WrapperRecord {
  enum class Part : std::uint8_t { Whole, Head, Tail };
  Part part = Part::Whole;
  std::uint32_t object = 0;  ///< In the manifest.
  std::int64_t offset = 0, length = 0;
  std::optional<std::int64_t> outer;  ///< Where the one begins that it lies in; of a tail, its head.
  std::string way, raw;
  std::size_t array = 0;     ///< Of the `]` in raw.
  std::string elements_way;  ///< The way of wrappers in its array.
  JsonText own;              ///< Of raw.

  WrapperRecord() = default;
  WrapperRecord(const WrapperRecord&) = delete;
  WrapperRecord& operator=(const WrapperRecord&) = delete;

  [[nodiscard]] std::int64_t end() const { return offset + length; }
  /// Gives its own bytes at `offset`: in front of its array, of a tail behind it.
  [[nodiscard]] ByteView front() const {
    return part == Part::Tail ? ByteView(raw).substr(array + 1) : ByteView(raw).substr(0, array);
  }
  /// Gives those at its end, from the bracket of its array on; a head has none.
  [[nodiscard]] ByteView back() const {
    return part == Part::Whole ? ByteView(raw).substr(array) : ByteView();
  }
};

/// What is wrong with a record.
struct WrongRecord {
  std::string key, expected, found;
};

/// Reads a record out of its line; says what is wrong where it is none.
std::optional<WrongRecord> read_wrapper(const JsonText& line, const Frames& frames, WrapperRecord& record);

/// Reads the records of wrappers of a task one by one, and knows those that an event lies in. In memory are
/// these alone.
class WrapperChain {
 public:
  /// REQUIRES that the records of the task were looked at.
  WrapperChain(ObjectStore& landing, const Task& task) : landing_(landing), task_(task) {}

  /// Finds the wrappers of a row, the outermost first; false where they cannot be told. Rows have to come in
  /// the order of the index; it begins anew with another object.
  Result<bool> find(const FrameRow& row, std::vector<const WrapperRecord*>& wrappers);

 private:
  Result<bool> advance();

  ObjectStore& landing_;
  const Task& task_;
  std::optional<Lines> lines_;
  std::uint32_t object_ = 0;
  std::int64_t passed_ = 0;  ///< The offset of the last row.
  JsonText line_;
  std::unique_ptr<WrapperRecord> next_;
  std::vector<std::unique_ptr<WrapperRecord>> open_;
};

/// Says whether a column of a contract reads a wrapper.
bool reads_wrappers(const Plan& plan);

}  // namespace headgate::verify
