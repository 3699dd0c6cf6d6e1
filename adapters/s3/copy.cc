// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/copy.h"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/s3/multipart.h"

namespace headgate::s3 {

namespace {

constexpr std::uint64_t kPartsMax = 10'000;

Status copy_at_once(const Bucket& bucket, const std::string& source, const std::string& target) {
  Request request = bucket.about("PUT", target);
  request.headers.emplace_back("x-amz-copy-source", bucket.copy_source(source));
  bucket.add_encryption(request);
  TRY(const Answer answer, bucket.call(std::move(request), "copying to", target));
  TRY_OK(result_of(answer, "CopyObjectResult", bucket.uri(target)));
  return {};
}

/// Copies part after part of the one version that `source` describes.
Status copy_parts(const Bucket& bucket, const ObjectInfo& source, const std::string& target,
                  const std::string& id, std::uint64_t range_bytes) {
  Etags etags;
  for (std::uint64_t begin = 0; begin < source.size_bytes; begin += range_bytes) {
    Request request = bucket.about("PUT", target);
    request.query = {{"partNumber", std::to_string(etags.size() + 1)}, {"uploadId", id}};
    request.headers.emplace_back("x-amz-copy-source", bucket.copy_source(source.name));
    request.headers.emplace_back("x-amz-copy-source-if-match", '"' + source.etag + '"');
    request.headers.emplace_back(
        "x-amz-copy-source-range",
        fmt::format("bytes={}-{}", begin, std::min(source.size_bytes, begin + range_bytes) - 1));
    TRY(const Answer answer, bucket.call(std::move(request), "copying to", target));
    TRY(etags.emplace_back(), result_of(answer, "CopyPartResult", bucket.uri(target)));
  }
  return complete_upload(bucket, target, id, etags);
}

Status copy_in_ranges(const Bucket& bucket, const ObjectInfo& source, const std::string& target,
                      std::uint64_t range_bytes) {
  TRY(const std::string id, begin_upload(bucket, target));
  range_bytes = std::max(range_bytes, source.size_bytes / (kPartsMax - 1));
  const Status copied = copy_parts(bucket, source, target, id, range_bytes);
  if (copied) return {};
  (void)abort_upload(bucket, target, id);
  Error error = copied.error();
  if (error.code == ErrorCode::Exists) {
    return fail(ErrorCode::Changed, "{} was overwritten while it was copied", bucket.uri(source.name));
  }
  // It may be the upload that is gone: to begin another one is all that it takes.
  if (error.code == ErrorCode::NotFound && look_at(bucket, source.name)) {
    error.code = ErrorCode::Io;
    error.kind = ErrorClass::Retryable;
  }
  return forward(std::move(error));
}

}  // namespace

Status copy_object(const Bucket& bucket, const std::string& source, const std::string& target,
                   const CopyOptions& options) {
  if (source == target) {
    TRY_OK(look_at(bucket, source));
    return {};
  }
  const Status copied = copy_at_once(bucket, source, target);
  if (copied) return {};
  const Error& why = copied.error();
  // A server may be silent until all is copied, and a part of it is copied sooner.
  const bool is_unheard = why.kind == ErrorClass::OutcomeUnknown;
  const bool is_refused =
      why.kind == ErrorClass::Permanent && (why.code == ErrorCode::Io || why.code == ErrorCode::NoSpace);
  if (!is_unheard && !is_refused) return copied;
  const auto there = look_at(bucket, source);
  if (!there || there->size_bytes <= (is_unheard ? options.range_bytes : options.once_bytes_max))
    return copied;
  return copy_in_ranges(bucket, *there, target, options.range_bytes);
}

}  // namespace headgate::s3
