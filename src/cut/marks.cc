// SPDX-License-Identifier: Apache-2.0
#include "cut/marks.h"

#include <simdjson.h>

#include "base/assert.h"

namespace headgate {

struct Marker::Parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage1;
  std::size_t capacity = 0;
};

Marker::Marker() : parser_(std::make_unique<Parser>()) {}
Marker::~Marker() = default;

namespace {
/// In its streaming mode stage 1 cuts off what looks like half a character from the last three bytes. Blanks
/// behind the end keep it from cutting into the text.
constexpr std::size_t kBlanks = 4;

/// Stage 1 takes these two for a comma and a colon (its fast kernels compare all but one bit) and leaves it
/// to stage 2 to refuse them. Here they are bytes of a run like any others, whatever the kernel.
bool is_mistaken_for_operator(char c) { return c == '\x0c' || c == '\x1a'; }
}  // namespace

bool Marker::mark(ByteBuffer& bytes, std::size_t begin, std::size_t end) {
  bytes.pad();
  const std::size_t length = end - begin;
  marks_.clear();
  const auto loop = [&] {
    marks_.clear();
    append_marks(bytes.view().substr(begin, length), static_cast<std::uint32_t>(begin), marks_);
    marks_.push_back(static_cast<std::uint32_t>(end));
    return false;
  };
  if (end < bytes.size()) return loop();  // What stands behind `end` cannot be made blank.
  if (length == 0) {
    marks_.push_back(static_cast<std::uint32_t>(end));
    return true;
  }
  if (parser_->capacity < length + kBlanks) {
    parser_->capacity = (length + kBlanks) * 5 / 4;
    const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
        parser_->capacity, 1, parser_->stage1);
    HEADGATE_ASSERT(error == simdjson::SUCCESS);
  }
  // The streaming mode is the one that gives marks for text that ends inside a string or a value. It moves
  // the count back to the last whole document, but the marks behind it stay, up to one that is the length.
  const char* const text = bytes.data() + begin;
  const auto error = parser_->stage1->stage1(reinterpret_cast<const std::uint8_t*>(text), length + kBlanks,
                                             simdjson::stage1_mode::streaming_partial);
  switch (error) {
    case simdjson::SUCCESS:
    case simdjson::UTF8_ERROR:
    case simdjson::CAPACITY:
    case simdjson::EMPTY: break;
    default: return loop();
  }
  const std::uint32_t* found = parser_->stage1->structural_indexes.get();
  std::size_t count = 0;
  bool mistaken = false;
  for (; found[count] < length; ++count) mistaken |= is_mistaken_for_operator(text[found[count]]);
  if (mistaken) return loop();
  marks_.resize(count);
  for (std::size_t i = 0; i < count; ++i) marks_[i] = found[i] + static_cast<std::uint32_t>(begin);
  marks_.push_back(static_cast<std::uint32_t>(end));
  return error == simdjson::SUCCESS;
}

void append_marks(ByteView text, std::uint32_t offset, std::vector<std::uint32_t>& marks) {
  bool in_string = false, escaped = false, in_run = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool quote = c == '"' && !escaped;
    escaped = c == '\\' && !escaped;
    const auto at = offset + static_cast<std::uint32_t>(i);
    if (in_string) {
      in_string = !quote;
      continue;
    }
    switch (c) {
      case '{':
      case '}':
      case '[':
      case ']':
      case ':':
      case ',':
        marks.push_back(at);
        in_run = false;
        break;
      case ' ':
      case '\t':
      case '\n':
      case '\r': in_run = false; break;
      default:
        // A quote right behind a run belongs to the run: no token begins there, but a string does.
        if (!in_run) marks.push_back(at);
        in_string = quote;
        in_run = !quote;
    }
  }
}

}  // namespace headgate
