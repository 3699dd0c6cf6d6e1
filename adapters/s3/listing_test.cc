// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate::s3 {
namespace {

std::string listing(const std::string& inside) {
  return "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" +
         inside + "</ListBucketResult>";
}

std::string entry(const std::string& key) {
  return "<Contents><Key>" + key + "</Key><Size>12</Size><ETag>&quot;abc-2&quot;</ETag></Contents>";
}

TEST(Listing, ReadsNamesSizesAndVersions) {
  const auto page =
      read_listing(listing("<IsTruncated>true</IsTruncated>" + entry("root/a")), "root/").value();
  ASSERT_EQ(page.objects.size(), 1U);
  EXPECT_EQ(page.objects[0].name, "a");
  EXPECT_EQ(page.objects[0].size_bytes, 12U);
  EXPECT_EQ(page.objects[0].etag, "abc-2");
  EXPECT_FALSE(page.is_last);
}

TEST(Listing, ReadsFolders) {
  const std::string two =
      "<EncodingType>url</EncodingType><CommonPrefixes><Prefix>root/a+b/</Prefix></CommonPrefixes>"
      "<CommonPrefixes><Prefix>root/c%2Bd/</Prefix></CommonPrefixes>";
  EXPECT_THAT(read_folders(listing(two + entry("root/a")), "root/").value(),
              testing::ElementsAre("a b/", "c+d/"));
  EXPECT_THAT(read_folders(listing(""), "root/").value(), testing::IsEmpty());
  EXPECT_EQ(read_folders(listing(two), "elsewhere/").error().code, ErrorCode::Corrupt);
  EXPECT_EQ(read_folders("<html/>", "").error().code, ErrorCode::Configuration);
}

TEST(Listing, DecodesKeysOnlyWhereTheServerEncodedThem) {
  const auto name = [](const std::string& inside) {
    return read_listing(listing(inside), "").value().objects.front().name;
  };
  EXPECT_EQ(name("<EncodingType>url</EncodingType>" + entry("a+b%2Bc%20d/%C3%A4")), "a b+c d/\xc3\xa4");
  EXPECT_EQ(name(entry("a+b%2B&amp;c")), "a+b%2B&c");
  EXPECT_EQ(name(entry(" a ")), " a ");
}

TEST(Listing, OneThatDoesNotGetOnIsRefused) {
  const auto page = [](std::initializer_list<const char*> names, bool is_last) {
    ListedPage made{{}, is_last};
    for (const char* name : names) made.objects.push_back({name, 1, "etag"});
    return made;
  };
  EXPECT_TRUE(check_order(page({"b", "c"}, false), "a", "s3://x"));
  EXPECT_TRUE(check_order(page({"", "c"}, false), "", "s3://x")) << "the marker of the root itself";
  EXPECT_TRUE(check_order(page({}, true), "a", "s3://x"));
  EXPECT_FALSE(check_order(page({}, false), "a", "s3://x"));
  EXPECT_FALSE(check_order(page({"a"}, false), "a", "s3://x"));
  EXPECT_FALSE(check_order(page({"c", "b"}, true), "a", "s3://x"));
  ListedPage no_version = page({"b"}, true);
  no_version.objects[0].etag.clear();
  EXPECT_FALSE(check_order(no_version, "a", "s3://x"));
}

TEST(Listing, AnEmptyOneIsTheLast) {
  const auto page = read_listing(listing("<IsTruncated>false</IsTruncated>"), "root/").value();
  EXPECT_TRUE(page.objects.empty());
  EXPECT_TRUE(page.is_last);
}

TEST(Listing, RefusesWhatIsNone) {
  EXPECT_EQ(read_listing("<html></html>", "").error().code, ErrorCode::Configuration);
  EXPECT_EQ(read_listing("", "").error().code, ErrorCode::Configuration);
  EXPECT_EQ(read_listing(listing(entry("elsewhere/a")), "root/").error().code, ErrorCode::Corrupt);
}

}  // namespace
}  // namespace headgate::s3
