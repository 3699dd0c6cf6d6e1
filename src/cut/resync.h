// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace headgate {

/// Finds the next whole events after damage, in one pass, at a cost linear in the bytes.
///
/// After damage nobody knows whether the next byte stands inside a string. There are only two readings of the
/// bytes that follow, one for each answer: a quote turns both around. Each reading runs a grammar of its own
/// with a stack of open containers. Where the grammar breaks, none of the open containers can be a value, so
/// the stack is emptied, and whole events inside them come free. An object counts as an event when it has one
/// of `resume_keys` at its top level, or fills a line by itself: so the inside of a broken event is not taken
/// for events. What is found is said to be *recovered*.
///
/// Offsets are those of the object. The result depends on the bytes alone, not on how they are fed. One
/// thread at a time.
class Resync {
 public:
  struct Options {
    std::size_t event_bytes_max;
    std::vector<std::string> resume_keys;
  };
  struct Found {
    std::uint64_t begin, end;
  };

  explicit Resync(Options options);

  /// Starts at `at`; `line_start` says whether a line begins there. It does not stop before `stop_from`,
  /// where the plain framing found the damage: so no byte is read in vain more than once, however often
  /// values break.
  void start(std::uint64_t at, bool line_start, std::uint64_t stop_from);

  /// Reads on, and stops behind an event that no open container holds: there the plain framing can go on.
  /// Gives how many bytes were read; stopped() says whether it was for that. REQUIRES: start() was called;
  /// since then it has not stopped, and finish() was not called.
  std::size_t feed(ByteView bytes);
  [[nodiscard]] bool stopped() const { return stopped_; }

  /// Says whether no string is open here for the reading that began outside one. Where it stopped like that,
  /// what was known of the tokens ahead before the damage still holds.
  [[nodiscard]] bool is_outside() const { return !readings_[0].in_string; }

  /// Ends the object: what is open is broken. REQUIRES: as feed().
  void finish();

  /// Gives the events that are certain by now, in order, and forgets them.
  std::vector<Found> take();

  /// No event found later begins before this offset.
  [[nodiscard]] std::uint64_t settled() const;

 private:
  enum class Token : std::uint8_t { Open, Close, OpenArray, CloseArray, Colon, Comma, String, Run };
  enum class Want : std::uint8_t { KeyOrEnd, Key, Colon, Value, ValueOrEnd, CommaOrEnd };
  struct Container {
    std::uint64_t begin;
    bool object;
    bool event = false;       ///< One of the resume keys stands in it.
    bool line_start = false;  ///< It is the first thing on its line.
    Want want;
  };
  struct Reading {
    bool in_string = false;
    bool in_run = false;
    bool key_too_long = false;
    std::uint64_t string_begin = 0;
    std::string string;  ///< The bytes of a string, as far as it can be a resume key.
    std::deque<Container> open;
    std::deque<Found> inside;  ///< Whole events inside open containers.
    Found line{0, 0};          ///< An object that fills a line if the line ends behind it.
    bool line_pending = false;
  };

  [[nodiscard]] bool can_stop() const;
  void byte(Reading& reading, char c, bool quote);
  void token(Reading& reading, Token token);
  bool step(Reading& reading, Token token);
  void close(Reading& reading);
  void broken(Reading& reading);
  void release(Reading& reading);
  void accept(Found found);
  void overtaken(Reading& reading);

  Options options_;
  std::size_t key_bytes_max_ = 0;
  std::array<Reading, 2> readings_;  ///< [0] begins outside a string, [1] inside one.
  std::vector<Found> found_;
  std::uint64_t at_ = 0;
  std::uint64_t stop_from_ = 0;
  std::uint64_t text_end_ = 0;   ///< Behind it stand only blanks, up to at_.
  std::uint64_t taken_end_ = 0;  ///< Events overlap no event accepted before.
  bool taken_ = false;           ///< There was one.
  bool escaped_ = false;
  bool line_start_ = false;
  bool stopped_ = false;
};

}  // namespace headgate
