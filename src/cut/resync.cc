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
  for (const auto& group : options_.resume_keys)
    for (const std::string& key : group) key_bytes_max_ = std::max(key_bytes_max_, key.size());
  for (const std::string& key : options_.wrapper_keys) key_bytes_max_ = std::max(key_bytes_max_, key.size());
}

void Resync::start(const Start& start, std::uint64_t stop_from) {
  start_ = start;
  const std::uint64_t at = start.at;
  first_line_ = true;
  readings_ = {};
  readings_[1].in_string = true;
  in_array_ = start.in_array;
  readings_[0].in_broken = start.in_object;
  if (start.in_object) readings_[0].open.push_back({.begin = at - 1, .object = true, .want = Want::KeyOrEnd});
  readings_[1].key_too_long = true;
  found_.clear();
  at_ = at;
  stop_from_ = stop_from;
  text_end_ = at;
  taken_end_ = at;
  taken_ = false;
  escaped_ = false;
  line_start_ = start.line_start;
  stopped_ = false;
}

std::size_t Resync::feed(ByteView bytes) {
  std::size_t i = 0;
  for (;; ++i, ++at_) {
    const bool line_end = i < bytes.size() && (bytes[i] == '\n' || bytes[i] == '\r');
    if (i < bytes.size())
      for (Reading& reading : readings_)
        if (reading.closed) decide(reading, bytes[i]);
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
        reading.in_broken = false;
        release(reading);
      }
      byte(reading, c, quote);
      if (c == '\n' && reading.in_broken && start_.ends_with_line && !start_.in_array) {
        if (reading.closed) settle(reading, false);
        broken(reading);
      }
    }
    line_start_ = c == '\n' || (line_start_ && blank);
    first_line_ &= c != '\n';
  }
}

/// Says whether the last thing that was read is an event that no open container holds, apart from blanks.
bool Resync::can_stop() const { return taken_ && at_ >= stop_from_ && text_end_ <= taken_end_; }

void Resync::finish() {
  for (Reading& reading : readings_) {
    if (reading.closed) decide(reading, start_.ends_with_object ? '\n' : ' ');
    if (reading.closed) decide(reading, '\0');
    broken(reading);
  }
}

std::vector<Resync::Found> Resync::take() { return std::exchange(found_, {}); }

std::uint64_t Resync::settled() const {
  std::uint64_t settled = at_;
  for (const Reading& reading : readings_) {
    if (!reading.open.empty()) settled = std::min(settled, reading.open.front().begin);
    if (!reading.inside.empty()) settled = std::min(settled, reading.inside.front().begin);
    if (reading.closed) settled = std::min(settled, reading.closed->found.begin);
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
  const Token last = std::exchange(reading.last, token);
  reading.is_value = last == Token::OpenArray || last == Token::Colon || last == Token::Comma;
  if (token == Token::OpenArray && reading.open.empty()) {
    reading.in_array |= !reading.is_value;
    in_array_ |= line_start_;
  }
  if (!reading.open.empty()) {
    if (step(reading, token) || forgive(reading, token)) return;
    broken(reading);
  }
  if (token == Token::Open) {
    reading.open.push_back({.begin = at_,
                            .object = true,
                            .line_start = line_start_,
                            .is_value = reading.is_value,
                            .want = Want::KeyOrEnd});
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
                              .is_value = reading.is_value,
                              .want = object ? Want::KeyOrEnd : Want::ValueOrEnd});
      if (reading.open.size() > kDepthMax) {
        reading.in_broken = false;
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
    if (!reading.key_too_long) top.groups |= groups_of(reading.string);
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
    case Want::Anything:
      if (token == Token::String || token == Token::Run) return true;
      if (token == Token::Open || token == Token::OpenArray) return value();
      if (token == Token::Comma) top.want = top.object ? Want::Key : Want::Value;
      if (token == Token::Colon) top.want = Want::Value;
      if (token == (top.object ? Token::Close : Token::CloseArray)) close(reading);
      return true;
  }
  return false;
}

/// Passes over the first fault inside the broken value: what stands there may be anything, and a bracket that
/// closes nothing closes what is open farther out, if that is of its kind.
bool Resync::forgive(Reading& reading, Token token) {
  if (!reading.in_broken || std::exchange(reading.forgiven, true)) return false;
  auto& open = reading.open;
  for (Container& container : open) container.is_broken = true;
  if (token == Token::Close || token == Token::CloseArray) {
    const bool object = token == Token::Close;
    const auto of_kind = std::find_if(open.rbegin(), open.rend(),
                                      [&](const Container& container) { return container.object == object; });
    if (of_kind == open.rend()) return true;
    open.erase(of_kind.base(), open.end());
  }
  open.back().want = Want::Anything;
  return step(reading, token);
}

/// Takes the innermost container off the stack: it is a whole value.
void Resync::close(Reading& reading) {
  const Container whole = reading.open.back();
  reading.open.pop_back();
  if (reading.in_broken && reading.open.empty()) {
    reading.in_broken = false;
    reading.inside.clear();
    return;
  }
  const Found value{whole.begin, at_ + 1};
  const bool has_keys = !whole.is_broken && (whole.groups & start_.groups) == start_.groups &&
                        value.end - value.begin <= options_.event_bytes_max;
  const bool may_fill_line =
      whole.line_start && !whole.is_broken && reading.open.empty() && reading.inside.empty();
  if (whole.object && (has_keys || may_fill_line)) {
    reading.closed = {value, has_keys, may_fill_line, whole.is_value};
  } else if (reading.open.empty()) {
    release(reading);
  }
}

/// Says whether an object that closed is the inside of a broken value, by what comes next.
bool Resync::is_inside(const Reading& reading, char next) const {
  const bool is_value = reading.closed->is_value;
  const bool goes_on = next == ',' || next == ']' || next == '}' || next == ':';
  if (first_line_ && start_.ends_with_line && !start_.in_array) {
    return goes_on || next == '"' || (next == '\n' && is_value);
  }
  const bool may_be_element = (in_array_ || reading.in_array) && (next == ',' || next == ']');
  return is_value && goes_on && !may_be_element;
}

/// Decides about the object that closed last, once it is known what comes next: a byte, or the end (`\0`).
void Resync::decide(Reading& reading, char next) {
  Closed& closed = *reading.closed;
  const bool inside = is_inside(reading, next);
  closed.line_ended |= next == '\n' || next == '\r' || next == '\0';
  if (!inside && (next == ' ' || next == '\t' || next == '\n' || next == '\r')) return;
  settle(reading, inside);
}

/// Takes the object that closed last for an event, unless it is the inside of something.
void Resync::settle(Reading& reading, bool inside) {
  const Closed closed = *std::exchange(reading.closed, std::nullopt);
  if (!inside && closed.has_keys) {
    auto& held = reading.inside;
    while (!held.empty() && held.back().begin > closed.found.begin) held.pop_back();
    held.push_back(closed.found);
  } else if (!inside && closed.line_start && closed.line_ended) {
    accept(closed.found);
  }
  if (reading.open.empty()) release(reading);
}

/// Gives the groups that a key belongs to.
std::uint32_t Resync::groups_of(ByteView key) const {
  const auto& wrapper_keys = options_.wrapper_keys;
  if (std::find(wrapper_keys.begin(), wrapper_keys.end(), key) != wrapper_keys.end()) return ~0U;
  std::uint32_t groups = 0;
  for (std::size_t i = 0; i < options_.resume_keys.size(); ++i) {
    const auto& keys = options_.resume_keys[i];
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) groups |= 1U << i;
  }
  return groups;
}

/// Gives up every open container, and takes the whole events that stood inside them.
void Resync::broken(Reading& reading) {
  reading.open.clear();
  reading.in_broken = false;
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
  while (!reading.open.empty() && reading.open.front().begin < taken_end_) {
    reading.open.pop_front();
    reading.in_broken = false;
  }
  while (!reading.inside.empty() && reading.inside.front().begin < taken_end_) reading.inside.pop_front();
  if (reading.closed && reading.closed->found.begin < taken_end_) reading.closed.reset();
}

}  // namespace headgate
