// SPDX-License-Identifier: Apache-2.0
#pragma once

// Internal to the stage.
namespace headgate::language {

/// Say which words of the contract language drafts may use.
constexpr bool kFormats = false;    ///< `format`, asserted by `formats: assert`.
constexpr bool kWideTypes = false;  ///< The column types date, json and map<string, T>.

}  // namespace headgate::language
