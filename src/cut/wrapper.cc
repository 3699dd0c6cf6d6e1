// SPDX-License-Identifier: Apache-2.0
#include "cut/wrapper.h"

#include "base/json.h"
#include "base/json_pointer.h"
#include "cut/marks.h"

namespace headgate {

std::string explode_text(const Explode& explode) {
  std::string text;
  for (const auto& names : explode) text += pointer_text(names) + "/*";
  return text;
}

const Wrapper* Wrapper::at(const WrapperPlace& wanted) const {
  const Wrapper* wrapper = this;
  while (wrapper != nullptr && wrapper->place != wanted) wrapper = wrapper->outer.get();
  return wrapper;
}

std::shared_ptr<Wrapper> parse_wrapper(ByteView own) {
  Window window;
  window.bytes.append(own);
  window.bytes.pad();
  append_marks(own, 0, window.marks);
  Piece piece;
  piece.length = static_cast<std::uint32_t>(own.size());
  piece.mark_count = static_cast<std::uint32_t>(window.marks.size());
  auto wrapper = std::make_shared<Wrapper>();
  ParseFault fault;
  if (!TapeParser({}).parse(window, piece, wrapper->tape, fault)) return nullptr;
  wrapper->own = std::move(window.bytes);
  return wrapper;
}

/// Says whether a key, from its quote up to the colon, is a name that is written with escapes.
static bool is_escaped_name(ByteView key, const std::string& name) {
  const std::size_t end = key.find_last_of('"');
  if (end == 0 || key.find('\\') == ByteView::npos) return false;
  const auto window = parse_wrapper(std::string("[").append(key.substr(0, end + 1)).append("]"));
  return window != nullptr && window->tape.nodes.size() == 2 &&
         window->tape.equals(window->tape.nodes[1], name);
}

ByteView name(Wrapper::Part part) {
  switch (part) {
    case Wrapper::Part::Whole: return "whole";
    case Wrapper::Part::Head: return "head";
    case Wrapper::Part::Tail: return "tail";
  }
  return {};
}

std::size_t behind_value(ByteView bytes, const std::uint32_t* marks, std::size_t at, std::size_t last) {
  std::size_t depth = 0;
  for (; at < last; ++at) {
    const char c = bytes[marks[at]];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth == 0) return at + 1;
  }
  return last;
}

std::size_t find_array(ByteView bytes, const std::uint32_t* marks, std::size_t first, std::size_t last,
                       const std::vector<std::string>& names) {
  std::size_t depth = 0;
  std::string wanted;
  append_json_string(wanted, names.front());
  // Each member is three marks and what its value holds: its key, a colon, its value.
  for (std::size_t key = first + 1; key + 2 < last && bytes[marks[key]] == '"';) {
    const std::size_t value = key + 2;
    if (bytes.compare(marks[key], wanted.size(), wanted) != 0 &&
        !is_escaped_name(bytes.substr(marks[key], marks[key + 1] - marks[key]), names[depth])) {
      const std::size_t behind = behind_value(bytes, marks, value, last);
      if (behind >= last || bytes[marks[behind]] != ',') return last;
      key = behind + 1;
      continue;
    }
    if (++depth == names.size()) return bytes[marks[value]] == '[' ? value : last;
    if (bytes[marks[value]] != '{') return last;
    wanted.clear();
    append_json_string(wanted, names[depth]);
    key = value + 1;
  }
  return last;
}

}  // namespace headgate
