// SPDX-License-Identifier: Apache-2.0
// Internal to adapters/elasticsearch.
#pragma once

#include <string>

#include "base/bytes.h"

namespace headgate::elasticsearch {

/// Packs bytes as one gzip member, quickly.
std::string gzip(ByteView bytes);

}  // namespace headgate::elasticsearch
