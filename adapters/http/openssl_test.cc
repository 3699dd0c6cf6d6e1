// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/opensslv.h>
#include <openssl/ssl.h>

#include <string>

namespace headgate::http {
namespace {

/// Gives the file that a function lies in.
std::string file_of(void* function) {
  Dl_info found{};
  return ::dladdr(function, &found) != 0 && found.dli_fname != nullptr ? found.dli_fname : "";
}

TEST(OpenSsl, IsTheOneThatTheHeadersBelongTo) {
  EXPECT_STREQ(OpenSSL_version(OPENSSL_VERSION), OPENSSL_VERSION_TEXT);
  const std::string own = file_of(reinterpret_cast<void*>(&file_of));
  EXPECT_EQ(file_of(reinterpret_cast<void*>(&EVP_sha256)), own);
  EXPECT_EQ(file_of(reinterpret_cast<void*>(&SSL_new)), own);
}

}  // namespace
}  // namespace headgate::http
