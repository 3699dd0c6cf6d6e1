// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "apps/sample/pen.h"
#include "apps/sample/random.h"

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

  void open_envelope(Pen& pen, Kind kind, std::int64_t time);
  void close_envelope(Pen& pen);
  void extra(Pen& pen, ByteView name);

  void evaluation(Pen& pen, Service service, std::size_t prose);
  void prediction_reference(Pen& pen, Service service);
  void microone_payload(Pen& pen, std::size_t prose);
  void microthree_published(Pen& pen, std::size_t prose);
  void microthree_searched(Pen& pen, std::size_t prose);

  void prediction(Pen& pen, Service service, std::size_t prose);
  void prediction_id(Pen& pen, Service service, const Prediction& prediction);
  void microone_prediction(Pen& pen, std::size_t prose);
  std::uint32_t microone_paragraphs(Pen& pen, std::size_t prose);
  void microone_scores(Pen& pen);
  void microone_metadata(Pen& pen, std::uint32_t paragraphs);
  void microone_skipped(Pen& pen);
  void microtwo_prediction(Pen& pen, std::size_t prose);
  void microthree_prediction(Pen& pen, std::size_t prose);

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
