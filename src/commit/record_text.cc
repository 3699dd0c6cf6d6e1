// SPDX-License-Identifier: Apache-2.0
#include "commit/record_text.h"

namespace headgate {

Json parse_record(const std::string& text) { return Json::parse(text); }

std::string record_text(const Json& json, int indent) { return json.dump(indent); }

}  // namespace headgate
