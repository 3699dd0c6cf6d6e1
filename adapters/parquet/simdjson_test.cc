// SPDX-License-Identifier: Apache-2.0
// Story: Arrow 26 carries a newer simdjson and exports it. With libparquet first on the link line every
// scanner ran that one through the headers of another version, and nothing said so.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <string>

#include "adapters/parquet/parquet_format.h"

namespace headgate {
namespace {

TEST(Simdjson, IsTheOneThatTheHeadersBelongTo) {
  EXPECT_FALSE(ParquetFormat().version().empty());  // Keeps Arrow linked.
  const auto* implementation = &*simdjson::get_active_implementation();
  Dl_info where{};
  // The vtable of the implementation lies in the library that made it.
  ASSERT_NE(dladdr(*reinterpret_cast<void* const*>(implementation), &where), 0);
  EXPECT_NE(std::string(where.dli_fname).find("libsimdjson"), std::string::npos) << where.dli_fname;
}

}  // namespace
}  // namespace headgate
