// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "apps/sample/random_json.h"

namespace headgate::sample {

enum class Service : std::uint8_t { Microone, Microtwo, Microthree };

struct Kind {
  Service service = Service::Microone;
  bool prediction = false;
};

/// Names the table of a kind: `MICROONE_EVENT`.
ByteView table_name(Kind kind);

/// Names a prediction. The id of a newer one has no `#service`.
struct PredictionId {
  Uuid id;
  bool bare = false;
};

/// Holds the predictions of a service that went out last, so that later events may name them.
struct RecentPredictions {
  std::array<PredictionId, 64> ring;
  std::uint32_t made = 0;

  void add(PredictionId id) { ring[made++ % ring.size()] = id; }
};

/// Replaces `json` by a clean event that has about `prose` bytes of text in it: mostly one as they stand in
/// the field, now and then an odd form that the contracts allow. Gives the id of a prediction; `recent` are
/// those of its service.
PredictionId write_clean_event(Kind kind, std::int64_t time, std::size_t prose,
                               const RecentPredictions& recent, Random& random, std::string& json);

}  // namespace headgate::sample
