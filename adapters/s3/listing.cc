// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/listing.h"

#include <pugixml.hpp>
#include <utility>

namespace headgate::s3 {

Result<ListedPage> list_page(const Bucket& bucket, const std::string& prefix, const std::string& after,
                             std::string seen) {
  std::string behind = after;
  for (;;) {
    Request request = bucket.about_all("GET");
    // In XML not every byte of a key can be written.
    request.query = {{"list-type", "2"}, {"encoding-type", "url"}, {"prefix", bucket.key(prefix)}};
    if (!behind.empty()) request.query.emplace_back("start-after", bucket.key(behind));
    if (seen.empty()) {
      TRY(Answer answer, bucket.call(std::move(request), "listing", prefix));
      seen = std::move(answer.body);
    }
    TRY(ListedPage page, read_listing(std::exchange(seen, {}), bucket.location().prefix));
    TRY_OK(check_order(page, behind, bucket.uri(prefix)));
    if (page.objects.empty()) return page;
    behind = page.objects.back().name;
    std::erase_if(page.objects, [](const ObjectInfo& info) {
      return info.name.empty() || (info.name.ends_with('/') && info.size_bytes == 0);
    });
    // A page of markers alone says nothing of what stands behind it; the root's own marker has no name.
    if (behind.empty() && !page.is_last) {
      return fail(ErrorCode::Configuration, "{}: the server lists one name at a time", bucket.uri(prefix));
    }
    if (!page.objects.empty() || page.is_last) return page;
  }
}

Result<std::vector<std::string>> list_folders(const Bucket& bucket, const std::string& prefix) {
  Request request = bucket.about_all("GET");
  request.query = {
      {"list-type", "2"}, {"encoding-type", "url"}, {"prefix", bucket.key(prefix)}, {"delimiter", "/"}};
  TRY(const Answer answer, bucket.call(std::move(request), "listing", prefix));
  return read_folders(answer.body, bucket.location().prefix);
}

std::string key_of(ByteView text, bool is_encoded) {
  if (!is_encoded) return std::string(text);
  std::string spaced(text);
  for (char& c : spaced)
    if (c == '+') c = ' ';
  return uri_decode(spaced);
}

Status check_order(const ListedPage& page, const std::string& behind, const std::string& uri) {
  if (page.objects.empty() && !page.is_last) {
    return fail(ErrorCode::Configuration, "{}: the server lists nothing, and says that there is more", uri);
  }
  const std::string* last = &behind;
  for (const ObjectInfo& info : page.objects) {
    const bool is_root = info.name.empty() && last == &behind && behind.empty();
    if (!is_root && info.name <= *last) {
      return fail(ErrorCode::Configuration,
                  "{}: the server does not list in the order of the names: {} comes behind {}", uri,
                  info.name, *last);
    }
    if (info.etag.empty()) {
      return fail(ErrorCode::Configuration, "{}: the server lists {} without a version (ETag)", uri,
                  info.name);
    }
    last = &info.name;
  }
  return {};
}

namespace {

/// Gives the listing in an answer; `document` holds it.
Result<pugi::xml_node> listing_in(pugi::xml_document& document, ByteView xml) {
  // A key may end in blanks, which a reader of XML may drop.
  const auto parsed =
      document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
  const pugi::xml_node listing = document.child("ListBucketResult");
  if (parsed && listing) return listing;
  return fail(ErrorCode::Configuration, "what should be a listing is none: does an S3 server answer there?");
}

}  // namespace

Result<std::vector<std::string>> read_folders(ByteView xml, const std::string& root) {
  pugi::xml_document document;
  TRY(const pugi::xml_node listing, listing_in(document, xml));
  const bool is_encoded = ByteView(listing.child_value("EncodingType")) == "url";
  std::vector<std::string> folders;
  for (const pugi::xml_node& entry : listing.children("CommonPrefixes")) {
    const std::string key = key_of(entry.child_value("Prefix"), is_encoded);
    if (!key.starts_with(root)) return fail(ErrorCode::Corrupt, "a listing of {} names {}", root, key);
    folders.push_back(key.substr(root.size()));
  }
  return folders;
}

Result<ListedPage> read_listing(ByteView xml, const std::string& root) {
  pugi::xml_document document;
  TRY(const pugi::xml_node listing, listing_in(document, xml));
  const bool is_encoded = ByteView(listing.child_value("EncodingType")) == "url";
  ListedPage page;
  for (const pugi::xml_node& entry : listing.children("Contents")) {
    const std::string key = key_of(entry.child_value("Key"), is_encoded);
    if (!key.starts_with(root)) return fail(ErrorCode::Corrupt, "a listing of {} names {}", root, key);
    page.objects.push_back({key.substr(root.size()), entry.child("Size").text().as_ullong(),
                            unquoted(entry.child_value("ETag"))});
  }
  page.is_last = !listing.child("IsTruncated").text().as_bool();
  return page;
}

}  // namespace headgate::s3
