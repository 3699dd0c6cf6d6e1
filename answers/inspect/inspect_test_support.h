// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "answers/inspect/inspector.h"
#include "answers/inspect/paths.h"
#include "base/json.h"
#include "cut/cutter.h"
#include "read/memory_reader.h"

// Internal to the tests of this stage.
namespace headgate::inspect {

/// Takes a whole file into an inspector.
inline void inspect_text(Inspector& inspector, ByteView text, std::uint32_t object = 0) {
  Cutter cutter({});
  cutter.begin();
  MemoryReader reader(text);
  Window window;
  do {
    window.object = object;
    ASSERT_TRUE(cutter.cut(reader, window).has_value());
    inspector.inspect(window);
  } while (!window.last);
}

/// An event of a service around what it says.
inline std::string event(const std::string& payload, const std::string& service = "reviews") {
  return R"({"source":"app.event.file","detail":{"type":"EFEvaluationEvent","evaluation":{"service":")" +
         service + R"(","payload":)" + payload + "}}}\n";
}

inline std::string plain_address(const Place& place) {
  return std::to_string(place.object) + "@" + std::to_string(place.offset) + "+" +
         std::to_string(place.length);
}

inline std::string json_of(const Profile& profile) { return to_json(profile, plain_address); }

/// What one text says, settled.
struct Inspected {
  explicit Inspected(ByteView text) {
    inspect_text(inspector, text);
    inspector.profile().settle();
  }

  /// Gives the row of a path below the payload, in the first group.
  [[nodiscard]] PathRow row(const std::string& path) const {
    const Profile::Group& group = *profile().groups().front();
    for (const PathRow& each : paths_of(group)) {
      if (each.path == "/detail/evaluation/payload" + path) return each;
    }
    ADD_FAILURE() << path << " is not there";
    return {};
  }
  [[nodiscard]] const Profile& profile() const { return inspector.profile(); }

  Identification identification;
  mutable Inspector inspector{identification};
};

}  // namespace headgate::inspect
