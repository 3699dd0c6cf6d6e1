// SPDX-License-Identifier: Apache-2.0
#include "answers/explain/parsed_event.h"

#include <algorithm>

#include "cut/cutter.h"
#include "read/memory_reader.h"

namespace headgate::explain {

namespace {

class HiddenFinder {
 public:
  HiddenFinder(const ParsedEvent& event, const Masks& masks, Hidden& hidden)
      : event_(event), masks_(masks), hidden_(hidden) {}

  /// Looks at one value and all that it holds; says whether anything there is hidden. The parser bounds the
  /// depth.
  bool look(std::uint32_t at, bool above) {
    const Node& node = event_.node(at);
    const bool object = node.type == types::Object;
    const bool container = object || node.type == types::Array;
    const bool hides = above || masks_(pointer_, !container);
    bool inside = hides;
    const std::size_t size = pointer_.size();
    std::size_t index = 0;
    for (std::uint32_t child = at + 1; container && child < node.next; ++index) {
      scratch_.clear();
      append_token(pointer_, object ? event_.tape.characters(event_.node(child), scratch_)
                                    : ByteView(std::to_string(index)));
      const std::uint32_t value = object ? child + 1 : child;
      inside |= look(value, hides);
      pointer_.resize(size);
      child = event_.node(value).next;
    }
    hidden_.value[at] = hides;
    hidden_.inside[at] = inside;
    return inside;
  }

 private:
  const ParsedEvent& event_;
  const Masks& masks_;
  Hidden& hidden_;
  std::string pointer_;
  Arena scratch_;
};

}  // namespace

Window ParsedEvent::cut(ByteView bytes) {
  Cutter::Options options;
  // One window has to hold all of it, and whether it is too large was decided before.
  options.window_bytes = bytes.size() + 1;
  options.event_bytes_max = bytes.size() + 1;
  Cutter cutter(options);
  cutter.begin();
  MemoryReader reader(bytes);
  Window window;
  if (!cutter.cut(reader, window)) window.pieces.clear();
  return window;
}

std::unique_ptr<ParsedEvent> ParsedEvent::read(ByteView frame) {
  auto event = std::make_unique<ParsedEvent>();
  event->window = cut(frame);
  if (event->window.pieces.size() != 1) return nullptr;
  const Piece& piece = event->window.pieces.front();
  if (piece.kind != Piece::Kind::Frame || piece.length != frame.size()) return nullptr;
  ParseFault fault;
  if (!TapeParser({}).parse(event->window, piece, event->tape, fault)) event->fault = std::move(fault);
  return event;
}

ByteView ParsedEvent::written(std::uint32_t at) const {
  const Node& of = node(at);
  if (of.type != types::String) return tape.text(of);
  return tape.frame.substr(of.offset - 1, of.length + 2);
}

Place find_place(const ParsedEvent& event, ByteView pointer) {
  Place place;
  place.way.push_back(0);
  const auto tokens = split_json_pointer(pointer);
  if (!tokens) return place;
  for (const std::string& token : *tokens) {
    const std::uint32_t next = event.tape.child(place.way.back(), token);
    if (next == 0) return place;
    place.way.push_back(next);
  }
  place.found = true;
  return place;
}

Hidden Hidden::of(const ParsedEvent& event, const Masks& masks) {
  Hidden hidden;
  if (!masks || event.fault) return hidden;
  hidden.value.resize(event.tape.nodes.size());
  hidden.inside.resize(event.tape.nodes.size());
  HiddenFinder(event, masks, hidden).look(0, false);
  return hidden;
}

}  // namespace headgate::explain
