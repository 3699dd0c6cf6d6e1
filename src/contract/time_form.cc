// SPDX-License-Identifier: Apache-2.0
#include "contract/time_form.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

namespace headgate {

ByteView name(TimestampForm form) {
  switch (form) {
    case TimestampForm::Iso: return "iso";
    case TimestampForm::EpochS: return "epoch_s";
    case TimestampForm::EpochMs: return "epoch_ms";
    case TimestampForm::EpochUs: return "epoch_us";
    case TimestampForm::EpochNs: return "epoch_ns";
  }
  return "";
}

std::optional<TimestampForm> timestamp_form(ByteView text) {
  using F = TimestampForm;
  for (const F form : {F::Iso, F::EpochS, F::EpochMs, F::EpochUs, F::EpochNs})
    if (name(form) == text) return form;
  return {};
}

std::optional<int> zone_minutes(ByteView text) {
  if (text == "UTC") return 0;
  std::size_t at = 0;
  const auto minutes = read_zone(text, at);
  return at == text.size() ? minutes : std::nullopt;
}

std::string zone_text(int minutes) {
  if (minutes == 0) return "UTC";
  const int size = std::abs(minutes);
  return fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

std::string form_text(const TimeForm& form) {
  std::string text = form.format ? form.format->text() : std::string(name(form.timestamp));
  if (form.zone_minutes) text += ", " + zone_text(*form.zone_minutes);
  return text;
}

std::optional<CutTime> read_iso_time(ByteView text, const TimeForm& form) {
  std::size_t at = 0;
  const auto clock = read_clock(text, at);
  if (!clock) return {};
  CutTime time{*clock, false};
  if (at < text.size() && text[at] == '.') {
    const auto fraction = read_fraction(text, ++at);
    if (!fraction) return {};
    time.micros += fraction->micros;
    time.is_cut = fraction->is_cut;
  }
  std::optional<int> zone = form.zone_minutes;
  if (at < text.size()) {
    at += text[at] == ' ';
    if (text.substr(at) == "UTC") {
      zone = 0;
    } else {
      zone = read_zone(text, at);
      if (at != text.size()) return {};
    }
  }
  if (!zone) return {};
  time.micros -= Micros{*zone} * 60 * 1'000'000;
  return time;
}

}  // namespace headgate
