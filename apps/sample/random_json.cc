// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/random_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "apps/sample/vocabulary.h"

namespace headgate::sample {

namespace {

/// Numbers that JSON knows and that readers get wrong: each is a number to JSON Schema and to Cerberus.
constexpr auto kOddNumbers =
    std::to_array<ByteView>({"0", "1", "1.0", "-0", "0.0", "1e3", "5.63241948839277E-4", "-0.5", "2E+2",
                             "9007199254740993", "0.1000000000000000055"});

constexpr auto kOddValues = std::to_array<ByteView>(
    {"null", "true", "false", "{}", "[]", R"("")", R"("null")", "18446744073709551615",
     "-9223372036854775808", "123456789012345678901234567890", "-1.5e-10"});

constexpr auto kNames = std::to_array<ByteView>(
    {R"("id")", R"("time")", R"("")", R"("a/b~c")", R"("na\u00efve")", R"("größe \"XL\"")"});

/// Writes `YYYY-MM-DDTHH:MM:SS`.
std::string date_time(Micros time) {
  const CivilHour civil = civil_hour(time);
  const std::int64_t second = time / 1'000'000 % 3600;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", civil.year, civil.month, civil.day, civil.hour,
                     second / 60, second % 60);
}

}  // namespace

Uuid draw_uuid(Random& random) {
  const std::uint64_t high = random.next();
  const std::uint64_t low = random.next();
  return {(high & ~0xf000ULL) | 0x4000, (low & ~(3ULL << 62)) | 1ULL << 63};
}

void append_uuid(std::string& out, Uuid uuid) {
  fmt::format_to(std::back_inserter(out), "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", uuid.high >> 32,
                 uuid.high >> 16 & 0xffff, uuid.high & 0xffff, uuid.low >> 48, uuid.low & 0xffff'ffff'ffff);
}

RandomJson& RandomJson::operator<<(std::int64_t number) {
  fmt::format_to(std::back_inserter(out_), "{}", number);
  return *this;
}

void RandomJson::text(ByteView before, std::size_t bytes, bool marked) {
  *this << before << "\"";
  const std::size_t end = out_.size() + bytes;
  for (;;) {
    sentence(end - out_.size(), marked);
    // What is left would be a stump of a sentence.
    if (out_.size() + 20 >= end) break;
    out_ += ' ';
  }
  out_ += '"';
}

void RandomJson::sentence(std::size_t bytes, bool marked) {
  // About five of six sentences are English, as in the field.
  const std::uint32_t language = random_.below(static_cast<std::uint32_t>(6 * languages().size()));
  const Words& words = languages()[language < languages().size() ? language : 0];
  const std::size_t start = out_.size();
  const std::size_t end = start + std::min<std::size_t>(bytes, random_.between(30, 190));
  do {
    // One draw a word: its upper half names the word, its lower bits what is special about it.
    const std::uint64_t draw = random_.next();
    if (out_.size() != start) out_ += ' ';
    if ((draw & 127) == 0) {
      out_ += random_.pick(odd_pieces());
      continue;
    }
    const ByteView word = words[(draw >> 32) * words.size() >> 32];
    const bool strong = marked && (draw >> 7 & 7) == 0;
    *this << (strong ? "<strong>" : "") << word << (strong ? "</strong>" : "");
  } while (out_.size() < end);
  if (out_[start] >= 'a' && out_[start] <= 'z') out_[start] = static_cast<char>(out_[start] - 'a' + 'A');
  out_ += '.';
}

void RandomJson::word() {
  *this << "\"" << (random_.once_in(64) ? random_.pick(odd_pieces()) : random_.pick(languages()[0])) << "\"";
}

void RandomJson::words(ByteView before, std::uint32_t count, bool nullable) {
  list(before, count, [&](std::uint32_t) {
    if (nullable && random_.once_in(64)) out_ += "null";
    else word();
  });
}

void RandomJson::score() {
  if (random_.once_in(16)) out_ += random_.pick(kOddNumbers);
  else out_ += fmt::format("0.{:016}", random_.next() % 10'000'000'000'000'000);
}

void RandomJson::scores(ByteView before, std::uint32_t count, bool nullable) {
  list(before, count, [&](std::uint32_t) {
    if (nullable && random_.once_in(64)) out_ += "null";
    else if (random_.once_in(10)) out_ += "-1";
    else score();
  });
}

void RandomJson::time(std::int64_t milliseconds) {
  constexpr Micros kHour = 3'600'000'000;
  const Micros time = milliseconds * 1000;
  switch (random_.below(64)) {
    case 0: out_ += fmt::format("\"{}.{:03}Z\"", date_time(time), milliseconds % 1000); break;
    case 1: out_ += "\"" + date_time(time + 2 * kHour) + "+02:00\""; break;
    case 2: out_ += "\"" + date_time(time - 5 * kHour - kHour / 2) + ".123456789-05:30\""; break;
    default: out_ += "\"" + date_time(time) + "Z\"";
  }
}

void RandomJson::anything(std::uint32_t depth) {
  switch (const std::uint32_t choice = random_.below(depth == 0 ? 4 : 8)) {
    case 0: out_ += random_.pick(kOddValues); break;
    case 1: text("", random_.below(40)); break;
    case 2: score(); break;
    case 3: *this << static_cast<std::int64_t>(random_.next()); break;
    default:
      // One child goes deep, the others stay flat: a spine, not a tree that doubles with every level.
      const bool object = choice < 6;
      const std::uint32_t children = random_.between(1, 3);
      out_ += object ? '{' : '[';
      for (std::uint32_t i = 0; i < children; ++i) {
        if (i != 0) out_ += ',';
        if (object) *this << kNames[i + 3 * random_.below(2)] << ":";
        anything(i == 0 ? depth - 1 : 0);
      }
      out_ += object ? '}' : ']';
  }
}

}  // namespace headgate::sample
