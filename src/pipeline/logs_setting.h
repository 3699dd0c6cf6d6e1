// SPDX-License-Identifier: Apache-2.0
// Internal to pipeline: the settings of where logs are loaded.
#pragma once

#include "pipeline/read_setting.h"
#include "pipeline/settings.h"

namespace headgate {

/// A secret in the address would be shown wherever the address is.
Status set_logs_url(LogsSettings& logs, const Setting& setting);
Status set_logs_auth(LogsSettings& logs, const Setting& setting);
Status set_logs_clean(LogsSettings& logs, const Setting& setting);
Status set_logs_requests(LogsSettings& logs, const Setting& setting);

}  // namespace headgate
