// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/core.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace headgate {

/// Says what a caller may do about a failed operation.
enum class ErrorClass {
  Permanent,       ///< Trying again gives the same answer.
  Retryable,       ///< Trying again may work.
  OutcomeUnknown,  ///< It may have happened: read back, delete nothing.
};

enum class ErrorCode {
  NotFound,
  Exists,
  Denied,
  NoSpace,
  Io,
  Changed,        ///< What was pinned is no longer what lies there.
  Corrupt,        ///< Bytes that cannot be decoded, or a record of ours that does not hold together.
  Configuration,  ///< A setting, a contract or a command line that cannot be honoured.
  Busy,           ///< Another run was faster, and what was staged here is void.
  Fenced,         ///< A collector took this run for dead, and told all others: it has to stop.
  Unbalanced,     ///< The books of a run do not close.
  DirtyMax,       ///< More dirty events than the user allows.
  Unknown,        ///< The outcome of a write could not be found out.
  Interrupted,
};

/// Describes a failed operation: what was tried, where, and why it failed, in one sentence for people.
struct Error {
  ErrorCode code;
  std::string message;
  ErrorClass kind = ErrorClass::Permanent;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

template <class... Args>
tl::unexpected<Error> fail(ErrorCode code, fmt::format_string<Args...> format, Args&&... args) {
  return tl::unexpected(Error{code, fmt::format(format, std::forward<Args>(args)...)});
}

inline tl::unexpected<Error> forward(Error error) { return tl::unexpected(std::move(error)); }

}  // namespace headgate

#define HEADGATE_JOIN_(a, b) a##b
#define HEADGATE_JOIN(a, b) HEADGATE_JOIN_(a, b)

/// TRY(value, expression) declares `value` from a Result, or returns its error from the enclosing function.
#define TRY(variable, expression) TRY_(variable, expression, HEADGATE_JOIN(try_result_, __LINE__))
#define TRY_(variable, expression, result)                            \
  auto result = (expression);                                         \
  if (!result) return ::headgate::forward(std::move(result.error())); \
  variable = std::move(*result)

/// TRY_OK(expression) returns the error of a Status from the enclosing function.
#define TRY_OK(expression)                                    \
  do {                                                        \
    if (auto status_ = (expression); !status_) {              \
      return ::headgate::forward(std::move(status_.error())); \
    }                                                         \
  } while (false)
