// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <future>
#include <system_error>
#include <utility>

namespace headgate {

/// Begins some work on a thread of its own; where there can be no more threads, whoever waits for it does it.
template <class Work>
std::future<std::invoke_result_t<Work>> aside(Work work) {
  try {
    return std::async(std::launch::async, work);
  } catch (const std::system_error&) {
    return std::async(std::launch::deferred, std::move(work));
  }
}

}  // namespace headgate
