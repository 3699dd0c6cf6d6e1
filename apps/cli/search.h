// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace headgate::cli {

/// Shows how far a search is: a line on the terminal, where there is one and it is wanted.
class SearchProgress {
 public:
  explicit SearchProgress(bool quiet);
  ~SearchProgress();
  SearchProgress(const SearchProgress&) = delete;
  SearchProgress& operator=(const SearchProgress&) = delete;

  void begin(std::string what, std::size_t files);
  /// Counts one file as looked through; any thread.
  void advance();

 private:
  struct Line;
  std::unique_ptr<Line> line_;
};

/// Calls `work(i)` for each i below `count`, on as many threads as there are cores; gives the error of the
/// first that failed. The caller keeps what each one finds apart, so that the order does not matter.
Status in_parallel(std::size_t count, const std::function<Status(std::size_t)>& work);

}  // namespace headgate::cli
