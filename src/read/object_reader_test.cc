// SPDX-License-Identifier: Apache-2.0
#include "read/object_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <random>

#include "store/fault_store.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

using testing::HasSubstr;
using namespace std::string_literals;

std::string gzip(ByteView bytes) {
  isal_zstream stream;
  isal_deflate_stateless_init(&stream);
  std::string out(bytes.size() + bytes.size() / 100 + 1024, '\0');
  stream.gzip_flag = IGZIP_GZIP;
  stream.end_of_stream = 1;
  stream.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<std::uint32_t>(bytes.size());
  stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
  stream.avail_out = static_cast<std::uint32_t>(out.size());
  EXPECT_EQ(isal_deflate_stateless(&stream), COMP_OK);
  out.resize(stream.total_out);
  return out;
}

std::string zstd(ByteView bytes, int window_log = 0) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  if (window_log > 0) ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  // As a stream, so that the frame does not shrink its window to a known size.
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  ZSTD_outBuffer output{out.data(), out.size(), 0};
  EXPECT_FALSE(ZSTD_isError(ZSTD_compressStream2(context, &output, &input, ZSTD_e_flush)));
  EXPECT_EQ(ZSTD_compressStream2(context, &output, &input, ZSTD_e_end), 0U);
  ZSTD_freeCCtx(context);
  out.resize(output.pos);
  return out;
}

/// Makes text that packs somewhat, larger than any buffer in the way.
std::string long_text() {
  std::mt19937 random(7);
  std::string text;
  while (text.size() < 700'000) text += "{\"id\":" + std::to_string(random()) + "}\n";
  return text;
}

/// Gives one byte a read.
class DripStore : public MemoryStore {
 public:
  Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string& etag,
                                           std::uint64_t offset, std::uint64_t length) override {
    struct Drip : ByteSource {
      explicit Drip(std::unique_ptr<ByteSource> whole) : inner(std::move(whole)) {}
      Result<std::size_t> read(char* buffer, std::size_t size) override {
        return inner->read(buffer, std::min<std::size_t>(size, 1));
      }
      std::unique_ptr<ByteSource> inner;
    };
    TRY(auto source, MemoryStore::open(name, etag, offset, length));
    return std::make_unique<Drip>(std::move(source));
  }
};

struct Reading {
  Encoding encoding{};
  std::string bytes;
  std::optional<Error> error;
  std::uint64_t stored = 0;
  std::string hash;
};

Reading read_all(ObjectStore& store, const ObjectInfo& info, std::size_t piece) {
  Reading reading;
  auto reader = ObjectReader::open(store, info);
  if (!reader) {
    reading.error = reader.error();
    return reading;
  }
  std::string buffer(piece, '\0');
  for (;;) {
    const auto n = (*reader)->read(buffer.data(), buffer.size());
    if (!n) {
      reading.error = n.error();
      const auto again = (*reader)->read(buffer.data(), buffer.size());
      EXPECT_FALSE(again) << "an error must not turn into an end";
      break;
    }
    reading.bytes.append(buffer, 0, *n);
    if (*n == 0) break;
  }
  reading.encoding = (*reader)->encoding();
  reading.stored = (*reader)->stored_bytes();
  reading.hash = (*reader)->content_hash();
  EXPECT_EQ((*reader)->decoded_bytes(), reading.bytes.size());
  return reading;
}

Reading read_stored(ByteView stored, std::size_t piece = 64 * KiB) {
  MemoryStore store;
  EXPECT_TRUE(store.put("x", stored));
  return read_all(store, store.stat("x").value(), piece);
}

void expect_whole(ByteView stored, Encoding encoding, ByteView decoded) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1000}, std::size_t{4 * MiB}}) {
    if (piece < 1000 && decoded.size() > 10'000) continue;
    for (const bool drip : {false, true}) {
      MemoryStore whole;
      DripStore drops;
      MemoryStore& store = drip ? drops : whole;
      ASSERT_TRUE(store.put("x", stored));
      const Reading reading = read_all(store, store.stat("x").value(), piece);
      ASSERT_FALSE(reading.error) << reading.error->message;
      EXPECT_EQ(reading.encoding, encoding);
      EXPECT_TRUE(reading.bytes == decoded) << "in pieces of " << piece << (drip ? ", dripping" : "");
      EXPECT_EQ(reading.stored, stored.size());
      EXPECT_EQ(reading.hash, hash_hex(stored));
    }
  }
}

TEST(ObjectReader, ReadsPlainBytes) {
  for (const auto& text : {""s, "a"s, "ab"s, "abc"s, "abcd"s, "abcde"s, "\x1f"s, "\x1f\x8b"s,
                           "\x1f\x8b\x07 no gzip"s, "(\xb5"s, "P*M"s, "a\0b"s}) {
    expect_whole(text, Encoding::Plain, text);
  }
  const std::string text = long_text();
  expect_whole(text, Encoding::Plain, text);
}

TEST(ObjectReader, ReadsGzip) {
  expect_whole(gzip("{\"a\":1}"), Encoding::Gzip, "{\"a\":1}");
  expect_whole(gzip(""), Encoding::Gzip, "");
  expect_whole(gzip(long_text()), Encoding::Gzip, long_text());
}

TEST(ObjectReader, ReadsManyGzipMembers) {
  expect_whole(gzip("a") + gzip("") + gzip("bc") + gzip("d"), Encoding::Gzip, "abcd");
  expect_whole(gzip(long_text()) + gzip(long_text()), Encoding::Gzip, long_text() + long_text());
}

TEST(ObjectReader, ReadsAGzipHeaderWithAllItsFields) {
  std::string packed = gzip("named");
  packed[3] = 0x1e;  // extra, name, comment, checksum of the header
  const std::string fields = "\x03\0xyz"s + "events.json\0"s + "a comment\0"s;
  packed.insert(10, fields);
  const std::size_t header = 10 + fields.size();
  const auto checksum = crc32_gzip_refl(0, reinterpret_cast<const unsigned char*>(packed.data()), header);
  packed.insert(header, {static_cast<char>(checksum), static_cast<char>(checksum >> 8)});
  expect_whole(packed, Encoding::Gzip, "named");
  expect_whole(packed + packed, Encoding::Gzip, "namednamed");
  packed[header] = static_cast<char>(packed[header] ^ 1);
  EXPECT_TRUE(read_stored(packed).error);
}

TEST(ObjectReader, TakesFillingsBetweenAndBehindWhatIsPacked) {
  for (const auto pack :
       {+[](ByteView text) { return gzip(text); }, +[](ByteView text) { return zstd(text); }}) {
    const Encoding encoding = pack("")[0] == '\x1f' ? Encoding::Gzip : Encoding::Zstd;
    for (const auto& filling : {"\n"s, "\r\n"s, " "s, "\t"s, "\0"s, "\0\n \0\t\r"s}) {
      expect_whole(pack("a") + filling, encoding, "a");
      expect_whole(pack("a\n") + filling + pack("b"), encoding, "a\nb");
      expect_whole(pack("a") + filling + pack("") + filling + pack("bc") + filling, encoding, "abc");
    }
    expect_whole(pack("a") + std::string(600'000, '\0'), encoding, "a");
    expect_whole(pack("a") + std::string(300'000, '\n') + pack("b"), encoding, "ab");
    expect_whole(pack(long_text()) + "\n" + pack(long_text()) + "\n", encoding, long_text() + long_text());
  }
}

TEST(ObjectReader, RefusesOtherBytesAfterTheLastMember) {
  for (const auto& junk : {"x"s, "\0x"s, "\n{}"s, "\x1f"s, "\n\x1f"s, "\x1f\x8b"s, "\x1fx"s, "\0\0(\xb5"s}) {
    const Reading reading = read_stored(gzip("a") + junk);
    ASSERT_TRUE(reading.error);
    EXPECT_EQ(reading.error->code, ErrorCode::Corrupt);
    EXPECT_THAT(reading.error->message, HasSubstr("memory/x"));
  }
  for (const auto& junk : {"x"s, "\nx"s, "\0\0{}"s, "\n(\xb5"s, "\n\x1f\x8b\x08"s})
    EXPECT_EQ(read_stored(zstd("a") + junk).error.value().code, ErrorCode::Corrupt) << junk;
}

TEST(ObjectReader, UnpacksWhatIsPackedInEachOther) {
  expect_whole(gzip(gzip("{}")), Encoding::Gzip, "{}");
  expect_whole(zstd(gzip("{}")), Encoding::Zstd, "{}");
  expect_whole(gzip(zstd(gzip(zstd("{}")))), Encoding::Gzip, "{}");
  expect_whole(gzip(gzip("") + "\n"), Encoding::Gzip, "");
  // The outer members end wherever they like.
  const std::string inner = gzip("{\"a\":") + "\n" + gzip("1}");
  expect_whole(gzip(inner.substr(0, 3)) + gzip(inner.substr(3, 9)) + gzip(inner.substr(12)) + "\n",
               Encoding::Gzip, "{\"a\":1}");
  expect_whole(gzip(gzip(long_text()) + gzip(long_text())), Encoding::Gzip, long_text() + long_text());
  expect_whole(gzip("\x1f\x8b no gzip"), Encoding::Gzip, "\x1f\x8b no gzip");
}

TEST(ObjectReader, UnpacksNoMoreThanFourInEachOther) {
  const Reading reading = read_stored(gzip(gzip(gzip(gzip(gzip("{}"))))));
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::Corrupt);
  EXPECT_THAT(reading.error->message, HasSubstr("more than 4 times"));
}

TEST(ObjectReader, SaysInWhichPackingTheDamageIs) {
  const std::string inner = gzip("some text, some text");
  Reading reading = read_stored(gzip(ByteView(inner).substr(0, inner.size() - 1)));
  ASSERT_TRUE(reading.error);
  EXPECT_THAT(reading.error->message, HasSubstr("cannot be unpacked as gzip, inside gzip at byte " +
                                                std::to_string(inner.size() - 1)));
  reading = read_stored(zstd(gzip(zstd("a") + "junk")));
  ASSERT_TRUE(reading.error);
  EXPECT_THAT(reading.error->message, HasSubstr("as zstd, inside gzip inside zstd at byte"));
}

TEST(ObjectReader, NamesWhatIsNoJson) {
  const Reading reading = read_stored("PK\x03\x04...");
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::Corrupt);
  EXPECT_THAT(
      reading.error->message,
      HasSubstr("memory/x is a zip archive, and no JSON: unpack it, or pack it with gzip or zstd instead; "
                "see docs/framing.md#packed-files"));
  EXPECT_THAT(read_stored(gzip("Obj\x01...")).error.value().message,
              HasSubstr("memory/x is, inside gzip, an Avro file, and no JSON: export it as JSON lines"));
  EXPECT_THAT(read_stored(zstd(gzip("Obj\x01..."))).error.value().message,
              HasSubstr("is, inside gzip inside zstd, an Avro file"));
  expect_whole("PK {}", Encoding::Plain, "PK {}");
}

TEST(ObjectReader, ReadsAsEarlierVersionsDid) {
  const auto once = [](ByteView stored) {
    MemoryStore store;
    EXPECT_TRUE(store.put("x", stored));
    const auto reader = ObjectReader::open(store, store.stat("x").value(), Unpacking::Once);
    std::string bytes(4 * MiB, '\0');
    std::size_t filled = 0;
    for (std::size_t n = 1; n > 0; filled += n)
      n = (*reader)->read(bytes.data() + filled, bytes.size() - filled).value();
    bytes.resize(filled);
    EXPECT_EQ((*reader)->content_hash(), hash_hex(stored));
    return bytes;
  };
  EXPECT_EQ(once(gzip(gzip("{}"))), gzip("{}"));
  EXPECT_EQ(once(gzip("Obj\x01..")), "Obj\x01..");
  EXPECT_EQ(once("PK\x03\x04.."), "PK\x03\x04..");
  EXPECT_EQ(once(zstd(long_text())), long_text());
}

TEST(ObjectReader, ReadsZstd) {
  expect_whole(zstd("{\"a\":1}"), Encoding::Zstd, "{\"a\":1}");
  expect_whole(zstd(""), Encoding::Zstd, "");
  expect_whole(zstd("a") + zstd("") + zstd("bc"), Encoding::Zstd, "abc");
  expect_whole(zstd(long_text()) + zstd(long_text()), Encoding::Zstd, long_text() + long_text());
}

TEST(ObjectReader, SkipsSkippableFrames) {
  const std::string skippable = "\x5a\x2a\x4d\x18\x03\0\0\0xyz"s;
  expect_whole(skippable + zstd("a") + skippable, Encoding::Zstd, "a");
  expect_whole(skippable, Encoding::Zstd, "");
}

TEST(ObjectReader, FindsEveryTruncation) {
  for (const std::string& packed :
       {gzip("some text, some text"), gzip("one") + gzip("two"), zstd("some text, some text"),
        zstd("one") + zstd("two"), "\x50\x2a\x4d\x18\x03\0\0\0xyz"s}) {
    const bool is_gzip = packed[0] == '\x1f';
    const std::size_t boundary = is_gzip ? gzip("one").size() : zstd("one").size();
    for (std::size_t size = is_gzip ? 3 : 4; size < packed.size(); ++size) {
      if (packed.size() > boundary && size == boundary && !packed.starts_with('P') &&
          packed.starts_with(is_gzip ? gzip("one") : zstd("one"))) {
        continue;  // the end of a member is an end
      }
      const Reading reading = read_stored(ByteView(packed).substr(0, size), 5);
      ASSERT_TRUE(reading.error) << size << " of " << packed.size();
      EXPECT_EQ(reading.error->code, ErrorCode::Corrupt);
    }
  }
}

TEST(ObjectReader, FindsEveryFlippedByteOfAGzipTrailer) {
  const std::string packed = gzip("some text");
  for (std::size_t at = packed.size() - 8; at < packed.size(); ++at) {
    std::string damaged = packed;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    const Reading reading = read_stored(damaged);
    ASSERT_TRUE(reading.error) << "byte " << at << " of " << packed.size();
    EXPECT_EQ(reading.error->code, ErrorCode::Corrupt);
    EXPECT_THAT(reading.error->message, HasSubstr("checksum or the length"));
    EXPECT_EQ(reading.hash, hash_hex(damaged)) << "the content is known although it is damaged";
  }
}

TEST(ObjectReader, NeverReadsDamageAsOtherBytes) {
  const std::string text = "{\"id\":1}{\"id\":22}{\"id\":333}{\"id\":1}";
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    for (std::size_t at = 0; at < packed.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string damaged = packed;
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
        const Reading reading = read_stored(damaged);
        if (!reading.error && reading.encoding != Encoding::Plain) {
          EXPECT_EQ(reading.bytes, text) << at << "." << bit;
        }
      }
    }
  }
}

TEST(ObjectReader, NamesThePackedOffsetOfDamage) {
  const std::string first = gzip(long_text());
  const Reading reading = read_stored(first + "junk");
  ASSERT_TRUE(reading.error);
  EXPECT_THAT(reading.error->message, HasSubstr("at byte " + std::to_string(first.size()) + " "));
}

TEST(ObjectReader, RefusesAZstdWindowAbove128MiB) {
  EXPECT_FALSE(read_stored(zstd("small", 27)).error);
  const Reading reading = read_stored(zstd("small", 28));
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::Corrupt);
  EXPECT_THAT(reading.error->message, HasSubstr("memory"));
}

TEST(ObjectReader, NoticesAChangeWhileReading) {
  const std::string text = long_text();
  for (const std::string& stored : {text, gzip(text), zstd(text)}) {
    MemoryStore store;
    ASSERT_TRUE(store.put("x", stored));
    auto reader = ObjectReader::open(store, store.stat("x").value()).value();
    std::string buffer(1000, '\0');
    ASSERT_TRUE(reader->read(buffer.data(), buffer.size()));
    ASSERT_TRUE(store.put("x", "another"));
    Result<std::size_t> n = 1;
    while (n && *n > 0) n = reader->read(buffer.data(), buffer.size());
    ASSERT_FALSE(n);
    EXPECT_EQ(n.error().code, ErrorCode::Changed);
  }
}

TEST(ObjectReader, NoticesAChangeBeforeOpeningAndAnotherSize) {
  MemoryStore store;
  ASSERT_TRUE(store.put("x", "abcdef"));
  ObjectInfo info = store.stat("x").value();
  info.size_bytes = 7;
  EXPECT_EQ(read_all(store, info, 10).error->code, ErrorCode::Changed);
  ASSERT_TRUE(store.put("x", "abcdefg"));
  EXPECT_EQ(read_all(store, info, 10).error->code, ErrorCode::Changed);
  ASSERT_TRUE(store.remove("x"));
  EXPECT_EQ(read_all(store, info, 10).error->code, ErrorCode::NotFound);
}

TEST(ObjectReader, HandsOnWhatTheStoreSays) {
  MemoryStore store;
  ASSERT_TRUE(store.put("x", gzip(long_text())));
  for (std::uint64_t at = 0; at < 5; ++at) {
    FaultStore faulty(store, {{.at = at, .among = any_call, .error = throttled()}});
    const Reading reading = read_all(faulty, store.stat("x").value(), MiB);
    ASSERT_TRUE(reading.error);
    EXPECT_EQ(reading.error->kind, ErrorClass::Retryable);
  }
}

}  // namespace
}  // namespace headgate
