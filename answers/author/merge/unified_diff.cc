// SPDX-License-Identifier: Apache-2.0
#include "answers/author/merge/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>

namespace headgate::author {

namespace {

constexpr std::size_t kContext = 3;
/// Beyond so many changed lines the whole middle is shown as changed: the search takes their square.
constexpr std::ptrdiff_t kChangesMax = 3'000;

std::vector<ByteView> lines_of(ByteView text) {
  std::vector<ByteView> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::size_t size = end == ByteView::npos ? text.size() - at : end + 1 - at;
    lines.push_back(text.substr(at, size));
    at += size;
  }
  return lines;
}

/// Writes the lines of a hunk's side: where they begin, and how many there are if not one.
std::string span_text(std::size_t first, std::size_t count) {
  const std::size_t line = count == 0 ? first : first + 1;
  return count == 1 ? fmt::format("{}", line) : fmt::format("{},{}", line, count);
}

}  // namespace

LineDiff::LineDiff(ByteView before, ByteView after) : before_(lines_of(before)), after_(lines_of(after)) {
  const std::size_t shorter = std::min(before_.size(), after_.size());
  std::size_t first = 0, last = 0;
  while (first < shorter && before_[first] == after_[first]) ++first;
  while (last < shorter - first && before_[before_.size() - 1 - last] == after_[after_.size() - 1 - last]) {
    ++last;
  }
  for (std::size_t i = 0; i < first; ++i) steps_.push_back({' ', i, i});
  find_shortest(first, last);
  for (std::size_t i = last; i > 0; --i) steps_.push_back({' ', before_.size() - i, after_.size() - i});
}

/// Finds the shortest way between what is left in the middle, as E. Myers does: `reach` says for each
/// diagonal how far a number of changes leads.
void LineDiff::find_shortest(std::size_t same_first, std::size_t same_last) {
  const auto n = static_cast<std::ptrdiff_t>(before_.size() - same_first - same_last);
  const auto m = static_cast<std::ptrdiff_t>(after_.size() - same_first - same_last);
  const auto a = [&](std::ptrdiff_t i) { return same_first + static_cast<std::size_t>(i); };
  const std::ptrdiff_t most = std::min(n + m, kChangesMax);
  std::vector<std::ptrdiff_t> reach(static_cast<std::size_t>(2 * most + 3), 0);
  const auto at = [&](std::ptrdiff_t k) -> std::ptrdiff_t& {
    return reach[static_cast<std::size_t>(k + most + 1)];
  };
  std::vector<std::vector<std::ptrdiff_t>> trace;
  bool found = false;
  for (std::ptrdiff_t d = 0; d <= most && !found; ++d) {
    trace.emplace_back(&at(-d - 1), &at(d + 1) + 1);
    for (std::ptrdiff_t k = -d; k <= d; k += 2) {
      std::ptrdiff_t x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (x < n && x - k < m && before_[a(x)] == after_[a(x - k)]) ++x;
      at(k) = x;
      if (x >= n && x - k >= m) found = true;
      if (found) break;
    }
  }
  std::vector<Step> back;
  std::ptrdiff_t x = n, y = m;
  for (auto d = static_cast<std::ptrdiff_t>(trace.size()) - 1; found && d >= 0; --d) {
    const auto was = [&](std::ptrdiff_t k) {
      return trace[static_cast<std::size_t>(d)][static_cast<std::size_t>(k + d + 1)];
    };
    const std::ptrdiff_t k = x - y;
    const bool is_new = k == -d || (k != d && was(k - 1) < was(k + 1));
    const std::ptrdiff_t from = is_new ? was(k + 1) : was(k - 1) + 1;
    while (x > from && x > 0 && y > 0) back.push_back({' ', a(--x), a(--y)});
    if (d == 0) break;
    if (is_new) {
      back.push_back({'+', a(x), a(--y)});
    } else {
      back.push_back({'-', a(--x), a(y)});
    }
  }
  if (!found) {
    for (std::ptrdiff_t i = m; i > 0; --i) back.push_back({'+', a(n), a(i - 1)});
    for (std::ptrdiff_t i = n; i > 0; --i) back.push_back({'-', a(i - 1), a(0)});
  }
  steps_.insert(steps_.end(), back.rbegin(), back.rend());
}

std::string LineDiff::unified(const std::string& before_name, const std::string& after_name) const {
  std::string text;
  for (std::size_t at = 0; at < steps_.size();) {
    const auto changed = [&](std::size_t from) {
      while (from < steps_.size() && steps_[from].sign == ' ') ++from;
      return from;
    };
    const std::size_t first = changed(at);
    if (first == steps_.size()) break;
    std::size_t last = first;  // Behind the last change that is near to the one before it.
    for (std::size_t next = first; next < steps_.size() && next <= last + 2 * kContext;
         next = changed(last)) {
      last = next + 1;
    }
    const std::size_t begin = std::max(first > kContext ? first - kContext : 0, at);
    at = std::min(last + kContext, steps_.size());
    text += hunk(begin, at);
  }
  return text.empty() ? text : fmt::format("--- {}\n+++ {}\n", before_name, after_name) + text;
}

std::string LineDiff::hunk(std::size_t first, std::size_t last) const {
  std::string text;
  std::size_t before = 0, after = 0;
  for (std::size_t i = first; i < last; ++i) {
    const Step& step = steps_[i];
    const ByteView line = step.sign == '+' ? after_[step.after] : before_[step.before];
    before += step.sign != '+';
    after += step.sign != '-';
    text += step.sign;
    text += line;
    if (line.back() != '\n') text += "\n\\ No newline at end of file\n";
  }
  return fmt::format("@@ -{} +{} @@\n", span_text(steps_[first].before, before),
                     span_text(steps_[first].after, after)) +
         text;
}

int LineDiff::line_before(int after) const {
  int line = 1;
  for (const Step& step : steps_) {
    if (step.sign != '+') line = static_cast<int>(step.before) + 1;
    if (step.sign != '-' && static_cast<int>(step.after) + 1 >= after) break;
  }
  return line;
}

}  // namespace headgate::author
