// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

// The pages of the documentation that errors name. No other code knows them; a test looks for each.
namespace headgate::pages {

inline constexpr const char* kBuckets = "docs/s3.md";
inline constexpr const char* kCatalogueOfRules = "docs/formats/contract.md";
inline constexpr const char* kChangedContract = "docs/contracts.md#changing-a-contract";
inline constexpr const char* kCredentials = "docs/s3.md#credentials";
inline constexpr const char* kDirtyEvents = "docs/dirty.md";
inline constexpr const char* kDirtyMax = "docs/operations.md#too-many-dirty-events";
inline constexpr const char* kDoctor = "docs/s3.md#doctor";
inline constexpr const char* kEvents = "docs/events.md";
inline constexpr const char* kExitCodes = "docs/operations.md#exit-codes";
inline constexpr const char* kFaults = "docs/verify.md#a-fault";
inline constexpr const char* kIntoAContract = "docs/infer.md#into-a-contract-that-is-there";
inline constexpr const char* kKeysThatAreData = "docs/inspect.md#reading-it";
inline constexpr const char* kLandingServer = "docs/s3.md#what-a-server-has-to-do";
inline constexpr const char* kLeases = "docs/operations.md#leases";
inline constexpr const char* kMovedLandings = "docs/logs.md#moved-or-made-anew";
inline constexpr const char* kPackedFiles = "docs/framing.md#packed-files";
inline constexpr const char* kRecognition = "docs/events.md#settings";
inline constexpr const char* kSettings = "docs/settings.md";
inline constexpr const char* kSkippedObjects = "docs/operations.md#skipped-objects";
inline constexpr const char* kSourcesAndLandings = "docs/operations.md#sources-and-landings";
inline constexpr const char* kTesting = "docs/testing.md";
inline constexpr const char* kWarnings = "docs/contract_verbs.md#check";

}  // namespace headgate::pages

namespace headgate {

/// Ends the sentence of an error with the page that explains it, unless it names one.
inline Error see(const char* page, Error error) {
  if (error.message.find("; see docs/") == std::string::npos) error.message.append("; see ").append(page);
  return error;
}
template <class T>
Result<T> see(const char* page, Result<T> result) {
  if (!result) return forward(see(page, std::move(result.error())));
  return result;
}

}  // namespace headgate
