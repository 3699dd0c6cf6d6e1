// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "apps/cli/answer_json.h"
#include "apps/cli/explained_event.h"
#include "apps/cli/screen.h"
#include "apps/cli/siblings.h"

namespace headgate::cli {

/// One event as `why` answers about it.
struct WhyAnswer {
  ExplainedEvent event;
  std::vector<Siblings> siblings;
};

/// Tells people about one event.
std::string why_text(const WhyAnswer& answer, const Screen& screen);

/// Tells programs about one event.
Json why_json(const WhyAnswer& answer);

}  // namespace headgate::cli
