// SPDX-License-Identifier: Apache-2.0
#include "judge/rescue.h"

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "contract/enter.h"

namespace headgate {

ByteView original(const Tape& tape, const Node& node) {
  if (node.type != types::String) return tape.text(node);
  return tape.frame.substr(node.offset - 1, node.length + 2);
}

void Rescue::walk(const Tape& tape, const Plan& plan, Arena& scratch, std::vector<std::uint32_t>& found) {
  tape_ = &tape;
  plan_ = &plan;
  scratch_ = &scratch;
  found_ = &found;
  found.assign(plan.columns.size(), 0);
  nodes_.clear();
  places_.assign(plan.reaches.empty() ? 0 : 1, 0);
  value(0, 0);
}

/// Looks at the value at node `at`, which stands in the places from `first` on: mostly in one, in several
/// where more than one pattern fits its name, in none where it is an element that no schema describes.
void Rescue::value(std::uint32_t at, std::size_t first) {
  bool known = first == places_.size(), whole = false;
  for (std::size_t i = first; i < places_.size(); ++i) {
    const Reach& reach = plan_->reaches[places_[i]];
    for (const std::uint32_t column : reach.columns) (*found_)[column] = at;
    known |= reach.named || reach.shown || reach.whole;
    whole |= reach.whole;
  }
  const Node& node = tape_->nodes[at];
  if (node.type == types::Object) return members(at, first, whole);
  if (!known) {
    // Only the way to a column leads here, and this is no object to go through.
    if (node.type != types::Null) add(at);
  } else if (node.type == types::Array && !whole) {
    elements(at, first);
  }
}

void Rescue::members(std::uint32_t at, std::size_t first, bool whole) {
  const std::size_t last = places_.size();
  const std::vector<Node>& nodes = tape_->nodes;
  for (std::uint32_t key = at + 1; key < nodes[at].next; key = nodes[key + 1].next) {
    const ByteView name = tape_->characters(nodes[key], *scratch_);
    for (std::size_t i = first; i < last; ++i) enter(*plan_, plan_->reaches[places_[i]], name, places_);
    if (places_.size() != last) {
      value(key + 1, last);
      places_.resize(last);
    } else if (!whole && nodes[key + 1].type != types::Null) {
      add(key + 1);
    }
  }
}

void Rescue::elements(std::uint32_t at, std::size_t first) {
  const std::size_t last = places_.size();
  for (std::size_t i = first; i < last; ++i) {
    const std::int32_t place = plan_->reaches[places_[i]].elements;
    if (place != kNone) places_.push_back(static_cast<std::uint32_t>(place));
  }
  const std::vector<Node>& nodes = tape_->nodes;
  for (std::uint32_t item = at + 1; item < nodes[at].next; item = nodes[item].next) value(item, last);
  places_.resize(last);
}

void Rescue::begin(const Tape& tape, Arena& scratch) {
  tape_ = &tape;
  scratch_ = &scratch;
  nodes_.clear();
}

void Rescue::write(std::string& members, const std::string& place) {
  if (nodes_.empty()) return;
  std::sort(nodes_.begin(), nodes_.end());
  std::size_t kept = 0;
  for (const std::uint32_t node : nodes_) {
    if (kept != 0 && node < tape_->nodes[nodes_[kept - 1]].next) continue;
    nodes_[kept++] = node;
  }
  nodes_.resize(kept);
  written_ = 0;
  pointer_ = place;
  out_ = &members;
  descend(0);
}

/// Writes the kept values inside a container; they stand in the order of the event.
void Rescue::descend(std::uint32_t container) {
  const std::vector<Node>& nodes = tape_->nodes;
  const std::size_t size = pointer_.size();
  const bool object = nodes[container].type == types::Object;
  std::uint32_t index = 0;
  for (std::uint32_t at = container + 1; at < nodes[container].next; ++index) {
    if (written_ == nodes_.size() || nodes_[written_] >= nodes[container].next) return;
    const std::uint32_t item = object ? at + 1 : at;
    if (nodes_[written_] < nodes[item].next) {
      if (object) {
        append_token(pointer_, tape_->characters(nodes[at], *scratch_));
      } else {
        char digits[10];
        append_token(pointer_,
                     {digits, static_cast<std::size_t>(
                                  std::to_chars(digits, digits + sizeof digits, index).ptr - digits)});
      }
      step(item);
      pointer_.resize(size);
    }
    at = nodes[item].next;
  }
}

/// Writes the value at `pointer_`, or what is kept inside it.
void Rescue::step(std::uint32_t at) {
  if (nodes_[written_] != at) return descend(at);
  if (!out_->empty()) *out_ += ',';
  append_json_string(*out_, pointer_);
  *out_ += ':';
  *out_ += original(*tape_, tape_->nodes[at]);
  ++written_;
}

}  // namespace headgate
