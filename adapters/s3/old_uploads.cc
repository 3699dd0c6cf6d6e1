// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/old_uploads.h"

#include <algorithm>
#include <pugixml.hpp>

#include "adapters/s3/listing.h"
#include "adapters/s3/multipart.h"
#include "base/time.h"

namespace headgate::s3 {

namespace {

constexpr Micros kDay = 24LL * 60 * 60 * 1'000'000;
// A pass stands before each run: it may not take for ever.
constexpr int kPagesMax = 100, kAbortsMax = 1000;

struct BegunUpload {
  std::string key, id;
  std::optional<Micros> begun;
};

struct UploadsPage {
  std::vector<BegunUpload> uploads;
  std::string next_key, next_id;  ///< Behind which the next page stands; empty on the last.
};

UploadsPage read_page(ByteView xml) {
  pugi::xml_document document;
  document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
  const pugi::xml_node listing = document.child("ListMultipartUploadsResult");
  const bool is_encoded = ByteView(listing.child_value("EncodingType")) == "url";
  UploadsPage page;
  for (const pugi::xml_node& entry : listing.children("Upload")) {
    page.uploads.push_back({key_of(entry.child_value("Key"), is_encoded), entry.child_value("UploadId"),
                            parse_time(entry.child_value("Initiated"))});
  }
  if (listing.child("IsTruncated").text().as_bool()) {
    page.next_key = key_of(listing.child_value("NextKeyMarker"), is_encoded);
    page.next_id = listing.child_value("NextUploadIdMarker");
  }
  return page;
}

}  // namespace

Status abort_old_uploads(const Bucket& bucket, const std::vector<std::string>& folders) {
  if (folders.empty()) return {};
  const std::string& root = bucket.location().prefix;
  const Micros old = now() - kDay;
  const auto is_left = [&](const BegunUpload& upload) {
    if (!upload.begun || *upload.begun > old || !upload.key.starts_with(root)) return false;
    const ByteView name = ByteView(upload.key).substr(root.size());
    return std::ranges::any_of(folders, [&](const std::string& folder) { return name.starts_with(folder); });
  };
  UploadsPage page;
  int aborts = 0;
  for (int pages = 0; pages < kPagesMax; ++pages) {
    Request request = bucket.about_all("GET");
    request.query = {{"uploads", ""}, {"encoding-type", "url"}, {"prefix", root}};
    if (!page.next_key.empty()) {
      request.query.emplace_back("key-marker", page.next_key);
      if (!page.next_id.empty()) request.query.emplace_back("upload-id-marker", page.next_id);
    }
    const auto answer = bucket.call(std::move(request), "listing uploads of", "");
    // Some servers do not know this request.
    if (!answer && answer.error().kind == ErrorClass::Permanent && answer.error().code != ErrorCode::Denied)
      return {};
    if (!answer) return forward(answer.error());
    UploadsPage next = read_page(answer->body);
    for (const BegunUpload& upload : next.uploads) {
      if (!is_left(upload)) continue;
      if (++aborts > kAbortsMax) return {};
      (void)abort_upload(bucket, upload.key.substr(root.size()), upload.id);
    }
    const bool gets_on =
        next.next_key > page.next_key || (next.next_key == page.next_key && next.next_id != page.next_id);
    if (next.next_key.empty() || !gets_on) return {};
    page = std::move(next);
  }
  return {};
}

}  // namespace headgate::s3
