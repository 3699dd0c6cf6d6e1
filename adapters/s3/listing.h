// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "adapters/s3/bucket.h"
#include "store/object_store.h"

namespace headgate::s3 {

/// Lists one page: names under `prefix` behind `after`, both relative to the bucket's prefix. What other
/// programs leave to mark a folder, an empty object whose name ends in a slash, is passed over.
/// `seen` is the answer to the first request where somebody has asked already, else empty.
Result<ListedPage> list_page(const Bucket& bucket, const std::string& prefix, const std::string& after,
                             std::string seen = {});

/// Names the first folders right below `prefix`, both relative to the bucket's prefix: what lies behind a
/// thousand names is left out.
Result<std::vector<std::string>> list_folders(const Bucket& bucket, const std::string& prefix);

/// Refuses a page that does not get on behind `behind`, is out of order, names an object without a version,
/// or says that there is more and shows nothing: a listing that ends too early hides what is there.
Status check_order(const ListedPage& page, const std::string& behind, const std::string& uri);

/// Reads a key as it is written where `encoding-type=url` was asked for: a space may be a plus.
std::string key_of(ByteView text, bool is_encoded);

/// Reads an answer to ListObjectsV2; names lose `root`. Configuration where it is none.
Result<ListedPage> read_listing(ByteView xml, const std::string& root);

/// Reads the folders out of an answer to one with a delimiter; they lose `root`.
Result<std::vector<std::string>> read_folders(ByteView xml, const std::string& root);

}  // namespace headgate::s3
