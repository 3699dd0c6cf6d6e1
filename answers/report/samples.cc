// SPDX-License-Identifier: Apache-2.0
#include "answers/report/samples.h"

#include <algorithm>

#include "answers/report/limits.h"

namespace headgate::report {

namespace {

using Line = explain::ExplainedLine;

/// Takes the lines around the first fault.
void take_lines(std::vector<Line> lines, Sample& sample) {
  const auto fault = std::find_if(lines.begin(), lines.end(),
                                  [](const Line& line) { return line.kind == Line::Kind::Fault; });
  const auto at = static_cast<std::size_t>(fault - lines.begin()) % std::max<std::size_t>(lines.size(), 1);
  const std::size_t begin = at - std::min(at, kLinesAbove), end = std::min(at + kLinesBelow, lines.size());
  sample.lines_above = begin;
  sample.lines_below = lines.size() - end;
  sample.lines.assign(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                      lines.begin() + static_cast<std::ptrdiff_t>(end));
}

Result<Sample> sample_of(const find::Search& search, const find::FoundFrame& frame) {
  TRY(const find::ExplainedEvent event, find::explain_event(search, frame, /*unmask=*/false));
  Sample sample;
  sample.withheld = event.withheld;
  if (event.withheld) return sample;
  sample.masked = event.shown_bytes().values;
  take_lines(event.explanation(kWidth).lines, sample);
  for (const find::RulePlace& place : event.rules()) {
    if (sample.rules.size() == kRulesShown) break;
    sample.rules.push_back({place.file, place.lines.first, place.line, place.lines.lines});
  }
  return sample;
}

std::size_t bytes_of(const Sample& sample) {
  std::size_t bytes = 0;
  for (const Line& line : sample.lines) bytes += line.text.size();
  for (const Sample::Rule& rule : sample.rules) {
    for (const std::string& line : rule.lines) bytes += line.size();
  }
  return bytes;
}

}  // namespace

Status lay_out_samples(const find::Search& search, std::vector<Tally::Kept>& reasons) {
  TRY_OK(search.look_through("reading samples", reasons.size(), [&](std::size_t i) -> Status {
    Tally::Kept& reason = reasons[i];
    if (reason.reasons != 1 || reason.frame.task == nullptr) return {};
    if (reason.kind != ReasonKind::Warning) {
      TRY(reason.sample, sample_of(search, reason.frame));
    } else {
      reason.sample.left_out = true;
    }
    reason.sample.address = reason.frame.address.text();
    reason.sample.event_id = reason.frame.event_id;
    return {};
  }));
  std::size_t bytes = 0;
  for (Tally::Kept& reason : reasons) {
    const std::size_t more = bytes_of(reason.sample);
    if (bytes + more > kSampleBytes) {
      reason.sample.lines.clear();
      reason.sample.rules.clear();
      reason.sample.left_out = true;
    } else {
      bytes += more;
    }
  }
  return {};
}

}  // namespace headgate::report
