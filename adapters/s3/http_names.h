// SPDX-License-Identifier: Apache-2.0
// Internal to adapters/s3: what it calls by the names of adapters/http.
#pragma once

#include "adapters/http/client.h"
#include "adapters/http/signature.h"

namespace headgate::s3 {

using http::Answer;
using http::Credentials;
using http::CredentialSource;
using http::Endpoint;
using http::Fields;
using http::Head;
using http::Patience;
using http::Request;
using http::uri_decode;
using http::uri_encode;
using http::uri_encode_path;

}  // namespace headgate::s3
