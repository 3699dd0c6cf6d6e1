// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "store/object_store.h"

namespace headgate::cli {

/// Says what a store is opened for.
enum class StoreRole : std::uint8_t {
  Source,       ///< Is only read.
  ReadLanding,  ///< Is only read, and what is not finished in it is passed over.
  Landing,      ///< Is made where it is missing.
};

/// Opens what a source or a landing lies in: the scheme of `uri` says by which adapter, and one without a
/// scheme is a folder. Configuration where this build has no adapter for it.
Result<std::unique_ptr<ObjectStore>> open_store(const std::string& uri, StoreRole role);

/// Opens a landing that is only read; Configuration where there is none. Its root is an absolute path.
Result<std::unique_ptr<ObjectStore>> open_landing(const std::string& folder);

}  // namespace headgate::cli
