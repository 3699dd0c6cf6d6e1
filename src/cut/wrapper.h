// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "contract/column.h"
#include "cut/tape.h"
#include "cut/window.h"

namespace headgate {

/// Names the arrays whose elements are events of their own, from the outside in: each by the members that
/// lead to it, from a top-level value or from an element of the one before. `/resourceSpans/*/spans/*` is
/// {{"resourceSpans"}, {"spans"}}. Empty: every top-level value is an event.
using Explode = std::vector<std::vector<std::string>>;

/// Writes it as the setting has it: `/resourceSpans/*/spans/*`; nothing where it is empty.
std::string explode_text(const Explode& explode);

/// An object that holds an array of `Explode`: its own bytes, without the elements. Immutable once a window
/// is handed out with it, and shared by the windows that its elements are in.
struct Wrapper {
  /// Says which of its own bytes it holds: all, or, where it is torn, or longer than event_bytes_max, what
  /// stands before its array; what stands behind that is a part by itself.
  enum class Part : std::uint8_t { Whole, Head, Tail };
  Part part = Part::Whole;
  std::uint64_t offset = 0, length = 0;  ///< In its object: of all that it is, of its head, of its tail.
  WrapperPlace place;                    ///< Whose array it holds.
  ByteBuffer own;                        ///< Its own bytes, as JSON in which the array is empty.
  std::uint64_t array = 0;               ///< Where in `own` that array ends: at its `]`.
  std::vector<std::string> array_at;     ///< The members that lead to it; empty where a record was read back.
  Tape tape;                             ///< Of `own`.
  std::shared_ptr<const Wrapper> outer;  ///< The one that it lies in; of a tail, its head.

  /// Gives the wrapper of a place, from this one outwards; none where it lies in none.
  [[nodiscard]] const Wrapper* at(const WrapperPlace& wanted) const;
};

/// Makes a wrapper of its own bytes; nothing where they are no JSON.
std::shared_ptr<Wrapper> parse_wrapper(ByteView own);

/// Gives `whole`, `head` or `tail`.
ByteView name(Wrapper::Part part);

/// Finds the array that `names` lead to inside an object whose marks are [first, last): the place of its
/// bracket in `marks`, `last` where there is none. The marks up to `last` have to be in their places.
std::size_t find_array(ByteView bytes, const std::uint32_t* marks, std::size_t first, std::size_t last,
                       const std::vector<std::string>& names);

/// Gives the place behind the value that begins at mark `at`, as far as there are marks before `last`.
std::size_t behind_value(ByteView bytes, const std::uint32_t* marks, std::size_t at, std::size_t last);

}  // namespace headgate
