// SPDX-License-Identifier: Apache-2.0
// Internal to adapters/elasticsearch: how the fields of docs/formats/log_documents.md are kept.
#pragma once

#include <string>

namespace headgate::elasticsearch {

/// Gives the one mapping of all servers, as JSON: `{"dynamic": false, "properties": {...}}`.
std::string mapping_json();

/// Gives the template for every index `event_file_logs_<environment>`.
std::string template_json();

}  // namespace headgate::elasticsearch
