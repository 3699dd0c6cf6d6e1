// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace headgate {

/// Finds the next whole events after damage, in one pass, at a cost linear in the bytes.
///
/// After damage nobody knows whether the next byte stands inside a string. There are only two readings of the
/// bytes that follow, one for each answer: a quote turns both around. Each reading runs a grammar of its own
/// with a stack of open containers. Where the grammar breaks, none of the open containers can be a value, so
/// the stack is emptied, and whole events inside them come free. What is found is said to be *recovered*.
///
/// So that the inside of a broken event is not taken for events, the first reading knows that the broken
/// value is open, and goes on in it behind its first fault. Where it closes after all, what stood inside
/// comes never free, and what holds the fault is no event. An object counts as an event only where it has a
/// key of each group of `resume_keys` that is asked for, or fills a line by itself, and where it does not
/// stand as the value of a container does:
/// - behind `[`, `:` or `,` and before `,`, `]` or `}`; where there may be a top-level array, `,` and `]` say
///   nothing;
/// - on the line that a broken object began, in an object whose lines hold one value each: before anything
///   but another value or the end of the line, and behind `[`, `:` or `,` not before that either.
///
/// Offsets are those of the object. The result depends on the bytes alone, not on how they are fed. One
/// thread at a time.
class Resync {
 public:
  struct Options {
    std::size_t event_bytes_max;
    /// Groups of keys; one key of a group is as good as another. 32 groups at most.
    std::vector<std::vector<std::string>> resume_keys;
    /// Keys that each stand for all groups: those of wrappers.
    std::vector<std::string> wrapper_keys = {};
  };
  struct Found {
    std::uint64_t begin, end;
  };
  /// Says what is known of the place where the search begins.
  struct Start {
    std::uint64_t at = 0;
    bool line_start = false;        ///< A line begins at `at`.
    std::uint32_t groups = 1;       ///< Which groups of keys are asked for: a bit for each.
    bool in_object = false;         ///< The broken value is an object, which begins before `at`.
    bool in_array = false;          ///< The values may be elements of a top-level array.
    bool ends_with_line = false;    ///< The broken value began its line, and lines hold one value each,
    bool ends_with_object = false;  ///< as far as there were any: so its line may be the last one.
  };

  explicit Resync(Options options);

  /// Starts behind the first byte of a broken value. It does not stop before `stop_from`, where the plain
  /// framing found the damage: so no byte is read in vain more than once, however often values break.
  void start(const Start& start, std::uint64_t stop_from);

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
  enum class Want : std::uint8_t { KeyOrEnd, Key, Colon, Value, ValueOrEnd, CommaOrEnd, Anything };
  struct Container {
    std::uint64_t begin;
    bool object;
    std::uint32_t groups = 0;  ///< Of the resume keys those that stand in it.
    bool line_start = false;   ///< It is the first thing on its line.
    bool is_value = false;     ///< It stands where a value of a container does.
    bool is_broken = false;    ///< A fault inside of it was passed over: it is no JSON.
    Want want;
  };
  /// An object that closed. What comes next decides whether it is an event.
  struct Closed {
    Found found;
    bool has_keys, line_start, is_value;
    bool line_ended = false;  ///< Its line ended behind it.
  };
  struct Reading {
    bool in_string = false;
    bool in_run = false;
    bool key_too_long = false;
    std::uint64_t string_begin = 0;
    std::string string;  ///< The bytes of a string, as far as it can be a resume key.
    std::deque<Container> open;
    Token last = Token::Run;
    bool is_value = false;     ///< The last token stands where a value of a container does.
    bool in_array = false;     ///< An array of values began at the top.
    bool in_broken = false;    ///< The broken value is open: the outermost container.
    bool forgiven = false;     ///< A fault inside of it was passed over.
    std::deque<Found> inside;  ///< Whole events inside open containers.
    std::optional<Closed> closed;
  };

  [[nodiscard]] bool can_stop() const;
  void decide(Reading& reading, char next);
  void settle(Reading& reading, bool inside);
  [[nodiscard]] std::uint32_t groups_of(ByteView key) const;
  [[nodiscard]] bool is_inside(const Reading& reading, char next) const;
  void byte(Reading& reading, char c, bool quote);
  void token(Reading& reading, Token token);
  bool step(Reading& reading, Token token);
  bool forgive(Reading& reading, Token token);
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
  Start start_;
  bool in_array_ = false;   ///< The same, whatever the reading.
  bool first_line_ = true;  ///< No line has ended since the start.
  std::uint64_t stop_from_ = 0;
  std::uint64_t text_end_ = 0;   ///< Behind it stand only blanks, up to at_.
  std::uint64_t taken_end_ = 0;  ///< Events overlap no event accepted before.
  bool taken_ = false;           ///< There was one.
  bool escaped_ = false;
  bool line_start_ = false;
  bool stopped_ = false;
};

}  // namespace headgate
