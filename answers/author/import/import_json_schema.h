// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answers/author/import/import_cerberus.h"

namespace headgate::author {

/// Translates a JSON Schema into one of 2020-12, which `expect` takes: what draft 4, 6, 7 and 2019-09 say in
/// other words is rewritten, and the notes tell. What has no counterpart is Configuration with its place.
Result<Imported> import_json_schema(const Document& schema);

}  // namespace headgate::author
