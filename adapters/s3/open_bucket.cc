// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/open_bucket.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>

#include "adapters/s3/credentials.h"
#include "adapters/s3/facts.h"
#include "adapters/s3/listing.h"
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
  server.patience.stop = options.stop;
  const std::string address = !endpoint.empty() ? endpoint
                              : location.is_path_style
                                  ? "https://" + aws_host(server.region)
                                  : fmt::format("https://{}.{}", location.bucket, aws_host(server.region));
  TRY(server.endpoint, Endpoint::parse(address, "s3.endpoint"));
  if (!endpoint.empty() && !location.is_path_style)
    server.endpoint.host = location.bucket + "." + server.endpoint.host;
  if (!options.proxy.empty()) {
    TRY(server.proxy, Endpoint::parse(options.proxy, "s3.proxy"));
    if (server.proxy->is_encrypted) {
      return fail(ErrorCode::Configuration,
                  "s3.proxy takes the address of a proxy that is spoken to without TLS, such as "
                  "http://{}:3128: what goes through it to an https:// endpoint is encrypted all the same",
                  server.proxy->host);
    }
  }
  return server;
}

/// Tries what may pass again, as often as `policy` says and no longer than for about `at_most`.
template <class Try>
std::invoke_result_t<Try> again(const RetryPolicy& policy, std::chrono::seconds at_most, const Pause& pause,
                                const std::string& uri, Try attempt) {
  using std::chrono::steady_clock;
  const auto end = steady_clock::now() + at_most;
  for (unsigned tried = 1;; ++tried) {
    auto answer = attempt();
    if (answer || answer.error().kind == ErrorClass::Permanent) return answer;
    if (tried == policy.tries || steady_clock::now() > end) return answer;
    const Wait wait{uri, answer.error(), tried, pause_after(tried, policy)};
    if (!pause(wait))
      return fail(ErrorCode::Interrupted, "interrupted while it waited: {}", wait.why.message);
  }
}

/// Looks whether somebody listens. Where nobody does, that is told soon: it is a wrong name most often.
Status reach(Client& client, const Pause& pause, const std::string& uri) {
  using std::chrono::milliseconds, std::chrono::seconds;
  const RetryPolicy policy{.tries = 4, .first_pause = milliseconds(200), .longest_pause = milliseconds(800)};
  const Status reached = again(policy, seconds(2), pause, uri, [&] { return client.reach(); });
  if (reached) return {};
  const Error& error = reached.error();
  if (error.code == ErrorCode::Interrupted) return reached;
  // A proxy that is busy, and want of descriptors: the request itself has the patience for these.
  if (error.code != ErrorCode::Io && error.kind == ErrorClass::Retryable) return {};
  const bool is_nobody = error.code == ErrorCode::Io;
  return fail(is_nobody ? ErrorCode::Configuration : error.code, "opening {}: {}{}", uri, error.message,
              is_nobody ? ": look at s3.endpoint, s3.proxy and the network" : "");
}

/// Looks into the bucket; gives the refusal of a server that names another region than is asked for.
/// `seen` gets what is answered else.
Result<std::optional<Refusal>> look_into(const Bucket& bucket, Client& client, const BucketOptions& options,
                                         std::string& seen) {
  const std::string uri = bucket.location().uri(), tried = "opening " + uri;
  // An answer to HEAD has no body, and so no reason; and everybody who works here has to list.
  Request request = bucket.about_all("GET");
  request.query = {{"list-type", "2"}, {"encoding-type", "url"}, {"prefix", bucket.location().prefix}};
  if (!options.is_only_read) request.query.emplace_back("max-keys", "1");
  return again({}, std::chrono::seconds(60), options.pause, uri, [&]() -> Result<std::optional<Refusal>> {
    auto answer = client.ask(request);
    std::optional<Refusal> refusal;
    if (answer) refusal = refusal_of(*answer, Asked::ToRead);
    if (answer && !refusal) {
      const auto listing = read_listing(answer->body, bucket.location().prefix);
      if (listing) {
        seen = std::move(answer->body);
        return refusal;
      }
      return fail(listing.error().code, "{}: {}", tried, listing.error().message);
    }
    if (refusal && !refusal->region.empty() && refusal->region != client.options().region) return refusal;
    Error error = refusal ? error_of(*refusal, tried) : std::move(answer.error());
    if (!refusal) error.message = tried + ": " + error.message;
    // A look changes nothing.
    if (error.kind == ErrorClass::OutcomeUnknown) error.kind = ErrorClass::Retryable;
    return forward(std::move(error));
  });
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
    const Bucket bucket(location, client);
    TRY_OK(reach(*client, options.pause, location.uri()));
    std::string seen;
    TRY(const auto refusal, look_into(bucket, *client, options, seen));
    if (!refusal) {
      const char* const region_of = !options.region.empty() ? "s3.region"
                                    : is_told               ? "as the bucket says"
                                    : is_region_named       ? "AWS_REGION or AWS_DEFAULT_REGION"
                                                            : "as nothing names one";
      TRY(const Credentials used, credentials->credentials());
      const UploadOptions upload{.folders = options.upload_folders};
      auto store = std::make_unique<S3Store>(location, std::move(client), DownloadOptions(), upload,
                                             facts_of(location, server, region_of, used));
      if (options.is_only_read) store->saw_first_page(std::move(seen));
      return std::make_unique<RetryStore>(std::move(store), RetryPolicy(), options.pause);
    }
    if (is_told || !options.region.empty()) return forward(error_of(*refusal, "opening " + location.uri()));
    region = refusal->region;
  }
}

}  // namespace headgate::s3
