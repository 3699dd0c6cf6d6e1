// SPDX-License-Identifier: Apache-2.0
// Internal to report_page.
#pragma once

#include "base/bytes.h"

namespace headgate::report_page {

/// A file of apps/report/page, or several in a row, and the SHA-256 of it as hex digits.
struct Part {
  ByteView text, sha256;
};

// Made from the files when the program is built.
extern const Part kPage, kStyle, kCharts, kScript;

}  // namespace headgate::report_page
