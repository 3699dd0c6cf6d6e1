// SPDX-License-Identifier: Apache-2.0
#include "answers/author/candidates/unshown_values.h"

#include <algorithm>

namespace headgate::author {

namespace {

bool is_container(const Node& node) { return node.type == types::Object || node.type == types::Array; }

}  // namespace

ByteView name(Unshown state) {
  switch (state) {
    case Unshown::Known: return "known";
    case Unshown::Rescued: return "rescued";
    case Unshown::Recast: return "recast";
  }
  return "";
}

UnshownValues::UnshownValues(const Plan& plan, const Identification& identification)
    : plan_(plan), identification_(identification) {}

void UnshownValues::add(const Batch& batch, std::uint32_t object) {
  for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
    const Outcome& outcome = batch.outcomes[i];
    if (outcome.plan != &plan_) continue;
    const Piece& piece = batch.window.pieces[i];
    ParseFault fault;
    if (!outcome.clean || !parser_.parse(batch.window, piece, tape_, fault)) {
      ++dirty_;
      continue;
    }
    ++clean_;
    arena_.clear();
    extractor_.trace(tape_, plan_, arena_, extraction_);
    sort_values();
    const inspect::Place place{object, batch.window.base + piece.offset, 0, piece.length};
    profile_.add(tape_, plan_.service, "all", place);
    part_.frame = tape_.frame;
    for (const Unshown state : kUnshown) {
      part_.nodes.clear();
      if (keep(0, state)) profile_.add(part_, plan_.service, name(state), place);
    }
  }
}

/// Says of each value of the event where it is.
void UnshownValues::sort_values() {
  const auto end = static_cast<std::uint32_t>(tape_.nodes.size());
  states_.assign(end, static_cast<std::uint8_t>(Unshown::Known));
  for (const std::uint32_t at : extraction_.unnamed) {
    mark(at, tape_.nodes[at].next, static_cast<std::uint8_t>(Unshown::Rescued));
  }
  // What lies in a value that a column could not take is rescued with it.
  for (Extraction::Reading& reading : extraction_.columns) {
    std::sort(reading.recast.begin(), reading.recast.end());
    for (const std::uint32_t at : reading.recast) {
      mark(at, tape_.nodes[at].next, static_cast<std::uint8_t>(Unshown::Recast));
    }
  }
  // What one column shows as it is, is shown, whatever another makes of it.
  for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
    const Extraction::Reading& reading = extraction_.columns[i];
    if (reading.value != 0) mark_shown(plan_.columns[i], reading.value, reading.recast);
  }
  std::uint32_t id = 0;
  for (const std::string& token : identification_.event_id) {
    id = tape_.child(id, token);
    if (id == 0) return;
  }
  constexpr TypeMask kId = types::String | types::Number;
  if ((tape_.nodes[id].type & kId) != 0) states_[id] = kShown;  // In the column event_id.
}

void UnshownValues::mark(std::uint32_t from, std::uint32_t to, std::uint8_t state) {
  std::fill(states_.begin() + from, states_.begin() + to, state);
}

/// Marks what a column, or a part of one, shows of the value at a node.
void UnshownValues::mark_shown(const Column& column, std::uint32_t at,
                               const std::vector<std::uint32_t>& recast) {
  const Node& node = tape_.nodes[at];
  if (std::binary_search(recast.begin(), recast.end(), at)) return;
  if (column.kind == ColumnKind::Json) return mark(at, node.next, kShown);
  states_[at] = kShown;
  if (!is_container(node)) return;
  if (column.kind == ColumnKind::Struct) {
    for (const Column& field : column.children) {
      const std::uint32_t member = tape_.member(at, field.from.front());
      if (member != 0) mark_shown(field, member, recast);
    }
    return;
  }
  const std::uint32_t key = node.type == types::Object ? 1 : 0;  // A list or a map: its key stands in front.
  for (std::uint32_t inside = at + 1; inside < node.next; inside = tape_.nodes[inside + key].next) {
    mark_shown(column.children.back(), inside + key, recast);
  }
}

/// Adds the value at a node to `part_`, null where nothing of it is in that state; says whether something is.
/// An empty object whose members the contract knows says nothing, and neither does a null.
bool UnshownValues::keep(std::uint32_t at, Unshown state) {
  const Node& node = tape_.nodes[at];
  const std::size_t place = part_.nodes.size();
  part_.nodes.push_back(node);
  const bool says_something =
      !is_container(node) || state != Unshown::Known || (node.type == types::Array && node.next == at + 1);
  bool kept = node.type != types::Null && states_[at] == static_cast<std::uint8_t>(state) && says_something;
  for (std::uint32_t inside = at + 1; is_container(node) && inside < node.next;) {
    if (node.type == types::Object) {
      part_.nodes.push_back(tape_.nodes[inside]);
      part_.nodes.back().next = static_cast<std::uint32_t>(part_.nodes.size());
      ++inside;
    }
    kept |= keep(inside, state);
    inside = tape_.nodes[inside].next;
  }
  if (!kept) {
    part_.nodes.resize(place + 1);
    part_.nodes[place].type = types::Null;
  }
  part_.nodes[place].next = static_cast<std::uint32_t>(part_.nodes.size());
  return kept;
}

const inspect::PathStats* UnshownValues::find(ByteView group) const {
  for (const inspect::Profile::Group* each : profile_.groups()) {
    if (each->record_type == group) return &each->root;
  }
  return nullptr;
}

}  // namespace headgate::author
