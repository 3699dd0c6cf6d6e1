// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/multipart.h"

#include <fmt/format.h>

#include <pugixml.hpp>

namespace headgate::s3 {

Result<std::string> result_of(const Answer& answer, const char* element, const std::string& uri) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(answer.body.data(), answer.body.size());
  std::string etag = document.child(element).child_value("ETag");
  if (parsed && !etag.empty()) return etag;
  return forward({ErrorCode::Io, fmt::format("{}: the server answers 200 without a {}", uri, element),
                  ErrorClass::OutcomeUnknown});
}

Result<std::string> begin_upload(const Bucket& bucket, const std::string& name) {
  Request request = bucket.about("POST", name);
  request.query = {{"uploads", ""}};
  bucket.add_encryption(request);
  TRY(const Answer answer, bucket.call(std::move(request), "beginning to write", name));
  pugi::xml_document document;
  document.load_buffer(answer.body.data(), answer.body.size());
  std::string id = document.child("InitiateMultipartUploadResult").child_value("UploadId");
  if (id.empty())
    return fail(ErrorCode::Io, "{}: the server begins an upload without a name", bucket.uri(name));
  return id;
}

Status complete_upload(const Bucket& bucket, const std::string& name, const std::string& id,
                       const Etags& etags) {
  std::string body = "<CompleteMultipartUpload>";
  for (std::size_t i = 0; i < etags.size(); ++i)
    body += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", i + 1, etags[i]);
  body += "</CompleteMultipartUpload>";
  Request request = bucket.about("POST", name);
  request.query = {{"uploadId", id}};
  request.body = body;
  TRY(const Answer answer, bucket.call(std::move(request), "finishing", name));
  TRY_OK(result_of(answer, "CompleteMultipartUploadResult", bucket.uri(name)));
  return {};
}

Status abort_upload(const Bucket& bucket, const std::string& name, const std::string& id) {
  Request request = bucket.about("DELETE", name);
  request.query = {{"uploadId", id}};
  const auto answer = bucket.call(std::move(request), "giving up", name);
  if (answer || answer.error().code == ErrorCode::NotFound) return {};
  return forward(answer.error());
}

}  // namespace headgate::s3
