// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "adapters/s3/bucket.h"
#include "store/object_store.h"

namespace headgate::s3 {

/// Says of a bucket what a user has to know who looks for the reason of a refusal: `server`, `region`, and
/// whose credentials are in force. `region_of` says who named the region. Of a key only its ends are shown.
Facts facts_of(const Location& location, const Client::Options& server, const std::string& region_of,
               const Credentials& credentials);

/// Shows the ends of the name of an access key: who has it recognises it.
std::string masked(const std::string& access_key);

/// Says where credentials come from, as far as that can be seen: the chain itself does not tell.
std::string origin_of(const Credentials& credentials);

/// Names the profile that has an access key in the text of a file of ~/.aws; empty where none has it.
std::string profile_of(ByteView file, const std::string& access_key);

}  // namespace headgate::s3
