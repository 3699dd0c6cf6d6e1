// SPDX-License-Identifier: Apache-2.0
#include "answers/author/merge/nulled_values.h"

#include <algorithm>

namespace headgate::author {

namespace {

/// Finds what stands where a column reads, 0 for nothing.
std::uint32_t read_value(const Tape& tape, const std::vector<std::string>& from) {
  std::uint32_t at = 0;
  for (const std::string& name : from) {
    if (tape.nodes[at].type != types::Object) return 0;
    at = tape.member(at, name);
    if (at == 0) return 0;
  }
  return at;
}

bool means_null(const Tape& tape, const Column& column, const Node& node) {
  return node.type == types::String &&
         std::any_of(column.null_values.begin(), column.null_values.end(),
                     [&](const std::string& text) { return tape.equals(node, text); });
}

}  // namespace

inspect::Place NulledPlace::first() const {
  inspect::Place first;
  for (const auto& type : types) {
    if (type.count != 0) first = std::min(first, type.first);
  }
  return first;
}

void NulledValues::add(const Batch& batch, const Plan& plan, std::uint32_t object) {
  parts_.resize(plan.columns.size());
  for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
    const Piece& piece = batch.window.pieces[i];
    ParseFault fault;
    if (batch.outcomes[i].plan != &plan || !parser_.parse(batch.window, piece, tape_, fault)) continue;
    arena_.clear();
    slots_.clear();
    nulled_.clear();
    shown_.assign(tape_.nodes.size(), false);
    extractor_.extract(tape_, plan, nullptr, arena_, slots_);
    slot_ = 0;
    for (std::size_t k = 0; k < plan.columns.size(); ++k) {
      if (plan.columns[k].wrapper) {
        ++slot_;  // Null, or its default: no wrapper was given.
        continue;
      }
      walk(plan.columns[k], parts_[k], read_value(tape_, plan.columns[k].from));
    }
    for (const Nulled& each : nulled_) {
      // What one column shows is shown, whatever another makes of it.
      if (shown_[each.at]) continue;
      inspect::PathStats::OfType& of_type = each.part->types[inspect::place_of(tape_.nodes[each.at].type)];
      const inspect::Place place{object, batch.window.base + piece.offset, 0, piece.length};
      if (of_type.count++ == 0 || place < of_type.first) of_type.first = place;
    }
  }
}

/// Goes through a value of the event beside the slots that the column made of it.
void NulledValues::walk(const Column& column, Part& part, std::uint32_t at) {
  const Slot& slot = slots_[slot_++];
  if (at == 0) return;
  const Node& node = tape_.nodes[at];
  if (node.type == types::Null || means_null(tape_, column, node)) return;
  ++part.values;
  if (slot.kind == Slot::Kind::Null) return nulled_.push_back({&part, at});
  part.children.resize(column.children.size());
  if (slot.kind == Slot::Kind::List && node.type != types::Array) {
    --part.values;  // A lone value counts as the element that it became.
    return walk(column.children.front(), part.children.front(), at);
  }
  shown_[at] = true;
  switch (slot.kind) {
    case Slot::Kind::List:
      for (std::uint32_t item = at + 1; item < node.next; item = tape_.nodes[item].next) {
        walk(column.children.front(), part.children.front(), item);
      }
      break;
    case Slot::Kind::Struct:
      for (std::size_t i = 0; i < column.children.size(); ++i) {
        walk(column.children[i], part.children[i], tape_.member(at, column.children[i].from.front()));
      }
      break;
    case Slot::Kind::Map:
      for (std::uint32_t key = at + 1; key < node.next; key = tape_.nodes[key + 1].next) {
        ++slot_;
        walk(column.children.back(), part.children.back(), key + 1);
      }
      break;
    default:
      if (column.kind == ColumnKind::Json) std::fill(shown_.begin() + at, shown_.begin() + node.next, true);
  }
}

std::vector<NulledPlace> NulledValues::places(const Plan& plan) const {
  std::vector<NulledPlace> places;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    NulledPlace place;
    place.column = i;
    place.path = from_text(plan.columns[i]);
    list(plan.columns[i], parts_[i], place, places);
  }
  return places;
}

void NulledValues::list(const Column& column, const Part& part, NulledPlace& place,
                        std::vector<NulledPlace>& places) const {
  place.values = part.values;
  place.types = part.types;
  if (place.first().known()) places.push_back(place);
  const std::size_t size = place.path.size();
  for (std::size_t i = 0; i < part.children.size(); ++i) {
    const bool is_struct = column.kind == ColumnKind::Struct;
    append_token(place.path, is_struct ? column.children[i].from.front() : "*");
    list(column.children[i], part.children[i], place, places);
    place.path.resize(size);
  }
}

}  // namespace headgate::author
