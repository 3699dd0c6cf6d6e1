// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "apps/sample/clean_event.h"
#include "base/result.h"

namespace headgate::sample {

/// Names how the events of one file stand next to each other. Mixed: another form in each file, and a file in
/// which concatenated and newline-separated events alternate.
enum class Form { Concatenated, Ndjson, Array, Mixed };

/// Names how a file is compressed. Mixed: another way in each file. Every second packed file has many gzip
/// members or zstd frames, the others have one.
enum class Packing { Plain, Gzip, Zstd, Mixed };

/// Describes the event files to make. The same options give the same events, names and decoded bytes on every
/// machine; packed bytes also depend on the library that packs.
struct Options {
  std::uint64_t seed = 1;
  std::uint64_t events = 1000;  ///< How many; 0 means as many as `bytes` asks for.
  std::uint64_t bytes = 0;      ///< Or how many decoded bytes, to within an event.
  int files = 4;
  double dirty_share = 0.1;
  Form form = Form::Concatenated;
  Packing packing = Packing::Plain;
  std::uint64_t event_bytes = 0;  ///< Mean size of an event, roughly; 0 is as in the field (about 1.2 KB).
  int hours = 6;                  ///< The events are spread over that many hours from `start`.
  std::string start = "2022-04-19T18:00:00Z";
  bool damage = false;  ///< One in fifty is torn, has a flipped byte or is garbage, besides `dirty_share`.
};

/// Holds one event's text and what is expected of it.
struct Event {
  std::string json;
  std::string table;  ///< `MICROONE_EVENT` and the like; empty where no contract can be found.
  bool clean = true;

  // The rest is empty in a clean event. The code is that of the reference contracts taken literally: they
  // hold `evaluation` in two alternatives, so whatever is wrong inside of it is an `anyOf` there, and the
  // cause says what both alternatives miss. Elsewhere both are the same word. Damage is `damaged` and nothing
  // more, and may take its neighbours with it.
  std::string code;
  std::string cause;
  std::string pointer;  ///< JSON pointer of the member that was spoiled or taken away.
};

/// Makes one event after the other, for ever, and keeps nothing but a few recent predictions that later
/// events may name.
class Generator {
 public:
  /// `options.start` has to be a time and `options.hours` above 0: see check().
  explicit Generator(const Options& options);

  /// Gives the next event, which stands until the next call.
  const Event& next();

 private:
  struct Share;
  const Share& draw_share();
  std::size_t draw_prose(const Share& share);
  [[nodiscard]] std::int64_t time() const;

  Options options_;
  Random random_;
  std::array<RecentPredictions, 3> recent_;  ///< By service.
  std::int64_t start_time_ = 0;
  std::uint64_t made_events_ = 0, made_bytes_ = 0;
  Event event_;
};

/// Counts what was written. Damaged events and garbage count as dirty events.
struct Report {
  std::uint64_t files = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;  ///< Decoded: before packing.
  std::uint64_t clean = 0;
  std::uint64_t dirty = 0;
};

/// Hears about the work so far, about once a mebibyte.
using Progress = std::function<void(const Report&)>;

/// Refuses options that cannot be honoured.
Status check(const Options& options);

/// Writes the files into `directory`, which is made where it is missing. Files of the same names are
/// replaced. Needs a few mebibytes of memory, however much is written.
Result<Report> write_files(const std::string& directory, const Options& options,
                           const Progress& progress = {});

}  // namespace headgate::sample
