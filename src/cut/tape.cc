// SPDX-License-Identifier: Apache-2.0
#include "cut/tape.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <tuple>

#include "base/json.h"

namespace headgate {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Reads the four digits of \uXXXX; -1 where they are not four.
int code_unit(ByteView text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  int unit = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const int digit = hex_digit(text[at + i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

char* append_character(char* out, std::uint32_t c) {
  if (c < 0x80) {
    *out++ = static_cast<char>(c);
  } else if (c < 0x800) {
    *out++ = static_cast<char>(0xc0 | c >> 6);
    *out++ = static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    *out++ = static_cast<char>(0xe0 | c >> 12);
    *out++ = static_cast<char>(0x80 | (c >> 6 & 0x3f));
    *out++ = static_cast<char>(0x80 | (c & 0x3f));
  } else {
    *out++ = static_cast<char>(0xf0 | c >> 18);
    *out++ = static_cast<char>(0x80 | (c >> 12 & 0x3f));
    *out++ = static_cast<char>(0x80 | (c >> 6 & 0x3f));
    *out++ = static_cast<char>(0x80 | (c & 0x3f));
  }
  return out;
}

/// Resolves escapes that the parser has checked; the result is never longer than the text.
std::size_t unescape(ByteView text, char* out) {
  char* const first = out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      *out++ = text[i];
      continue;
    }
    switch (const char c = text[++i]) {
      case 'b': *out++ = '\b'; break;
      case 'f': *out++ = '\f'; break;
      case 'n': *out++ = '\n'; break;
      case 'r': *out++ = '\r'; break;
      case 't': *out++ = '\t'; break;
      case 'u': {
        auto unit = static_cast<std::uint32_t>(code_unit(text, i + 1));
        i += 4;
        if (unit >= 0xd800 && unit < 0xdc00) {
          unit = 0x10000 + ((unit - 0xd800) << 10) +
                 (static_cast<std::uint32_t>(code_unit(text, i + 3)) - 0xdc00);
          i += 6;
        }
        out = append_character(out, unit);
        break;
      }
      default: *out++ = c;
    }
  }
  return static_cast<std::size_t>(out - first);
}

/// Checks the escapes of a string from `at` on; moves `at` to the one that is wrong.
bool escapes_hold(ByteView text, std::size_t& at, Code& code) {
  for (; at < text.size(); ++at) {
    if (text[at] != '\\') continue;
    const std::size_t escape = at;
    const auto wrong = [&](Code what) {
      at = escape;
      code = what;
      return false;
    };
    if (++at == text.size()) return wrong(Code::InvalidEscape);
    if (ByteView("\"\\/bfnrt").find(text[at]) != ByteView::npos) continue;
    const int unit = text[at] == 'u' ? code_unit(text, at + 1) : -1;
    if (unit < 0) return wrong(Code::InvalidEscape);
    at += 4;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const bool pair = unit < 0xdc00 && text.substr(at + 1, 2) == "\\u";
    const int second = pair ? code_unit(text, at + 3) : -1;
    if (second < 0xdc00 || second > 0xdfff) return wrong(Code::LoneSurrogate);
    at += 6;
  }
  return true;
}

/// Says whether `text` is a JSON number.
bool is_number(ByteView text) {
  std::size_t at = text.starts_with('-');
  const auto digits = [&] {
    const std::size_t first = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - first;
  };
  const bool zero = at < text.size() && text[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (at < text.size() && text[at] == '.' && (++at, digits() == 0)) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

std::uint64_t print_of(ByteView key) {
  std::uint64_t head = 0, tail = 0;
  const std::size_t n = std::min<std::size_t>(key.size(), 8);
  std::memcpy(&head, key.data(), n);
  std::memcpy(&tail, key.data() + key.size() - n, n);
  return (head ^ key.size() * 0x9E3779B97F4A7C15ULL) * 0xD6E8FEB86659FD93ULL ^ tail;
}

}  // namespace

ByteView Tape::characters(const Node& node, Arena& arena) const {
  const ByteView raw = text(node);
  if (!node.escaped) return raw;
  char* room = arena.allocate(raw.size());
  const std::size_t size = unescape(raw, room);
  arena.shrink(raw.size() - size);
  return {room, size};
}

bool Tape::equals(const Node& node, ByteView characters) const {
  const ByteView raw = text(node);
  if (!node.escaped) return raw == characters;
  std::string resolved(raw.size(), '\0');
  resolved.resize(unescape(raw, resolved.data()));
  return resolved == characters;
}

std::uint32_t Tape::member(std::uint32_t object, ByteView key) const {
  if (nodes[object].type != types::Object) return 0;
  for (std::uint32_t at = object + 1; at < nodes[object].next; at = nodes[at + 1].next) {
    if (equals(nodes[at], key)) return at + 1;
  }
  return 0;
}

std::uint32_t Tape::at(const PointerTokens& pointer) const {
  std::uint32_t place = 0;
  for (const std::string& token : pointer) {
    place = member(place, token);
    if (place == 0) return 0;
  }
  return place;
}

std::uint32_t Tape::child(std::uint32_t container, ByteView token) const {
  const Node& node = nodes[container];
  if (node.type == types::Object) return member(container, token);
  auto place = element_place(token);
  if (node.type != types::Array || !place) return 0;
  for (std::uint32_t at = container + 1; at < node.next; at = nodes[at].next) {
    if ((*place)-- == 0) return at;
  }
  return 0;
}

bool TapeParser::parse(const Window& window, const Piece& piece, Tape& tape, ParseFault& fault) {
  tape_ = &tape;
  tape.frame = window.bytes_of(piece);
  tape.nodes.clear();
  open_.clear();
  keys_.clear();
  scratch_.clear();
  const ByteView frame = tape.frame;
  if (!window.vouched && !simdjson::validate_utf8(frame.data(), frame.size())) {
    return fail(fault, Code::InvalidUtf8, static_cast<std::uint32_t>(utf8_prefix(frame)), "UTF-8");
  }
  const std::uint32_t* marks = window.marks.data() + piece.mark_first;
  for (std::uint32_t i = 0; i < piece.mark_count; ++i) {
    const std::uint32_t begin = marks[i] - piece.offset;
    const char c = frame[begin];
    switch (c) {
      case '{':
      case '[':
        if (open_.size() == options_.depth_max) {
          return fail(fault, Code::TooDeep, begin, fmt::format("at most {} levels", options_.depth_max));
        }
        if (!open_.empty()) ++open_.back().elements;
        open_.push_back(
            {static_cast<std::uint32_t>(tape.nodes.size()), static_cast<std::uint32_t>(keys_.size()), 0});
        tape.nodes.push_back({begin, 0, 0, c == '{' ? types::Object : types::Array, false});
        continue;
      case '}':
      case ']':
        if (!close(begin + 1, fault)) return false;
        continue;
      case ':':
      case ',': continue;
      default: break;
    }
    // A token that is no bracket ends before the blanks in front of the next one.
    std::uint32_t end = i + 1 < piece.mark_count ? marks[i + 1] - piece.offset : piece.length;
    while (is_blank(frame[end - 1])) --end;
    if (c == '"' ? !string(begin, end, window.vouched, fault) : !run(begin, end, fault)) return false;
  }
  return true;
}

bool TapeParser::string(std::uint32_t begin, std::uint32_t end, bool vouched, ParseFault& fault) {
  Tape& tape = *tape_;
  const ByteView text = tape.frame.substr(begin + 1, end - begin - 2);
  const void* backslash = std::memchr(text.data(), '\\', text.size());
  if (!vouched) {
    const auto control =
        std::find_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (control != text.end()) {
      return fail(fault, Code::ControlCharacter,
                  begin + 1 + static_cast<std::uint32_t>(control - text.begin()),
                  "an escape instead of the raw control character");
    }
  }
  if (backslash != nullptr) {
    std::size_t at = static_cast<const char*>(backslash) - text.data();
    Code code{};
    if (!escapes_hold(text, at, code)) {
      return fail(fault, code, begin + 1 + static_cast<std::uint32_t>(at),
                  code == Code::LoneSurrogate ? "both halves of a surrogate pair" : "an escape of JSON");
    }
  }
  const auto node = static_cast<std::uint32_t>(tape.nodes.size());
  tape.nodes.push_back(
      {begin + 1, static_cast<std::uint32_t>(text.size()), node + 1, types::String, backslash != nullptr});
  if (open_.empty()) return true;
  Open& open = open_.back();
  const bool object = tape.nodes[open.node].type == types::Object;
  // In an object keys and values take turns.
  if (object && open.elements % 2 == 0) {
    keys_.push_back({print_of(tape.characters(tape.nodes[node], scratch_)), node});
  }
  ++open.elements;
  return true;
}

bool TapeParser::run(std::uint32_t begin, std::uint32_t end, ParseFault& fault) {
  Tape& tape = *tape_;
  const ByteView text = tape.frame.substr(begin, end - begin);
  TypeMask type = 0;
  const char c = text[0];
  if (c == '-' || (c >= '0' && c <= '9')) {
    if (!is_number(text)) return fail(fault, Code::InvalidNumber, begin, "a number of JSON");
    type = is_integral(text) ? types::Integer : types::Fraction;
  } else if (text == "true" || text == "false") {
    type = types::Boolean;
  } else if (text == "null") {
    type = types::Null;
  } else {
    return fail(fault, Code::InvalidLiteral, begin,
                "true, false, null, a number, a string, an object or an array");
  }
  const auto node = static_cast<std::uint32_t>(tape.nodes.size());
  tape.nodes.push_back({begin, end - begin, node + 1, type, false});
  if (!open_.empty()) ++open_.back().elements;
  return true;
}

bool TapeParser::close(std::uint32_t end, ParseFault& fault) {
  const Open open = open_.back();
  Node& node = tape_->nodes[open.node];
  if (node.type == types::Object && !keys_differ(open, fault)) return false;
  node.length = end - node.offset;
  node.next = static_cast<std::uint32_t>(tape_->nodes.size());
  keys_.resize(open.keys_first);
  open_.pop_back();
  return true;
}

/// Looks for a key that stands twice in the object that closes: by prints first, which are nearly always told
/// apart, in pairs while they are few.
bool TapeParser::keys_differ(const Open& object, ParseFault& fault) {
  constexpr std::ptrdiff_t kPairsMax = 16;
  const auto first = keys_.begin() + object.keys_first, last = keys_.end();
  const auto same = [&](const Key& a, const Key& b) {
    if (a.print != b.print) return false;
    return tape_->equals(tape_->nodes[b.node], tape_->characters(tape_->nodes[a.node], scratch_));
  };
  const auto twice = [&](const Key& a, const Key& b) {
    const Node& key = tape_->nodes[std::max(a.node, b.node)];
    const std::string text(tape_->characters(key, scratch_));
    fail(fault, Code::DuplicateKey, key.offset - 1, fmt::format("the key \"{}\" once", text));
    return false;
  };
  if (last - first <= kPairsMax) {
    for (auto a = first; a != last; ++a) {
      for (auto b = a + 1; b != last; ++b) {
        if (same(*a, *b)) return twice(*a, *b);
      }
    }
    return true;
  }
  std::sort(first, last,
            [](const Key& a, const Key& b) { return std::tie(a.print, a.node) < std::tie(b.print, b.node); });
  for (auto a = first; a != last; ++a) {
    for (auto b = a + 1; b != last && b->print == a->print; ++b) {
      if (same(*a, *b)) return twice(*a, *b);
    }
  }
  return true;
}

bool TapeParser::fail(ParseFault& fault, Code code, std::uint32_t offset, ByteView expected) {
  fault.code = code;
  fault.offset = offset;
  fault.pointer = pointer();
  fault.expected = expected;
  return false;
}

/// Points at the value that was being read, from the containers that are open.
std::string TapeParser::pointer() const {
  std::string pointer;
  Arena scratch;
  for (std::size_t i = 0; i < open_.size(); ++i) {
    const Open& open = open_[i];
    const bool innermost = i + 1 == open_.size();
    if (tape_->nodes[open.node].type == types::Array) {
      append_token(pointer, std::to_string(innermost ? open.elements : open.elements - 1));
      continue;
    }
    // The keys of this object are those up to the next one's; the last of them is the one whose value is
    // open.
    const std::size_t keys_end = innermost ? keys_.size() : open_[i + 1].keys_first;
    if (keys_end == open.keys_first || (innermost && open.elements % 2 == 0)) break;
    append_token(pointer, tape_->characters(tape_->nodes[keys_[keys_end - 1].node], scratch));
  }
  return pointer;
}

std::string shortened(ByteView text) {
  constexpr std::size_t kShownMax = 80;
  if (text.size() <= kShownMax) return to_utf8_lossy(text);
  std::size_t end = kShownMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return to_utf8_lossy(text.substr(0, end)) + "…";
}

}  // namespace headgate
