// SPDX-License-Identifier: Apache-2.0
#include "answers/author/candidates/candidates.h"
#include "base/json.h"

namespace headgate::author {

namespace {

/// Writes which scalars there are, numbers in their own digits.
void append_samples(std::string& out, JsonObject& object, const inspect::Values* samples) {
  if (samples == nullptr) {
    object.null("distinct");
  } else {
    object.number("distinct", static_cast<std::int64_t>(samples->distinct_count()));
  }
  object.boolean("distinct_exact", samples == nullptr || samples->exact());
  if (samples == nullptr || samples->exact()) {
    object.null("drawn");
  } else {
    object.number("drawn", static_cast<std::int64_t>(samples->occurrences.entries().size()));
  }
  object.name("top");
  out += samples == nullptr ? "[]" : inspect::top_json(*samples);
}

void append_proposed(std::string& out, JsonObject& object, const ColumnDraft& proposed) {
  object.text_or_null("name", proposed.name);
  object.text_or_null("from", proposed.from);
  object.text_or_null("type", proposed.type);
  object.boolean("wrap_scalar", proposed.wrap_scalar);
  object.name("null_values");
  out += '[';
  for (const std::string& text : proposed.null_values) {
    if (&text != &proposed.null_values.front()) out += ',';
    append_json_string(out, text);
  }
  out += ']';
}

void append_candidate(std::string& out, const Candidate& candidate, const inspect::Address& address) {
  JsonObject object(out);
  object.text("path", candidate.path);
  object.text("state", name(candidate.state));
  object.text_or_null("column", candidate.column);
  object.number("count", static_cast<std::int64_t>(candidate.count));
  object.number("of", static_cast<std::int64_t>(candidate.of));
  object.name("types");
  out += inspect::types_json(candidate.types, address);
  object.text("first", address(candidate.first()));
  object.boolean("masked", candidate.masked);
  append_samples(out, object, candidate.masked ? nullptr : candidate.samples());
  append_proposed(out, object, candidate.proposed.value_or(ColumnDraft()));
  object.end();
}

}  // namespace

std::string to_json(const std::vector<Candidate>& candidates, const inspect::Address& address) {
  std::string out = "[";
  for (const Candidate& candidate : candidates) {
    if (&candidate != &candidates.front()) out += ',';
    append_candidate(out, candidate, address);
  }
  return out + "]";
}

}  // namespace headgate::author
