// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "apps/sample/random.h"
#include "base/bytes.h"
#include "base/time.h"

namespace headgate::sample {

struct Uuid {
  std::uint64_t high = 0, low = 0;
};

/// Draws a version 4 UUID.
Uuid draw_uuid(Random& random);

void append_uuid(std::string& out, Uuid uuid);

/// Writes JSON values that are drawn by chance onto the end of a text. Brackets, names and commas are the
/// caller's: `before` is written in front of a value.
class RandomJson {
 public:
  RandomJson(std::string& out, Random& random) : out_(out), random_(random) {}

  RandomJson& operator<<(ByteView text) {
    out_ += text;
    return *this;
  }
  RandomJson& operator<<(Uuid uuid) {
    append_uuid(out_, uuid);
    return *this;
  }
  RandomJson& operator<<(std::int64_t number);

  /// Writes a string of about `bytes` bytes: sentences, in one of several languages. `marked` puts words in
  /// <strong> as the editor of the field does.
  void text(ByteView before, std::size_t bytes, bool marked = false);
  /// Writes the inside of such a string: one sentence, no quotes.
  void sentence(std::size_t bytes, bool marked = false);

  /// Writes a list; `item` writes each element of it, by its number.
  template <class Item>
  void list(ByteView before, std::uint32_t count, Item item) {
    *this << before << "[";
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i != 0) out_ += ',';
      item(i);
    }
    out_ += ']';
  }

  /// Writes a string that is one word.
  void word();
  /// Writes a list of `count` words, one of which may be null where `nullable`.
  void words(ByteView before, std::uint32_t count, bool nullable = false);

  /// Writes a score: nearly always a fraction, now and then another spelling of a number.
  void score();
  /// Writes a list of `count` scores; a missing one is the integer -1.
  void scores(ByteView before, std::uint32_t count, bool nullable = false);

  /// Writes a date-time to the second or, rarely, with a fraction or an offset; the second is the same.
  void time(std::int64_t milliseconds);

  /// Writes a value that no contract says anything about: up to `depth` levels deep.
  void anything(std::uint32_t depth);

 private:
  std::string& out_;
  Random& random_;
};

}  // namespace headgate::sample
