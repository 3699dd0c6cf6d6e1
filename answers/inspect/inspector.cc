// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/inspector.h"

namespace headgate::inspect {

namespace {

/// Says what the settings find in one event.
Recognised recognised_in(const Identity& identity, const Violations& violations) {
  const bool is_foreign = !violations.kept.empty() && violations.kept.front().code == Code::ForeignSource;
  return {1,
          is_foreign ? 0U : 1U,
          identity.record_type ? 1U : 0U,
          identity.service.empty() ? 0U : 1U,
          identity.event_id.empty() ? 0U : 1U,
          identity.event_time ? 1U : 0U};
}

}  // namespace

void Inspector::inspect(const Window& window, ByteView name_of_object) {
  for (std::size_t i = window.wrappers_begun; i < window.wrappers.size(); ++i) {
    const Wrapper& wrapper = *window.wrappers[i];
    if (wrapper.part == Wrapper::Part::Tail) continue;  // No event can be told what it says.
    profile_.add_wrapper(wrapper,
                         {window.object, wrapper.offset, 0, static_cast<std::uint32_t>(wrapper.length)});
  }
  for (const Piece& piece : window.pieces) {
    const Place place{window.object, window.base + piece.offset, 0, piece.length};
    if (piece.kind == Piece::Kind::Dropped) {
      profile_.add_dropped(code_of(piece.reason), place, piece.length);
      continue;
    }
    ParseFault fault;
    if (!parser_.parse(window, piece, tape_, fault)) {
      profile_.add_unparsable(fault.code, place);
      continue;
    }
    arena_.clear();
    Violations violations;
    const Identity identity = identify(tape_, identification_, arena_, violations, name_of_object);
    const bool known = identity.record_type && !identity.service.empty();
    profile_.add_recognised(recognised_in(identity, violations));
    profile_.add(tape_, known ? identity.service : "_unknown",
                 identity.record_type ? name(*identity.record_type) : "_unknown", place);
  }
}

}  // namespace headgate::inspect
