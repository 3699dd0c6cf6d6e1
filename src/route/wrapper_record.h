// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "cut/wrapper.h"
#include "route/address.h"

namespace headgate {

/// Appends the record of a wrapper, as one line of wrapper_json.
void append_wrapper_record(std::string& out, const Wrapper& wrapper, const ObjectLabel& object);

/// One record of wrapper_json, read back. Its layout is docs/formats/wrapper_json.md.
struct WrapperRecord {
  Address address;
  std::optional<std::uint64_t> outer;  ///< Where the wrapper begins that it lies in.
  std::shared_ptr<Wrapper> wrapper;    ///< But for its own `outer`.
};

/// Reads one line of wrapper_json; Corrupt with `place` where it is no such record.
Result<WrapperRecord> read_wrapper_record(ByteView line, const std::string& place);

}  // namespace headgate
