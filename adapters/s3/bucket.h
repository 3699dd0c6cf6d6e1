// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "adapters/s3/client.h"
#include "store/object_store.h"

namespace headgate::s3 {

/// Says where in a bucket objects lie, and what each request to it has to say.
struct Location {
  std::string bucket;
  std::string prefix;          ///< Empty, or ends in a slash.
  bool is_path_style = false;  ///< The bucket stands in the path, and not in the server's name.
  std::string owner = {};      ///< The account that has to own the bucket; empty: any.
  std::string kms_key = {};    ///< What is written is encrypted with this key; empty: as the bucket says.

  /// Gives `s3://bucket/prefix`, without a slash at its end.
  [[nodiscard]] std::string uri() const;
};

/// Makes requests to one prefix of a bucket, whose names are relative to it. Any thread.
class Bucket {
 public:
  Bucket(Location location, std::shared_ptr<Client> client)
      : location_(std::move(location)), client_(std::move(client)) {}

  /// Makes a request about one object.
  [[nodiscard]] Request about(const std::string& method, const std::string& name) const;
  /// Makes a request about the bucket.
  [[nodiscard]] Request about_all(const std::string& method) const;
  /// Adds what a request has to say that makes an object.
  void add_encryption(Request& request) const;

  /// Gives what `x-amz-copy-source` says of an object.
  [[nodiscard]] std::string copy_source(const std::string& name) const;
  [[nodiscard]] std::string key(const std::string& name) const { return location_.prefix + name; }
  [[nodiscard]] std::string uri(const std::string& name) const { return location_.uri() + "/" + name; }
  [[nodiscard]] const Location& location() const { return location_; }
  [[nodiscard]] unsigned calls_at_once() const { return client_->options().requests_max; }
  [[nodiscard]] Traffic traffic() const { return client_->traffic(); }

  /// `doing` says what for: "reading".
  Result<Answer> call(Request request, ByteView doing, const std::string& name) const;

 private:
  Location location_;
  std::shared_ptr<Client> client_;
};

/// Asks for size and version of an object.
Result<ObjectInfo> look_at(const Bucket& bucket, const std::string& name);

/// Names the server of AWS for a region.
std::string aws_host(const std::string& region);

/// Takes the quotes off an ETag, as names of versions go without them here.
std::string unquoted(ByteView etag);

}  // namespace headgate::s3
