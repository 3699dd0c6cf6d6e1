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
};

/// Writes clean events: the usual ones as they stand in the field, and every odd form that the contracts
/// allow.
class CleanEvents {
 public:
  explicit CleanEvents(Random& random) : random_(random) {}

  /// Replaces `json` by an event of `kind` that has about `prose` bytes of text in it.
  void write(Kind kind, std::int64_t time, std::size_t prose, std::string& json);

  /// Says that the prediction last written went out as it is.
  void remember_prediction();

 private:
  Random& random_;
  std::array<RecentPredictions, 3> recent_;
  PredictionId current_;
  Service current_service_ = Service::Microone;
};

}  // namespace headgate::sample
