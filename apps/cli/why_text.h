// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/find/explained_event.h"
#include "answers/find/siblings.h"
#include "apps/cli/answer_json.h"
#include "apps/cli/screen.h"

namespace headgate::cli {

/// One event as `why` answers about it.
struct WhyAnswer {
  find::ExplainedEvent event;
  std::vector<find::Siblings> siblings;
};

/// Tells people about one event.
std::string why_text(const WhyAnswer& answer, const Screen& screen);

/// Tells programs about one event.
Json why_json(const WhyAnswer& answer);

}  // namespace headgate::cli
