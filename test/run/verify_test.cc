// SPDX-License-Identifier: Apache-2.0
// A landing that a run has made is proved; with any byte of it changed, any file gone or one too many it is
// not, and the proof says where.
#include "test/run/run_for_tests.h"

namespace headgate {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using verify::Fault;
using verify::Invariant;

class VerifyTest : public RunTest {
 protected:
  VerifyTest() {
    settings_.task_bytes = 400;
    settings_.chunk_bytes = 900;
    put("c~", "\xef\xbb\xbf[" + event("6", R"("price" :
 1.5,)") + ",\r\n" +
                  event("7", R"("price":"free",)"));
    EXPECT_TRUE(run_once().has_value());
  }

  /// What says nothing about data: the clock, and names that somebody gave.
  static bool may_change(const std::string& file) {
    return file.starts_with("_headgate/commits/") || file.starts_with("_headgate/applied/") ||
           file == "_headgate/landing.json";
  }

  std::vector<Fault> faults() { return prove(landing_).faults.kept(); }
};

TEST_F(VerifyTest, ProvesWhatARunHasMade) {
  const verify::Proof proof = prove(landing_, &source_);
  EXPECT_EQ(proof.faults.count(), 0U) << proof.faults.kept().front().file;
  EXPECT_EQ(proof.objects, 3U);
  EXPECT_EQ(proof.source_objects, 3U);
  EXPECT_EQ(proof.commits, 2U);
  EXPECT_EQ(proof.commits_recognised, 2U);
  EXPECT_EQ(proof.outputs.at("clean_parquet").rows, proof.outputs.at("clean_json").rows);
  EXPECT_EQ(proof.data_hash, prove(landing_, nullptr, 4).data_hash);
}

TEST_F(VerifyTest, FindsAnyByteThatIsAnother) {
  constexpr std::size_t kStep = 7;
  std::size_t flipped = 0;
  for (const auto& [file, bytes] : landing_.contents()) {
    if (may_change(file)) continue;
    for (std::size_t at = flipped % kStep; at < bytes.size(); at += kStep * (1 + bytes.size() / 500)) {
      std::string other = bytes;
      other[at] = static_cast<char>(other[at] ^ 1);
      ASSERT_TRUE(landing_.put(file, other).has_value());
      // Where it names another file, which is not there, that one is the place.
      EXPECT_THAT(faults(), Contains(AnyOf(Field(&Fault::file, file),
                                           Field(&Fault::expected, HasSubstr("that " + file + " names")))))
          << "byte " << at;
      ++flipped;
    }
    ASSERT_TRUE(landing_.put(file, bytes).has_value());
  }
  EXPECT_GT(flipped, 500U);
}

TEST_F(VerifyTest, FindsAnyFileThatIsGoneOrTooMany) {
  for (const auto& [file, bytes] : landing_.contents()) {
    ASSERT_TRUE(landing_.remove(file).has_value());
    if (!file.starts_with("_headgate/commits/") && !file.starts_with("_headgate/checkpoints/")) {
      EXPECT_THAT(faults(), Contains(Field(&Fault::file, file)));
    } else {
      EXPECT_FALSE(faults().empty()) << file;
    }
    ASSERT_TRUE(landing_.put(file, bytes).has_value());
    ASSERT_TRUE(landing_.put(file + "2", bytes).has_value());
    EXPECT_THAT(faults(), Contains(Field(&Fault::file, file + "2")));
    ASSERT_TRUE(landing_.remove(file + "2").has_value());
  }
  EXPECT_TRUE(faults().empty());
}

TEST_F(VerifyTest, FindsAnyByteOfTheSourceThatIsAnother) {
  for (const auto& [object, bytes] : source_.contents()) {
    for (std::size_t at = 0; at < bytes.size(); at += 11) {
      std::string other = bytes;
      other[at] = static_cast<char>(other[at] ^ 1);
      ASSERT_TRUE(source_.put(object, other).has_value());
      EXPECT_THAT(prove(landing_, &source_).faults.kept(),
                  Contains(Field(&Fault::invariant, Invariant::Tiling)))
          << object << " byte " << at;
    }
    ASSERT_TRUE(source_.put(object, bytes).has_value());
  }
}

TEST_F(VerifyTest, KeepsTheStagingOfALeaseThatStands) {
  const std::string staged = "_headgate/staging/r/t/1/0";
  ASSERT_TRUE(landing_.put(staged, "x").has_value());
  EXPECT_THAT(faults(), Contains(Field(&Fault::file, staged)));
  ASSERT_TRUE(landing_.put("_headgate/leases/r/lease.json", R"({"run":"r","expires":"2999-01-01T00:00:00Z"})")
                  .has_value());
  EXPECT_TRUE(faults().empty());
}

TEST_F(VerifyTest, SaysThatThereIsNoLanding) {
  MemoryStore empty;
  ParquetReader reader;
  const auto proof = verify::prove(empty, reader, {});
  ASSERT_FALSE(proof.has_value());
  EXPECT_EQ(proof.error().code, ErrorCode::Configuration);
}

}  // namespace
}  // namespace headgate
