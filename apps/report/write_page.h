// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/bytes.h"

namespace headgate::report_page {

/// Writes one HTML file that shows a report. It asks for nothing outside itself, and runs no script and no
/// style but its own, whatever stands in `data`, which is the report as JSON in UTF-8.
std::string write_page(ByteView title, ByteView data);

}  // namespace headgate::report_page
