// SPDX-License-Identifier: Apache-2.0
// Internal to pipeline: the setting of which arrays hold the events.
#pragma once

#include "contract/configuration.h"
#include "cut/wrapper.h"

namespace headgate {

/// Takes `/Records/*`, `/resourceSpans/*/scopeSpans/*/spans/*`; nothing where the text is empty.
Status set_explode(Explode& explode, const Setting& setting);

}  // namespace headgate
