// SPDX-License-Identifier: Apache-2.0
#include "cut/resync.h"

#include <algorithm>
#include <utility>

namespace headgate {

namespace {
/// Deeper containers than this are given up from the outside: an event that deep is dirty anyway.
constexpr std::size_t kDepthMax = 1024;
}  // namespace

Resync::Resync(Options options) : options_(std::move(options)) {
  for (const std::string& key : options_.resume_keys) key_bytes_max_ = std::max(key_bytes_max_, key.size());
}

void Resync::start(std::uint64_t at, bool line_start, std::uint64_t stop_from) {
  readings_ = {};
  readings_[1].in_string = true;
  readings_[1].key_too_long = true;
  found_.clear();
  at_ = at;
  stop_from_ = stop_from;
  text_end_ = at;
  taken_end_ = at;
  taken_ = false;
  escaped_ = false;
  line_start_ = line_start;
  stopped_ = false;
}

std::size_t Resync::feed(ByteView bytes) {
  std::size_t i = 0;
  for (;; ++i, ++at_) {
    const bool line_end = i < bytes.size() && (bytes[i] == '\n' || bytes[i] == '\r');
    for (Reading& reading : readings_) {
      if (i == bytes.size() || !std::exchange(reading.line_pending, false)) continue;
      if (line_end) accept(reading.line);
    }
    stopped_ = can_stop();
    if (stopped_ || i == bytes.size()) return i;
    const char c = bytes[i];
    const bool blank = c == ' ' || c == '\t' || line_end;
    const bool quote = c == '"' && !escaped_;
    escaped_ = c == '\\' && !escaped_;
    if (!blank) text_end_ = at_ + 1;
    for (Reading& reading : readings_) {
      while (!reading.open.empty() && at_ - reading.open.front().begin >= options_.event_bytes_max) {
        reading.open.pop_front();
        release(reading);
      }
      byte(reading, c, quote);
    }
    line_start_ = c == '\n' || (line_start_ && blank);
  }
}

/// Says whether the last thing that was read is an event that no open container holds, apart from blanks.
bool Resync::can_stop() const { return taken_ && at_ >= stop_from_ && text_end_ <= taken_end_; }

void Resync::finish() {
  for (Reading& reading : readings_) {
    if (reading.line_pending) accept(reading.line);
    reading.line_pending = false;
    broken(reading);
  }
}

std::vector<Resync::Found> Resync::take() { return std::exchange(found_, {}); }

std::uint64_t Resync::settled() const {
  std::uint64_t settled = at_;
  for (const Reading& reading : readings_) {
    if (!reading.open.empty()) settled = std::min(settled, reading.open.front().begin);
    if (!reading.inside.empty()) settled = std::min(settled, reading.inside.front().begin);
    if (reading.line_pending) settled = std::min(settled, reading.line.begin);
  }
  return settled;
}

void Resync::byte(Reading& reading, char c, bool quote) {
  if (reading.in_string) {
    if (quote) {
      reading.in_string = false;
      token(reading, Token::String);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      // No string holds one: this reading was wrong up to here. It stays the other one's opposite.
      broken(reading);
      reading.key_too_long = true;
    } else if (!reading.key_too_long) {
      reading.string += c;
      reading.key_too_long = reading.string.size() > key_bytes_max_;
    }
    return;
  }
  if (quote) {
    if (reading.in_run) broken(reading);
    reading.in_run = false;
    reading.in_string = true;
    reading.string_begin = at_;
    reading.string.clear();
    reading.key_too_long = false;
    return;
  }
  switch (c) {
    case '{': return token(reading, Token::Open);
    case '}': return token(reading, Token::Close);
    case '[': return token(reading, Token::OpenArray);
    case ']': return token(reading, Token::CloseArray);
    case ':': return token(reading, Token::Colon);
    case ',': return token(reading, Token::Comma);
    case ' ':
    case '\t':
    case '\n':
    case '\r': reading.in_run = false; return;
    default:
      if (reading.in_run) return;
      reading.in_run = true;
      token(reading, Token::Run);
  }
}

void Resync::token(Reading& reading, Token token) {
  if (token != Token::Run) reading.in_run = false;
  if (!reading.open.empty()) {
    if (step(reading, token)) return;
    broken(reading);
  }
  if (token == Token::Open) {
    reading.open.push_back({.begin = at_, .object = true, .line_start = line_start_, .want = Want::KeyOrEnd});
  }
}

/// Moves the innermost container on by one token; false where its grammar has no place for it.
bool Resync::step(Reading& reading, Token token) {
  Container& top = reading.open.back();
  const auto value = [&] {
    top.want = Want::CommaOrEnd;
    if (token == Token::Open || token == Token::OpenArray) {
      const bool object = token == Token::Open;
      reading.open.push_back({.begin = at_,
                              .object = object,
                              .line_start = object && line_start_,
                              .want = object ? Want::KeyOrEnd : Want::ValueOrEnd});
      if (reading.open.size() > kDepthMax) {
        reading.open.pop_front();
        release(reading);
      }
      return true;
    }
    return token == Token::String || token == Token::Run;
  };
  const auto key = [&] {
    if (token != Token::String) return false;
    top.want = Want::Colon;
    const auto& keys = options_.resume_keys;
    top.event |= !reading.key_too_long && std::find(keys.begin(), keys.end(), reading.string) != keys.end();
    return true;
  };
  switch (top.want) {
    case Want::KeyOrEnd:
      if (token == Token::Close) return close(reading), true;
      return key();
    case Want::Key: return key();
    case Want::Colon: top.want = Want::Value; return token == Token::Colon;
    case Want::ValueOrEnd:
      if (token == Token::CloseArray) return close(reading), true;
      return value();
    case Want::Value: return value();
    case Want::CommaOrEnd:
      if (token == Token::Comma) {
        top.want = top.object ? Want::Key : Want::Value;
        return true;
      }
      if (token == (top.object ? Token::Close : Token::CloseArray)) return close(reading), true;
      return false;
  }
  return false;
}

/// Takes the innermost container off the stack: it is a whole value.
void Resync::close(Reading& reading) {
  const Container whole = reading.open.back();
  reading.open.pop_back();
  const Found value{whole.begin, at_ + 1};
  if (whole.event && value.end - value.begin <= options_.event_bytes_max) {
    while (!reading.inside.empty() && reading.inside.back().begin > whole.begin) reading.inside.pop_back();
    reading.inside.push_back(value);
  } else if (whole.line_start && reading.open.empty() && reading.inside.empty()) {
    reading.line = value;
    reading.line_pending = true;
  }
  if (reading.open.empty()) release(reading);
}

/// Gives up every open container, and takes the whole events that stood inside them.
void Resync::broken(Reading& reading) {
  reading.open.clear();
  release(reading);
}

void Resync::release(Reading& reading) {
  const auto held = [&](const Found& event) {
    return !reading.open.empty() && event.begin > reading.open.front().begin;
  };
  while (!reading.inside.empty() && !held(reading.inside.front())) {
    const Found event = reading.inside.front();
    reading.inside.pop_front();
    accept(event);
  }
}

void Resync::accept(Found found) {
  if (found.begin < taken_end_) return;
  found_.push_back(found);
  taken_ = true;
  taken_end_ = found.end;
  for (Reading& reading : readings_) overtaken(reading);
}

/// Forgets what a reading held from before the end of an accepted event.
void Resync::overtaken(Reading& reading) {
  while (!reading.open.empty() && reading.open.front().begin < taken_end_) reading.open.pop_front();
  while (!reading.inside.empty() && reading.inside.front().begin < taken_end_) reading.inside.pop_front();
}

}  // namespace headgate
