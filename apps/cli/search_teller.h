// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answers/find/search.h"

namespace headgate::cli {

/// Tells on a terminal how far a search is.
find::Tell search_teller(bool quiet);

}  // namespace headgate::cli
