// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "pipeline/settings.h"
#include "store/retry_store.h"

namespace headgate::cli {

/// Says what a store is opened for.
enum class StoreRole : std::uint8_t {
  Source,       ///< Is only read.
  ReadLanding,  ///< Is only read, and what is not finished in it is passed over.
  Landing,      ///< Is made where it is missing.
};

/// Gives the one name of the place that `uri` means: the absolute path of a folder, without symbolic links,
/// or `s3://bucket/prefix`. `what` names it in errors: `the landing`. Configuration where this build has no
/// adapter for it, and where a folder that is only read is not there; a bucket is not asked.
Result<std::string> place_of(const std::string& uri, StoreRole role, const std::string& what);

/// Says whether a name is one of a bucket or the like, and not of a folder or a file.
bool has_scheme(const std::string& name);

/// Waits, but no longer than until the program is asked to stop.
bool pause_unless_stopped(const Wait& wait);
/// The same for a verb without a log: says on the standard error that it waits once that takes a while.
bool pause_with_a_word(const Wait& wait);

/// Opens what a source or a landing lies in: the scheme of `uri` says by which adapter, and one without a
/// scheme is a folder. Configuration where this build has no adapter for it. One that is far away calls
/// `pause` before it tries again.
Result<std::unique_ptr<ObjectStore>> open_store(const std::string& uri, StoreRole role,
                                                const Settings& settings, Pause pause = pause_with_a_word);

/// Opens a landing that is only read; Configuration where there is none.
Result<std::unique_ptr<ObjectStore>> open_landing(const std::string& uri, const Settings& settings);

}  // namespace headgate::cli
