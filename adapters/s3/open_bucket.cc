// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/open_bucket.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>

#include "adapters/s3/credentials.h"
#include "adapters/s3/facts.h"
#include "adapters/s3/s3_store.h"
#include "store/retry_store.h"

namespace headgate::s3 {

namespace {

/// Gives the first of these variables of the environment that is set and not empty.
std::string variable(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

Result<Location> read_uri(const std::string& uri, const std::string& what) {
  ByteView rest = uri;
  rest.remove_prefix(std::min<std::size_t>(rest.size(), ByteView("s3://").size()));
  Location location;
  location.bucket = rest.substr(0, rest.find('/'));
  rest.remove_prefix(std::min(rest.size(), location.bucket.size() + 1));
  while (rest.ends_with('/')) rest.remove_suffix(1);
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
  };
  if (location.bucket.size() < 3 || !std::ranges::all_of(location.bucket, fits)) {
    return fail(ErrorCode::Configuration, "{} {} is no s3://bucket/prefix: no bucket is called \"{}\"", what,
                uri, location.bucket);
  }
  const std::string parts = "/" + std::string(rest) + "/";
  const bool has_gap = !rest.empty() && parts.find("//") != std::string::npos;
  if (has_gap || parts.find("/./") != std::string::npos || parts.find("/../") != std::string::npos) {
    return fail(ErrorCode::Configuration,
                "{} {}: a prefix with an empty part, . or .. is read by some programs as another one", what,
                uri);
  }
  if (!rest.empty()) location.prefix = std::string(rest) + "/";
  return location;
}

Result<Client::Options> server_of(const Location& location, const std::string& endpoint,
                                  const std::string& region, const BucketOptions& options) {
  Client::Options server;
  server.region = region.empty() ? "us-east-1" : region;
  server.requests_max = options.requests_max;
  const std::string address =
      !endpoint.empty() ? endpoint
      : location.is_path_style
          ? fmt::format("https://s3.{}.amazonaws.com", server.region)
          : fmt::format("https://{}.s3.{}.amazonaws.com", location.bucket, server.region);
  TRY(server.endpoint, Endpoint::parse(address, "s3.endpoint"));
  if (!endpoint.empty() && !location.is_path_style)
    server.endpoint.host = location.bucket + "." + server.endpoint.host;
  if (!options.proxy.empty()) {
    TRY(server.proxy, Endpoint::parse(options.proxy, "s3.proxy"));
  }
  return server;
}

}  // namespace

Result<std::string> bucket_uri(const std::string& uri, const std::string& what) {
  TRY(const Location location, read_uri(uri, what));
  return location.uri();
}

Result<std::unique_ptr<ObjectStore>> open_bucket(const std::string& uri, const BucketOptions& options) {
  TRY(Location location, read_uri(uri, "the bucket"));
  std::string endpoint = options.endpoint;
  if (endpoint.empty()) endpoint = variable({"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
  std::string region = options.region;
  if (region.empty()) region = variable({"AWS_REGION", "AWS_DEFAULT_REGION"});
  const bool is_region_named = !region.empty();
  const bool has_dot = location.bucket.find('.') != std::string::npos;
  location.is_path_style = options.is_path_style.value_or(!endpoint.empty() || has_dot);
  location.owner = options.bucket_owner;
  location.kms_key = options.kms_key;
  TRY(auto credentials, aws_credentials());

  for (bool is_told = false;; is_told = true) {
    TRY(const Client::Options server, server_of(location, endpoint, region, options));
    auto client = std::make_shared<Client>(server, credentials);
    // An answer to HEAD has no body, and so no reason; and everybody who works here has to list.
    const Bucket bucket(location, client);
    Request request = bucket.about_all("GET");
    request.query = {{"list-type", "2"}, {"max-keys", "1"}, {"prefix", location.prefix}};
    const auto seen = client->ask(request);
    if (!seen) {
      const bool is_there = seen.error().code != ErrorCode::Io;
      return fail(is_there ? seen.error().code : ErrorCode::Configuration, "{}: {}", uri,
                  seen.error().message);
    }
    const auto refusal = refusal_of(*seen, Asked::ToRead);
    if (!refusal) {
      const char* const region_of = !options.region.empty() ? "s3.region"
                                    : is_told               ? "as the bucket says"
                                    : is_region_named       ? "AWS_REGION or AWS_DEFAULT_REGION"
                                                            : "as nothing names one";
      TRY(const Credentials used, credentials->credentials());
      return std::make_unique<RetryStore>(
          std::make_unique<S3Store>(location, std::move(client), DownloadOptions(), UploadOptions(),
                                    facts_of(location, server, region_of, used)));
    }
    if (refusal->region.empty() || refusal->region == server.region || is_told || !options.region.empty())
      return forward(error_of(*refusal, "opening " + uri));
    region = refusal->region;
  }
}

}  // namespace headgate::s3
