// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

// Internal to the stage.
namespace headgate {

/// Gives the text of each document of the 2020-12 metaschema by its file name (`schema.json`, `core.json`).
const std::map<std::string, std::string>& metaschema_texts();

}  // namespace headgate
