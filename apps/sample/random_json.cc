// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/random_json.h"

#include <algorithm>
#include <array>
#include <charconv>

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

constexpr auto kHex = [] {
  std::array<char, 512> pairs{};
  for (std::size_t i = 0; i < 256; ++i) {
    pairs[2 * i] = "0123456789abcdef"[i >> 4];
    pairs[2 * i + 1] = "0123456789abcdef"[i & 15];
  }
  return pairs;
}();

}  // namespace

Uuid draw_uuid(Random& random) {
  const std::uint64_t high = random.next();
  const std::uint64_t low = random.next();
  return {(high & ~0xf000ULL) | 0x4000, (low & ~(3ULL << 62)) | 1ULL << 63};
}

void append_uuid(std::string& out, Uuid uuid) {
  char text[36];
  char* at = text;
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
    const std::size_t byte = (i < 8 ? uuid.high : uuid.low) >> (56 - 8 * (i % 8)) & 0xff;
    *at++ = kHex[2 * byte];
    *at++ = kHex[2 * byte + 1];
  }
  out.append(text, sizeof text);
}

RandomJson& RandomJson::operator<<(std::int64_t number) {
  char text[20];
  out_.append(text, std::to_chars(text, text + sizeof text, number).ptr);
  return *this;
}

void RandomJson::text(std::size_t bytes, bool marked) {
  out_ += '"';
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
  const Words words = languages()[language < languages().size() ? language : 0];
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
    if (marked && (draw >> 7 & 7) == 0) {
      out_ += "<strong>";
      out_ += word;
      out_ += "</strong>";
    } else {
      out_ += word;
    }
  } while (out_.size() < end);
  if (out_[start] >= 'a' && out_[start] <= 'z') out_[start] = static_cast<char>(out_[start] - 'a' + 'A');
  out_ += '.';
}

void RandomJson::word() {
  out_ += '"';
  out_ += random_.once_in(64) ? random_.pick(odd_pieces()) : random_.pick(languages()[0]);
  out_ += '"';
}

void RandomJson::words(std::uint32_t count, bool nullable) {
  out_ += '[';
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i != 0) out_ += ',';
    if (nullable && random_.once_in(64)) out_ += "null";
    else word();
  }
  out_ += ']';
}

void RandomJson::score() {
  if (random_.once_in(16)) {
    out_ += random_.pick(kOddNumbers);
    return;
  }
  out_ += "0.";
  digits(random_.next() % 10'000'000'000'000'000, 16);
}

void RandomJson::scores(std::uint32_t count, bool nullable) {
  out_ += '[';
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i != 0) out_ += ',';
    if (nullable && random_.once_in(64)) out_ += "null";
    else if (random_.once_in(10)) out_ += "-1";
    else score();
  }
  out_ += ']';
}

void RandomJson::time(std::int64_t milliseconds) {
  constexpr Micros kHour = 3'600'000'000;
  const Micros time = milliseconds * 1000;
  out_ += '"';
  switch (random_.below(64)) {
    case 0:
      date_time(time);
      out_ += '.';
      digits(static_cast<std::uint64_t>(milliseconds % 1000), 3);
      out_ += 'Z';
      break;
    case 1:
      date_time(time + 2 * kHour);
      out_ += "+02:00";
      break;
    case 2:
      date_time(time - 5 * kHour - kHour / 2);
      out_ += ".123456789-05:30";
      break;
    default: date_time(time); out_ += 'Z';
  }
  out_ += '"';
}

void RandomJson::anything(std::uint32_t depth) {
  const std::uint32_t choice = random_.below(depth == 0 ? 4 : 8);
  if (choice == 0) {
    out_ += random_.pick(kOddValues);
  } else if (choice == 1) {
    text(random_.below(40));
  } else if (choice == 2) {
    score();
  } else if (choice == 3) {
    *this << static_cast<std::int64_t>(random_.next());
  } else {
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

void RandomJson::date_time(Micros time) {
  const CivilHour civil = civil_hour(time);
  const auto second = static_cast<std::uint64_t>(time / 1'000'000 % 3600);
  digits(static_cast<std::uint64_t>(civil.year), 4);
  out_ += '-';
  digits(static_cast<std::uint64_t>(civil.month), 2);
  out_ += '-';
  digits(static_cast<std::uint64_t>(civil.day), 2);
  out_ += 'T';
  digits(static_cast<std::uint64_t>(civil.hour), 2);
  out_ += ':';
  digits(second / 60, 2);
  out_ += ':';
  digits(second % 60, 2);
}

void RandomJson::digits(std::uint64_t number, int count) {
  char text[20];
  for (int i = count; i-- > 0; number /= 10) text[i] = static_cast<char>('0' + number % 10);
  out_.append(text, static_cast<std::size_t>(count));
}

}  // namespace headgate::sample
