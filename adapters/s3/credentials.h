// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "adapters/s3/client.h"

namespace headgate::s3 {

/// Gives the credentials that AWS's own chain finds: the environment, a profile of ~/.aws, a web identity,
/// those of a container, those of an instance, each renewed by it in time. Denied, with where was looked,
/// when there are none.
Result<std::shared_ptr<CredentialSource>> aws_credentials();

}  // namespace headgate::s3
