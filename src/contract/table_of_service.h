// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/bytes.h"

namespace headgate {

/// Says what is wrong with a name of a service; empty where nothing is. Any text is one but the empty one,
/// one with control characters or more than 200 bytes, and the words of ours, `_unknown` and `_other`.
std::string service_fault(ByteView service);

/// Names what a service's tables begin with: the service in capitals, `_` for each other character, without
/// any in front. Above 64 characters the first 55, `_` and eight digits of its hash; where nothing is left,
/// `SERVICE_` and these. Different services may have the same: Contracts::make refuses that.
std::string table_of_service(ByteView service);

/// Says whether a name stands in paths and in the names of files as it is: letters, digits, `.`, `_` and `-`,
/// not `.` or `_` in front, 64 at most.
bool is_plain_service(ByteView service);

}  // namespace headgate
