// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "apps/sample/random.h"
#include "apps/sample/random_json.h"

namespace headgate::sample {

enum class Service : std::uint8_t { Microone, Microtwo, Microthree };

struct Kind {
  Service service = Service::Microone;
  bool prediction = false;
};

ByteView service_name(Service service);

/// Names the table of a kind: `MICROONE_EVENT`.
ByteView table_name(Kind kind);

/// Writes clean events: the usual ones as they stand in the field, and every odd form that the contracts
/// allow.
class CleanEvents {
 public:
  explicit CleanEvents(Random& random) : random_(random) {}

  /// Replaces `json` by an event of `kind` that has about `prose` bytes of text in it.
  void write(Kind kind, std::int64_t time, std::size_t prose, std::string& json);

  /// Says that the prediction last written went out as it is, so that later events may name it.
  void remember_prediction();

 private:
  struct Prediction {
    Uuid id;
    bool bare = false;  ///< The id has no `#service`: newer.
  };
  struct Recent {
    std::array<Prediction, 64> ring;
    std::uint32_t made = 0;
  };

  void open_envelope(RandomJson& out, Kind kind, std::int64_t time);
  void close_envelope(RandomJson& out);
  void extra(RandomJson& out, ByteView name);

  void evaluation(RandomJson& out, Service service, std::size_t prose);
  void prediction_reference(RandomJson& out, Service service);
  void microone_payload(RandomJson& out, std::size_t prose);
  void microthree_published(RandomJson& out, std::size_t prose);
  void microthree_searched(RandomJson& out, std::size_t prose);

  void prediction(RandomJson& out, Service service, std::size_t prose);
  void prediction_id(RandomJson& out, Service service, const Prediction& prediction);
  void microone_prediction(RandomJson& out, std::size_t prose);
  std::uint32_t microone_paragraphs(RandomJson& out, std::size_t prose);
  void microone_scores(RandomJson& out);
  void microone_metadata(RandomJson& out, std::uint32_t paragraphs);
  void microone_skipped(RandomJson& out);
  void microtwo_prediction(RandomJson& out, std::size_t prose);
  void microthree_prediction(RandomJson& out, std::size_t prose);

  Random& random_;
  std::string* json_ = nullptr;
  std::array<Recent, 3> recent_;
  Prediction current_;
  Service current_service_ = Service::Microone;
  Uuid id_, shape_;
  std::int64_t timestamp_ = 0;
  std::vector<std::pair<std::size_t, std::size_t>>
      sentences_;  ///< Offset and length in the event being written.
};

}  // namespace headgate::sample
