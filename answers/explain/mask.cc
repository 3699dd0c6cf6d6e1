// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "answers/explain/explanation.h"
#include "answers/explain/parsed_event.h"

namespace headgate::explain {

namespace {

/// Says whether a violation quotes something hidden: a value, one above it, or one that holds it.
bool quotes_hidden(const ParsedEvent& event, const Hidden& hidden, const StoredViolation& violation) {
  const Place place = find_place(event, violation.pointer);
  return place.found ? hidden.hides_inside(place.way.back()) : hidden.hides(place.way.back());
}

}  // namespace

MaskedEvent mask(ByteView event, const Masks& masks) {
  MaskedEvent masked;
  const auto parsed = masks ? ParsedEvent::read(event) : nullptr;
  if (parsed == nullptr || parsed->fault) return {std::string(event), 0};
  const Hidden hidden = Hidden::of(*parsed, masks);
  std::size_t copied = 0;
  for (std::uint32_t at = 0; at < parsed->tape.nodes.size();) {
    if (!hidden.hides(at)) {
      ++at;  // Keys are never hidden.
      continue;
    }
    const ByteView value = parsed->written(at);
    const auto offset = static_cast<std::size_t>(value.data() - parsed->tape.frame.data());
    masked.bytes += event.substr(copied, offset - copied);
    masked.bytes += "\"(masked)\"";
    copied = offset + value.size();
    ++masked.values;
    at = parsed->node(at).next;
  }
  masked.bytes += event.substr(copied);
  return masked;
}

std::vector<StoredViolation> mask(ByteView event, std::vector<StoredViolation> violations,
                                  const Masks& masks) {
  if (!masks) return violations;
  const auto parsed = ParsedEvent::read(event);
  const bool readable = parsed != nullptr && !parsed->fault;
  const Hidden hidden = readable ? Hidden::of(*parsed, masks) : Hidden();
  for (StoredViolation& violation : violations) {
    if (readable && !quotes_hidden(*parsed, hidden, violation)) continue;
    violation.actual = "(masked)";
    violation.message = violation.expected.empty()
                            ? "(masked)"
                            : fmt::format("expected {}, found (masked)", violation.expected);
  }
  return violations;
}

}  // namespace headgate::explain
