// SPDX-License-Identifier: Apache-2.0
//
// Buckets on real servers keep what every store promises: moto, and versitygw, which checks signatures. The
// variables HEADGATE_MOTO and HEADGATE_VERSITYGW name them where they are not in .venv/bin.
#include <atomic>
#include <filesystem>

#include "adapters/s3/s3_store.h"
#include "object_store_conformance.h"
#include "s3_server_for_tests.h"
#include "store/retry_store.h"
#include "temp_folder.h"

namespace headgate {
namespace {

constexpr const char* kKey = "headgate";
constexpr const char* kSecret = "headgate-secret";

struct FixedCredentials : s3::CredentialSource {
  Result<s3::Credentials> credentials() override { return s3::Credentials{kKey, kSecret, ""}; }
};

std::string tool(const char* variable, const std::string& name) {
  const char* const named = std::getenv(variable);
  return named != nullptr ? named : std::string(HEADGATE_SOURCE_DIR) + "/.venv/bin/" + name;
}

std::shared_ptr<s3::Client> client_of(const std::string& endpoint) {
  s3::Client::Options options;
  options.endpoint = *s3::Endpoint::parse(endpoint, "the endpoint");
  options.requests_max = 8;
  auto client = std::make_shared<s3::Client>(options, std::make_shared<FixedCredentials>());
  const s3::Bucket bucket({.bucket = "conformance", .prefix = "", .is_path_style = true}, client);
  const auto made = bucket.call(bucket.about_all("PUT"), "making", "");
  if (!made) throw std::runtime_error(made.error().message);
  return client;
}

/// Gives a store at a prefix of its own, with small parts, so that few bytes show what parts do.
std::shared_ptr<ObjectStore> store_at(const std::shared_ptr<s3::Client>& client) {
  static std::atomic<int> prefixes = 0;
  const s3::Location location{.bucket = "conformance",
                              .prefix = fmt::format("prefix-{}/with spaces+&=%/", ++prefixes),
                              .is_path_style = true};
  auto store = std::make_unique<S3Store>(location, client, s3::DownloadOptions{.part_bytes = 64 * KiB},
                                         s3::UploadOptions{.part_bytes = 5 * MiB});
  return std::make_shared<RetryStore>(std::move(store));
}

std::shared_ptr<ObjectStore> versitygw() {
  static const TempFolder folder;
  static const S3ServerForTests server({tool("HEADGATE_VERSITYGW", "versitygw"), "--port", "127.0.0.1:{port}",
                                        "--access", kKey, "--secret", kSecret, "--quiet", "posix",
                                        folder.path().string()});
  static const auto client = client_of(server.endpoint());
  return store_at(client);
}

std::shared_ptr<ObjectStore> moto() {
  static const S3ServerForTests server(
      {tool("HEADGATE_MOTO", "moto_server"), "-H", "127.0.0.1", "-p", "{port}"});
  static const auto client = client_of(server.endpoint());
  return store_at(client);
}

INSTANTIATE_TEST_SUITE_P(Versitygw, ObjectStoreConformance, testing::Values(MakeStore(versitygw)));
INSTANTIATE_TEST_SUITE_P(Moto, ObjectStoreConformance, testing::Values(MakeStore(moto)));

class S3StoreTest : public testing::TestWithParam<MakeStore> {
 protected:
  std::shared_ptr<ObjectStore> store_ = GetParam()();
};

TEST_P(S3StoreTest, WritesAndReadsAnObjectOfManyParts) {
  std::string bytes;
  for (int i = 0; bytes.size() < 12 * MiB; ++i) bytes += std::to_string(i * 7919);
  auto sink = store_->create("large").value();
  for (ByteView rest = bytes; !rest.empty(); rest.remove_prefix(std::min<std::size_t>(rest.size(), 777'777)))
    ASSERT_TRUE(sink->append(rest.substr(0, 777'777)));
  EXPECT_EQ(store_->stat("large").error().code, ErrorCode::NotFound);
  ASSERT_TRUE(sink->finish());
  EXPECT_TRUE(store_->get("large").value() == bytes);
  const ObjectInfo info = store_->stat("large").value();
  EXPECT_EQ(info.size_bytes, bytes.size());
  EXPECT_EQ(store_->list("")->front().etag, info.etag);
  ASSERT_TRUE(store_->copy("large", "copy"));
  EXPECT_TRUE(store_->get_range("copy", 6'000'000, 100).value() == bytes.substr(6'000'000, 100));
}

TEST_P(S3StoreTest, KeepsKeysOfAllKinds) {
  std::vector<std::string> names = {"a b", "a+b",     "a%2Fb",       "a=b&c?d#e",
                                    "ä/ö", "a'\"<>b", "~(x)*!;,:@$", "year=2022/month=4"};
  for (const std::string& name : names) {
    ASSERT_TRUE(store_->put(name, name)) << name;
    EXPECT_EQ(store_->get(name).value(), name);
    ASSERT_TRUE(store_->copy(name, "copies/" + name));
    EXPECT_EQ(store_->get("copies/" + name).value(), name);
  }
  std::sort(names.begin(), names.end());
  std::vector<std::string> listed;
  const auto infos = store_->list("").value();
  for (const ObjectInfo& info : infos)
    if (!info.name.starts_with("copies/")) listed.push_back(info.name);
  EXPECT_EQ(listed, names);
}

TEST_P(S3StoreTest, ListsMoreThanAServerGivesAtOnce) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = t; i < 1100; i += 8) ASSERT_TRUE(store_->put(fmt::format("many/{:04}", i), ""));
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto all = store_->list("").value();
  ASSERT_EQ(all.size(), 1100U);
  EXPECT_EQ(all.back().name, "many/1099");
  EXPECT_EQ(store_->list_after("many/", "many/1095")->size(), 4U);
}

INSTANTIATE_TEST_SUITE_P(Versitygw, S3StoreTest, testing::Values(MakeStore(versitygw)));
INSTANTIATE_TEST_SUITE_P(Moto, S3StoreTest, testing::Values(MakeStore(moto)));

}  // namespace
}  // namespace headgate
