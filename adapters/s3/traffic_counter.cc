// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/traffic_counter.h"

#include <algorithm>

namespace headgate::s3 {

namespace {

bool has(const Fields& fields, ByteView name) {
  return std::ranges::any_of(fields, [&](const auto& field) { return field.first == name; });
}

}  // namespace

RequestKind kind_of(const Request& request) {
  if (request.method == "HEAD") return RequestKind::Head;
  if (request.method == "POST") return RequestKind::Post;
  if (request.method == "DELETE") return RequestKind::Delete;
  if (request.method == "PUT")
    return has(request.headers, "x-amz-copy-source") ? RequestKind::Copy : RequestKind::Put;
  const bool lists = has(request.query, "list-type") || has(request.query, "uploads");
  return lists ? RequestKind::List : RequestKind::Get;
}

void TrafficCounter::sends(const Request& request) {
  ++requests_.at(static_cast<std::size_t>(kind_of(request)));
  bytes_sent_ += request.body.size();
}

Traffic TrafficCounter::traffic() const {
  Traffic traffic;
  std::ranges::copy(requests_, traffic.requests.begin());
  traffic.refused = refused_;
  traffic.unanswered = unanswered_;
  traffic.bytes_sent = bytes_sent_;
  return traffic;
}

}  // namespace headgate::s3
