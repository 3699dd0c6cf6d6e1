// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <isa-l.h>
#include <unistd.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "apps/sample/sample.h"
#include "base/bytes.h"

namespace headgate::sample {
namespace {

class WriteFiles : public testing::Test {
 protected:
  WriteFiles()
      : folder_(std::filesystem::temp_directory_path() / ("headgate-sample-" + std::to_string(getpid()))) {}
  ~WriteFiles() override { std::filesystem::remove_all(folder_); }

  /// Writes sample files and gives them back as stored, by name, with what was counted.
  std::map<std::string, std::string> files(const Options& options) {
    std::filesystem::remove_all(folder_);
    const auto report = write_files(folder_ / "deep", options);
    EXPECT_TRUE(report) << report.error().message;
    report_ = report.value_or(Report{});
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "deep")) {
      std::ostringstream text;
      text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      found[entry.path().filename()] = text.str();
    }
    EXPECT_EQ(found.size(), report_.files);
    return found;
  }

  std::filesystem::path folder_;
  Report report_;
};

struct Unpacked {
  std::string text;
  int members = 0;
};

Unpacked gunzip(std::string packed) {
  Unpacked out;
  std::string piece(64 * KiB, '\0');
  inflate_state state;
  isal_inflate_init(&state);
  state.crc_flag = IGZIP_GZIP;
  state.next_in = reinterpret_cast<std::uint8_t*>(packed.data());
  state.avail_in = static_cast<std::uint32_t>(packed.size());
  for (;;) {
    state.next_out = reinterpret_cast<std::uint8_t*>(piece.data());
    state.avail_out = static_cast<std::uint32_t>(piece.size());
    EXPECT_EQ(isal_inflate(&state), ISAL_DECOMP_OK);
    out.text.append(piece, 0, piece.size() - state.avail_out);
    if (state.block_state != ISAL_BLOCK_FINISH) continue;
    ++out.members;
    if (state.avail_in == 0) return out;
    isal_inflate_reset(&state);
    state.crc_flag = IGZIP_GZIP;
  }
}

Unpacked unzstd(const std::string& packed) {
  Unpacked out;
  std::string piece(64 * KiB, '\0');
  ZSTD_DCtx* context = ZSTD_createDCtx();
  ZSTD_inBuffer input{packed.data(), packed.size(), 0};
  while (input.pos < input.size) {
    ZSTD_outBuffer output{piece.data(), piece.size(), 0};
    const std::size_t left = ZSTD_decompressStream(context, &output, &input);
    EXPECT_FALSE(ZSTD_isError(left)) << ZSTD_getErrorName(left);
    if (ZSTD_isError(left)) break;
    out.text.append(piece, 0, output.pos);
    if (left == 0) ++out.members;
  }
  ZSTD_freeDCtx(context);
  return out;
}

TEST_F(WriteFiles, WritesTheGeneratorsEventsInEveryForm) {
  for (const Form form : {Form::Concatenated, Form::Ndjson, Form::Array, Form::Mixed}) {
    const Options options{.events = 1000, .files = 5, .form = form};
    Generator generator(options);
    std::uint64_t bytes = 0;
    for (const auto& [name, text] : files(options)) {
      bytes += text.size();
      std::size_t at = 0;
      int events = 0;
      for (;;) {
        at = text.find_first_not_of(" \r\n,[]", at);
        if (at == std::string::npos || at == text.size()) break;
        const Event& event = generator.next();
        ASSERT_EQ(text.compare(at, event.json.size(), event.json), 0) << name << " at " << at;
        at += event.json.size();
        ++events;
        // Nothing has to be found after the last event.
        if (at == text.size()) break;
      }
      EXPECT_EQ(events, 200);
    }
    EXPECT_EQ(report_.events, 1000U);
    EXPECT_EQ(report_.clean + report_.dirty, 1000U);
    EXPECT_EQ(report_.bytes, bytes);
  }
}

TEST_F(WriteFiles, SeparatesEventsAsTheFormSays) {
  Options options{.events = 40, .files = 4, .dirty_share = 0, .form = Form::Mixed};
  std::vector<std::string> texts;
  for (const auto& [name, text] : files(options)) texts.push_back(text);
  ASSERT_EQ(texts.size(), 4U);
  EXPECT_EQ(texts[0].find('\n'), std::string::npos);
  EXPECT_EQ(std::count(texts[1].begin(), texts[1].end(), '\n'), 10);
  EXPECT_EQ(nlohmann::json::parse(texts[2]).size(), 10U);
  EXPECT_NE(texts[3].find("}{\"version"), std::string::npos);
  EXPECT_NE(texts[3].find("}\n{\"version"), std::string::npos);
}

TEST_F(WriteFiles, PacksWithOneMemberAndWithMany) {
  Options options{.events = 0, .bytes = 9 * MiB, .files = 2};
  std::vector<std::string> plain;
  for (const auto& [name, text] : files(options)) plain.push_back(text);
  for (const Packing packing : {Packing::Gzip, Packing::Zstd}) {
    options.packing = packing;
    std::vector<Unpacked> unpacked;
    for (const auto& [name, text] : files(options)) {
      EXPECT_LT(text.size(), 3 * MiB);
      unpacked.push_back(packing == Packing::Gzip ? gunzip(text) : unzstd(text));
    }
    ASSERT_EQ(unpacked.size(), 2U);
    EXPECT_EQ(unpacked[0].members, 1);
    EXPECT_GT(unpacked[1].members, 3);
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(unpacked[i].text == plain[i]);
  }
}

TEST_F(WriteFiles, WritesAsManyBytesAsAskedFor) {
  const auto written = files({.events = 0, .bytes = 3 * MiB, .files = 3});
  ASSERT_EQ(written.size(), 3U);
  for (const auto& [name, text] : written)
    EXPECT_NEAR(static_cast<double>(text.size()), 1.0 * MiB, 40.0 * KiB);
}

TEST_F(WriteFiles, NamesFilesInOrder) {
  std::vector<std::string> stamps;
  for (const auto& [name, text] : files({.events = 10, .files = 3, .hours = 3})) {
    EXPECT_THAT(name, testing::MatchesRegex("ef-sample-stream-1-[0-9-]{19}-[0-9a-f-]{36}"));
    stamps.push_back(name.substr(19, 19));
  }
  EXPECT_THAT(stamps,
              testing::ElementsAre("2022-04-19-18-00-00", "2022-04-19-19-00-00", "2022-04-19-20-00-00"));
}

TEST_F(WriteFiles, WritesTheSameFilesAgain) {
  const Options options{.form = Form::Mixed, .packing = Packing::Mixed, .damage = true};
  EXPECT_EQ(files(options), files(options));
}

TEST_F(WriteFiles, TellsOfItsProgress) {
  std::vector<std::uint64_t> told;
  const auto progress = [&](const Report& report) { told.push_back(report.bytes); };
  ASSERT_TRUE(write_files(folder_, {.events = 0, .bytes = 5 * MiB}, progress));
  EXPECT_THAT(told, testing::SizeIs(testing::AllOf(testing::Ge(4), testing::Le(5))));
}

TEST_F(WriteFiles, SaysWhyItCannotWrite) {
  std::ofstream(folder_) << "a file stands in the way";
  const auto report = write_files(folder_ / "deep", {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::Io);
  EXPECT_THAT(report.error().message, testing::HasSubstr(folder_.string()));
}

TEST(Check, RefusesWhatCannotBeHonoured) {
  EXPECT_TRUE(check({}));
  for (const Options& options :
       {Options{.events = 0}, Options{.files = 0}, Options{.dirty_share = 1.1}, Options{.dirty_share = -0.1},
        Options{.hours = 0}, Options{.start = "yesterday"},
        Options{.hours = 48, .start = "2099-12-31T00:00:00Z"}}) {
    const Status status = check(options);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::Configuration);
  }
}

}  // namespace
}  // namespace headgate::sample
