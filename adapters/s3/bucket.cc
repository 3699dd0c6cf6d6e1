// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/bucket.h"

#include <fmt/format.h>

#include <charconv>

namespace headgate::s3 {

std::string Location::uri() const {
  return "s3://" + bucket + (prefix.empty() ? "" : "/" + prefix.substr(0, prefix.size() - 1));
}

Request Bucket::about(const std::string& method, const std::string& name) const {
  Request request = about_all(method);
  request.path += uri_encode_path(key(name));
  return request;
}

Request Bucket::about_all(const std::string& method) const {
  Request request{.method = method, .path = "/", .query = {}, .headers = {}, .body = {}};
  if (location_.is_path_style) request.path += uri_encode(location_.bucket) + "/";
  if (!location_.owner.empty()) request.headers.emplace_back("x-amz-expected-bucket-owner", location_.owner);
  return request;
}

void Bucket::add_encryption(Request& request) const {
  if (location_.kms_key.empty()) return;
  request.headers.emplace_back("x-amz-server-side-encryption", "aws:kms");
  request.headers.emplace_back("x-amz-server-side-encryption-aws-kms-key-id", location_.kms_key);
}

std::string Bucket::copy_source(const std::string& name) const {
  return uri_encode_path("/" + location_.bucket + "/" + key(name));
}

Result<Answer> Bucket::call(Request request, ByteView doing, const std::string& name) const {
  return client_->call(std::move(request), fmt::format("{} {}", doing, uri(name)));
}

Result<ObjectInfo> look_at(const Bucket& bucket, const std::string& name) {
  TRY(const Answer answer, bucket.call(bucket.about("HEAD", name), "looking at", name));
  const ByteView length = answer.head.header("content-length");
  ObjectInfo info{name, 0, unquoted(answer.head.header("etag"))};
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), info.size_bytes);
  if (error == std::errc() && end == length.data() + length.size()) return info;
  return fail(ErrorCode::Io, "{}: the server does not say how long it is", bucket.uri(name));
}

std::string aws_host(const std::string& region) {
  return "s3." + region + (region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com");
}

std::string unquoted(ByteView etag) {
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
  return std::string(etag);
}

}  // namespace headgate::s3
