// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "schema/document.h"

namespace headgate {

/// Writes a value so that equal JSON values have equal texts: members by the bytes of their keys, numbers as
/// canonical_number(), strings as append_json_string(). scan writes events the same way (scan/canonical.h).
std::string canonical_json(const DocumentNode& node);

/// Writes a value on one line, as a person would in YAML's flow form, cut to about `bytes_max`.
std::string flow_text(const DocumentNode& node, std::size_t bytes_max);

}  // namespace headgate
