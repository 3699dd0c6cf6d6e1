// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>

#include "base/pages.h"

namespace headgate::s3 {

namespace {

struct Meaning {
  ByteView code;  ///< As the server names it.
  ErrorCode is;
  ErrorClass kind;
  ByteView advice;
};

constexpr auto kPermanent = ErrorClass::Permanent;
constexpr auto kRetryable = ErrorClass::Retryable;

constexpr ByteView kUnknownKey =
    "the server does not know the access key: look which credentials are in force";

// Codes whose status alone would say less.
constexpr Meaning kMeanings[] = {
    {"NoSuchKey", ErrorCode::NotFound, kPermanent, ""},
    {"NotFound", ErrorCode::NotFound, kPermanent, ""},
    {"NoSuchUpload", ErrorCode::NotFound, kPermanent, ""},
    {"NoSuchBucket", ErrorCode::Configuration, kPermanent,
     "there is no such bucket: make it, or mend its name"},
    {"InvalidBucketName", ErrorCode::Configuration, kPermanent, "no bucket can have such a name"},
    {"AllAccessDisabled", ErrorCode::Denied, kPermanent, ""},
    {"InvalidAccessKeyId", ErrorCode::Denied, kPermanent, kUnknownKey},
    {"XAdminUserNotFound", ErrorCode::Denied, kPermanent, kUnknownKey},  // Of versitygw, with 404.
    {"SignatureDoesNotMatch", ErrorCode::Denied, kPermanent,
     "the secret key does not belong to the access key"},
    {"RequestTimeTooSkewed", ErrorCode::Denied, kPermanent, "the clock of this machine is wrong"},
    {"ExpiredToken", ErrorCode::Denied, kRetryable, "the credentials have expired"},
    {"TokenRefreshRequired", ErrorCode::Denied, kRetryable, "the credentials have expired"},
    {"InvalidToken", ErrorCode::Denied, kPermanent, "the session token is none of this server's"},
    {"PermanentRedirect", ErrorCode::Configuration, kPermanent, "the bucket is in another region"},
    {"TemporaryRedirect", ErrorCode::Configuration, kPermanent, "the bucket is in another region"},
    {"AuthorizationHeaderMalformed", ErrorCode::Configuration, kPermanent, "the bucket is in another region"},
    {"IllegalLocationConstraintException", ErrorCode::Configuration, kPermanent,
     "the bucket is in another region"},
    {"InvalidObjectState", ErrorCode::Denied, kPermanent, "the object lies in an archive: restore it first"},
    {"KMS.DisabledException", ErrorCode::Denied, kPermanent, "the key that encrypts it is disabled"},
    {"ConditionalRequestConflict", ErrorCode::Io, kRetryable, ""},
    {"OperationAborted", ErrorCode::Io, kRetryable, ""},
    {"SlowDown", ErrorCode::Io, kRetryable, "the server asks for fewer requests"},
    {"RequestTimeout", ErrorCode::Io, kRetryable, ""},
    {"BadDigest", ErrorCode::Io, kRetryable, "bytes were changed on their way"},
    {"XAmzContentSHA256Mismatch", ErrorCode::Io, kRetryable, "bytes were changed on their way"},
    {"IncompleteBody", ErrorCode::Io, kRetryable, ""},
    {"ThrottlingException", ErrorCode::Io, kRetryable, "the server asks for fewer requests"},
    {"KMS.ThrottlingException", ErrorCode::Io, kRetryable, "the service of keys asks for fewer requests"},
    {"NotImplemented", ErrorCode::Configuration, kPermanent, "the server cannot do this"},
    {"RequestLimitExceeded", ErrorCode::Io, kRetryable, "the server asks for fewer requests"},
    {"EntityTooLarge", ErrorCode::NoSpace, kPermanent, ""},
    {"QuotaExceeded", ErrorCode::NoSpace, kPermanent, ""},
    {"XMinioStorageFull", ErrorCode::NoSpace, kPermanent, ""},
};

Meaning by_status(const Refusal& refusal) {
  const unsigned status = refusal.status;
  const bool has_reason = !refusal.code.empty(), acts = refusal.asked == Asked::ToAct;
  const auto unknown = ErrorClass::OutcomeUnknown;
  switch (status) {
    case 301:
    case 307: return {"", ErrorCode::Configuration, kPermanent, "the bucket is in another region"};
    case 401:
    case 403: return {"", ErrorCode::Denied, kPermanent, "the credentials in force may not do this"};
    // To HEAD comes no reason. With one that is none of the above, and where something else than a server of
    // S3 answers, it is not the object that is missing.
    case 404:
      return {"", has_reason || acts ? ErrorCode::Configuration : ErrorCode::NotFound, kPermanent, ""};
    case 400:
      if (has_reason) break;
      return {"", ErrorCode::Denied, kRetryable, "the credentials may have expired"};
    case 409: return {"", ErrorCode::Io, kRetryable, ""};
    case 412: return {"", ErrorCode::Exists, kPermanent, ""};
    case 429: return {"", ErrorCode::Io, kRetryable, "the server asks for fewer requests"};
    case 507: return {"", ErrorCode::NoSpace, kPermanent, ""};
    default: break;
  }
  // A 200 has its error in the body: the server had begun.
  if (status >= 500 || status < 300) return {"", ErrorCode::Io, unknown, ""};
  return {"", ErrorCode::Io, kPermanent, ""};
}

}  // namespace

std::optional<Refusal> refusal_of(const Answer& answer, Asked asked) {
  // A range behind the end is empty: that is an answer, too.
  const bool is_success =
      (answer.head.status >= 200 && answer.head.status < 300) || answer.head.status == 416;
  if (is_success && (asked == Asked::ToRead || answer.body.empty())) return std::nullopt;
  pugi::xml_document document;
  document.load_buffer(answer.body.data(), answer.body.size());
  const pugi::xml_node error = document.child("Error");
  if (is_success && !error) return std::nullopt;
  Refusal refusal{answer.head.status, error.child_value("Code"), error.child_value("Message"),
                  error.child_value("Region"), asked};
  if (refusal.region.empty()) refusal.region = answer.head.header("x-amz-bucket-region");
  return refusal;
}

Error error_of(const Refusal& refusal, const std::string& tried) {
  const auto known = std::ranges::find(kMeanings, refusal.code, &Meaning::code);
  const Meaning meaning = known == std::end(kMeanings) ? by_status(refusal) : *known;
  std::string message = tried;
  if (!meaning.advice.empty()) message.append(": ").append(meaning.advice);
  if (meaning.is == ErrorCode::Configuration && !refusal.region.empty())
    message += fmt::format(", {}: set s3.region", refusal.region);
  message += fmt::format(" (the server answers {}{}{}{}{})", refusal.status, refusal.code.empty() ? "" : " ",
                         refusal.code, refusal.message.empty() ? "" : ": ", refusal.message);
  const Error error{meaning.is, std::move(message), meaning.kind};
  return refusal.code == "NotImplemented" ? see(pages::kLandingServer, error) : error;
}

}  // namespace headgate::s3
