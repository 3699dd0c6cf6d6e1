// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/search_teller.h"

#include <fmt/format.h>

#include "apps/cli/progress.h"
#include "apps/cli/screen.h"
#include "base/screen_text.h"

namespace headgate::cli {

find::Tell search_teller(bool quiet) {
  if (quiet || !is_terminal(stderr)) return {};
  return [line = std::make_shared<LiveLine>(stderr)](ByteView what, std::size_t done, std::size_t files) {
    if (!line->is_due() && done != files) return;
    line->draw(cut(fmt::format("{} {}/{}", what, done, count_text(files, "file")), line->width()));
  };
}

}  // namespace headgate::cli
