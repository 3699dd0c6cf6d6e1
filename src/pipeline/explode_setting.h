// SPDX-License-Identifier: Apache-2.0
// The setting of which arrays hold the events.
#pragma once

#include "contract/configuration.h"
#include "contract/contract.h"
#include "cut/wrapper.h"

namespace headgate {

/// Takes `/Records/*`, `/resourceSpans/*/scopeSpans/*/spans/*`; nothing where the text is empty.
Status set_explode(Explode& explode, const Setting& setting);

/// Refuses contracts with a column that reads the array of the events itself: it is empty in the wrapper.
Status check_columns(const Contracts& contracts, const Explode& explode);

}  // namespace headgate
