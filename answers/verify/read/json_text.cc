// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/json_text.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "answers/verify/read/json_number.h"

namespace headgate::verify {

namespace {

/// Gives the first byte from `at` on that a string cannot hold as it is: a quote, a backslash, a control
/// character. Eight bytes at a time.
std::size_t end_of_plain(ByteView text, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080;
  const auto zero_bytes = [](std::uint64_t word) { return (word - kOnes) & ~word & kHigh; };
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    const std::uint64_t below_blank = (word - kOnes * 0x20) & ~word & kHigh;
    if ((zero_bytes(word ^ kOnes * '"') | zero_bytes(word ^ kOnes * '\\') | below_blank) != 0) break;
  }
  while (at < text.size() && text[at] != '"' && text[at] != '\\' &&
         static_cast<unsigned char>(text[at]) >= 0x20) {
    ++at;
  }
  return at;
}

std::optional<unsigned> hex4(ByteView text, std::size_t at) {
  unsigned code = 0;
  if (at + 4 > text.size()) return {};
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + 4, code, 16);
  if (error != std::errc() || end != text.data() + at + 4) return {};
  return code;
}

void append_utf8(std::string& out, unsigned code) {
  const int tails = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr unsigned kHeads[] = {0, 0xc0, 0xe0, 0xf0};
  out += static_cast<char>(kHeads[tails] | code >> 6 * tails);
  for (int i = tails; i-- > 0;) out += static_cast<char>(0x80 | (code >> 6 * i & 0x3f));
}

/// Reads one text and notes its values.
class Parser {
 public:
  Parser(ByteView text, std::vector<JsonNode>& nodes) : text_(text), nodes_(nodes) {}

  bool read() {
    blanks();
    if (!value(0)) return false;
    blanks();
    return at_ == text_.size();
  }
  /// Says how far it came.
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  [[nodiscard]] bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }

  void blanks() { at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size()); }

  bool take(char c) {
    if (!is_at(c)) return false;
    ++at_;
    return true;
  }

  std::uint32_t open(JsonKind kind) {
    nodes_.push_back({kind, false, static_cast<std::uint32_t>(at_), 0, 0});
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }

  void close(std::uint32_t place) {
    nodes_[place].end = static_cast<std::uint32_t>(at_);
    nodes_[place].next = static_cast<std::uint32_t>(nodes_.size());
  }

  bool value(int depth) {
    if (at_ == text_.size() || depth > JsonText::kDepthMax) return false;
    switch (text_[at_]) {
      case '{': return container(JsonKind::Object, '}', depth + 1);
      case '[': return container(JsonKind::Array, ']', depth + 1);
      case '"': return string();
      case 'n': return word("null", JsonKind::Null);
      case 't': return word("true", JsonKind::True);
      case 'f': return word("false", JsonKind::False);
      default: return number();
    }
  }

  bool container(JsonKind kind, char end, int depth) {
    const std::uint32_t place = open(kind);
    ++at_;
    blanks();
    if (!is_at(end)) {
      do {
        blanks();
        if (kind == JsonKind::Object) {
          if (!is_at('"') || !string()) return false;
          blanks();
          if (!take(':')) return false;
          blanks();
        }
        if (!value(depth)) return false;
        blanks();
      } while (take(','));
    }
    if (!take(end)) return false;
    close(place);
    return true;
  }

  bool string() {
    const std::uint32_t place = open(JsonKind::String);
    for (++at_;;) {
      at_ = end_of_plain(text_, at_);
      if (take('"')) break;
      if (!take('\\') || at_ == text_.size()) return false;
      nodes_[place].escaped = true;
      const char escape = text_[at_];
      if (escape == 'u' ? !hex4(text_, at_ + 1) : std::strchr("\"\\/bfnrt", escape) == nullptr) return false;
      at_ += escape == 'u' ? 5 : 1;
    }
    close(place);
    return true;
  }

  bool number() {
    const std::uint32_t place = open(JsonKind::Number);
    const auto digits = [&] {
      const std::size_t first = at_;
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
      return at_ != first;
    };
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    close(place);
    return true;
  }

  bool word(ByteView word, JsonKind kind) {
    if (text_.substr(at_, word.size()) != word) return false;
    const std::uint32_t place = open(kind);
    at_ += word.size();
    close(place);
    return true;
  }

  ByteView text_;
  std::vector<JsonNode>& nodes_;
  std::size_t at_ = 0;
};

}  // namespace

bool JsonText::read(ByteView text) {
  text_ = text;
  nodes_.clear();
  Parser parser(text, nodes_);
  const bool is_json = parser.read();
  broken_at_ = parser.at();
  return is_json;
}

bool JsonText::read_event(ByteView text, std::string& room) {
  if (!read(text)) return false;
  if (nodes_[0].kind != JsonKind::String) return true;
  std::string escaped;
  const std::string written(characters(0, escaped));
  constexpr const char* kBlanks = " \t\r\n";
  const std::size_t first = written.find_first_not_of(kBlanks);
  room =
      first == std::string::npos ? "" : written.substr(first, written.find_last_not_of(kBlanks) - first + 1);
  return read(room);
}

ByteView JsonText::characters(std::uint32_t place, std::string& room) const {
  ByteView text = written(place);
  text = text.substr(1, text.size() - 2);
  if (!nodes_[place].escaped) return text;
  constexpr ByteView kEscapes = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
  room.clear();
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      room += text[at];
      continue;
    }
    const char escape = text[++at];
    if (escape != 'u') {
      room += kMeanings[kEscapes.find(escape)];
      continue;
    }
    unsigned code = *hex4(text, at + 1);
    at += 4;
    // The two halves of a pair make one character.
    const bool pair = code >= 0xd800 && code < 0xdc00 && text.substr(at + 1, 2) == "\\u";
    const auto low = pair ? hex4(text, at + 3) : std::nullopt;
    if (low && *low >= 0xdc00 && *low < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10) + (*low - 0xdc00);
      at += 6;
    }
    append_utf8(room, code);
  }
  return room;
}

std::vector<std::uint32_t> JsonText::inside(std::uint32_t place) const {
  std::vector<std::uint32_t> places;
  if (place == kNowhere) return places;
  for (std::uint32_t at = place + 1; at < nodes_[place].next; at = nodes_[at].next) places.push_back(at);
  return places;
}

std::uint32_t JsonText::member(std::uint32_t place, ByteView name) const {
  if (nodes_[place].kind != JsonKind::Object) return kNowhere;
  std::string room;
  for (std::uint32_t key = place + 1; key < nodes_[place].next; key = nodes_[key + 1].next) {
    const JsonNode& node = nodes_[key];
    // Nearly every name is written as it is, and nearly none has this length.
    if (!node.escaped && node.end - node.begin != name.size() + 2) continue;
    if (characters(key, room) == name) return key + 1;
  }
  return kNowhere;
}

std::uint32_t JsonText::at(const std::vector<std::string>& pointer) const {
  std::uint32_t place = 0;
  for (const std::string& token : pointer) {
    place = member(place, token);
    if (place == kNowhere) return kNowhere;
  }
  return place;
}

std::optional<std::string> JsonText::text_at(std::uint32_t place) const {
  if (place == kNowhere || nodes_[place].kind != JsonKind::String) return {};
  std::string room;
  return std::string(characters(place, room));
}

std::optional<std::int64_t> JsonText::integer(ByteView name) const {
  const std::uint32_t place = member(0, name);
  if (place == kNowhere || nodes_[place].kind != JsonKind::Number) return {};
  const ByteView digits = written(place);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return {};
  return value;
}

std::optional<bool> JsonText::truth(ByteView name) const {
  const std::uint32_t place = member(0, name);
  const JsonKind kind = place == kNowhere ? JsonKind::Null : nodes_[place].kind;
  if (kind != JsonKind::True && kind != JsonKind::False) return {};
  return kind == JsonKind::True;
}

std::optional<std::vector<std::string>> JsonText::texts(ByteView name) const {
  const std::uint32_t place = member(0, name);
  if (place == kNowhere || nodes_[place].kind != JsonKind::Array) return {};
  std::vector<std::string> texts;
  for (const std::uint32_t item : inside(place)) {
    auto text = text_at(item);
    if (!text) return {};
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace headgate::verify
