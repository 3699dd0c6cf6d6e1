// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "answers/verify/fault.h"
#include "answers/verify/log/listing.h"
#include "answers/verify/read/records.h"
#include "store/object_store.h"

namespace headgate::verify {

/// Looks whether the task of a rewrite takes the place of `replaced` whole: all of its files, and the same
/// objects.
void check_rewrite(const ManifestRecord& rewrite, const ManifestRecord& replaced, Faults& faults);

/// A file that a rewrite replaced, and where it lies now.
struct ReplacedFile {
  std::size_t place = 0;  ///< In the listing.
  std::uint64_t size = 0;
  std::string hash;
};

/// Looks whether what rewrites replaced, as far as it is still there, is what their manifests say.
Status check_replaced_files(ObjectStore& landing, const Listing& listing,
                            const std::vector<ReplacedFile>& files, unsigned threads, Faults& faults);

}  // namespace headgate::verify
