// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "answers/author/lint/lint.h"
#include "answers/author/schema_view.h"

// Internal to the stage.
namespace headgate::author {

/// Takes a warning about a node.
using Warn = std::function<void(const char* code, const DocumentNode& at, std::string message)>;

/// Looks through a schema, wherever its references lead. With `asserts_formats` formats reject.
void lint_schema(const SchemaView& view, bool asserts_formats, const Warn& warn);

}  // namespace headgate::author
