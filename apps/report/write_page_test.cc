// SPDX-License-Identifier: Apache-2.0
#include "apps/report/write_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "base/json.h"

namespace headgate::report_page {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string between(const std::string& page, const std::string& open, const std::string& close,
                    std::size_t from = 0) {
  const std::size_t begin = page.find(open, from) + open.size();
  return page.substr(begin, page.find(close, begin) - begin);
}

std::string hash_of(const std::string& text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return "'sha256-" + base64(digest) + "'";
}

TEST(WritePageTest, ThePolicyNamesWhatStandsInThePageAndNothingElse) {
  const std::string page = write_page("title", "{}");
  const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\">");
  const std::size_t charts = page.find("<script>"), script = page.find("<script>", charts + 1);
  ASSERT_NE(script, std::string::npos);
  EXPECT_EQ(page.find("<script>", script + 1), std::string::npos);
  EXPECT_THAT(policy, HasSubstr("script-src " + hash_of(between(page, "<script>", "</script>")) + " " +
                                hash_of(between(page, "<script>", "</script>", charts + 1)) + ";"));
  EXPECT_THAT(policy, HasSubstr("style-src " + hash_of(between(page, "<style>", "</style>")) + ";"));
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
}

TEST(WritePageTest, NoTextEndsTheElementItStandsIn) {
  const std::string data = R"({"a":"</script><script>evil()</script><!-- & {{script}}"})";
  const std::string page = write_page("</title><script>evil()</script>&\"", data);
  EXPECT_THAT(page, HasSubstr("<title>&lt;/title&gt;&lt;script&gt;evil()&lt;/script&gt;&amp;&quot;</title>"));
  EXPECT_THAT(page, HasSubstr(R"({"a":"\u003c/script\u003e\u003cscript\u003eevil()\u003c/script\u003e)"
                              R"(\u003c!-- \u0026 {{script}}"})"));
}

}  // namespace
}  // namespace headgate::report_page
