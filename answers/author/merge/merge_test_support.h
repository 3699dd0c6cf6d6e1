// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "answers/author/merge/merge_contract.h"
#include "answers/author/merge/unified_diff.h"
#include "answers/inspect/inspector.h"
#include "cut/cutter.h"
#include "judge/tape_scanner.h"
#include "read/memory_reader.h"

// Internal to the tests of this stage.
namespace headgate::author {

/// Calls `take` with each window of a text.
template <class Take>
void each_window(ByteView text, Window& window, Take take) {
  Cutter cutter({});
  cutter.begin();
  MemoryReader reader(text);
  window.object = 0;
  do {
    ASSERT_TRUE(cutter.cut(reader, window).has_value());
    take();
  } while (!window.last);
}

/// Writes an event; what is looked at stands in its payload.
inline std::string event(const std::string& payload, const std::string& service = "reviews") {
  return R"({"id":"x","time":"2022-04-19T18:00:00Z","source":"app.event.file",)"
         R"("detail":{"type":"EFEvaluationEvent","evaluation":{"service":")" +
         service + R"(","payload":)" + payload + "}}}\n";
}

inline std::string events(const std::vector<std::string>& payloads) {
  std::string text;
  for (const std::string& payload : payloads) text += event(payload);
  return text;
}

/// A contract whose last lines say what the payload has to be, as they stand below `payload:`.
inline std::string contract(const std::string& payload, const std::string& columns = "columns: {}") {
  return "contract: reviews_event\nversion: 1.0.0\nservice: reviews\nrecord_type: event\n"
         "table:\n  " +
         columns +
         "\nformats: assert\nexpect:\n  type: object\n  properties:\n"
         "    id: true\n    time: true\n    source: true\n    detail:\n      properties:\n        type: "
         "true\n"
         "        evaluation:\n          properties:\n            service: true\n            payload:" +
         payload;
}

struct Merged {
  std::string text;                  ///< Of the contract.
  std::vector<std::string> changes;  ///< The lines of the diff that differ.
  std::vector<std::string> left;     ///< `12: what`
  std::uint64_t dirty = 0;
};

inline Merged merge(const std::string& before, const std::string& data) {
  const Identification identification;
  const inspect::Address address = [](const inspect::Place& place) {
    return "a@" + std::to_string(place.offset);
  };
  inspect::Inspector inspector(identification);
  Window window;
  each_window(data, window, [&] { inspector.inspect(window); });
  inspector.profile().settle();
  const auto groups = inspector.profile().groups();
  const auto group =
      std::find_if(groups.begin(), groups.end(), [](const auto* each) { return each->service == "reviews"; });
  auto merge = ContractMerge::begin(before, "c.yaml", {}, **group, identification, address);
  if (!merge) {
    ADD_FAILURE() << merge.error().message;
    return {};
  }
  EXPECT_TRUE(merge->add_fields().has_value());
  Contradictions found;
  NulledValues nulled;
  for (bool widened = true; widened;) {
    found = {};
    nulled = {};
    const Contracts contracts = *Contracts::make({merge->plan()});
    TapeScanner scanner(contracts, identification);
    Batch batch;
    each_window(data, batch.window, [&] {
      scanner.scan(batch);
      found.add(batch, *merge->plan(), address);
      nulled.add(batch, *merge->plan(), 0);
    });
    widened = found.dirty() != 0 && *merge->widen(found);
  }
  Merged merged{merge->text(), {}, {}, found.dirty()};
  for (const Unmerged& each : merge->unmerged(found, nulled)) {
    merged.left.push_back(std::to_string(each.line) + ": " + each.what);
  }
  const std::string diff = LineDiff(before, merge->text()).unified("old", "new");
  for (std::size_t at = 0; at < diff.size();) {
    const std::size_t end = diff.find('\n', at);
    const std::string line = diff.substr(at, end - at);
    const bool is_head = line.starts_with("---") || line.starts_with("+++") || line[0] == '@';
    if (!is_head && line[0] != ' ') merged.changes.push_back(line);
    at = end + 1;
  }
  return merged;
}

/// Merges, and expects that a second merge finds nothing more.
inline Merged settled(const std::string& before, const std::string& data) {
  Merged merged = merge(before, data);
  EXPECT_EQ(merged.dirty, 0U) << testing::PrintToString(merged.left) << merged.text;
  EXPECT_THAT(merge(merged.text, data).changes, testing::IsEmpty()) << merged.text;
  return merged;
}

/// Gives what became of the lines below `payload:`.
inline std::string payload_after(const Merged& merged) {
  return merged.text.substr(merged.text.find("payload:") + std::string("payload:").size());
}

}  // namespace headgate::author
