// SPDX-License-Identifier: Apache-2.0
#include "schema/uri.h"

#include <cctype>
#include <charconv>
#include <optional>

namespace headgate {

namespace {

/// A URI taken apart; what is missing is nothing, what is empty is there.
struct Uri {
  std::optional<std::string> scheme, authority, query, fragment;
  std::string path;
};

Uri take_apart(std::string text) {
  Uri uri;
  if (const auto at = text.find('#'); at != std::string::npos) {
    uri.fragment = text.substr(at + 1);
    text.resize(at);
  }
  if (const auto at = text.find('?'); at != std::string::npos) {
    uri.query = text.substr(at + 1);
    text.resize(at);
  }
  const auto colon = text.find(':');
  if (colon != std::string::npos && colon < text.find('/') && colon != 0 &&
      isalpha(static_cast<unsigned char>(text[0]))) {
    uri.scheme = text.substr(0, colon);
    text.erase(0, colon + 1);
  }
  if (text.starts_with("//")) {
    const auto end = text.find('/', 2);
    uri.authority = text.substr(2, end == std::string::npos ? end : end - 2);
    text.erase(0, end);
  }
  uri.path = text;
  return uri;
}

std::string without_dots(std::string path) {
  std::string out;
  const auto cut_last = [&] { out.resize(out.rfind('/') == std::string::npos ? 0 : out.rfind('/')); };
  while (!path.empty()) {
    if (path.starts_with("../")) {
      path.erase(0, 3);
    } else if (path.starts_with("./")) {
      path.erase(0, 2);
    } else if (path.starts_with("/./")) {
      path.erase(0, 2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.starts_with("/../")) {
      path.erase(0, 3);
      cut_last();
    } else if (path == "/..") {
      path = "/";
      cut_last();
    } else if (path == "." || path == "..") {
      path.clear();
    } else {
      const auto end = path.find('/', 1);
      out += path.substr(0, end);
      path.erase(0, end);
    }
  }
  return out;
}

}  // namespace

std::string resolve_uri(const std::string& base_text, const std::string& reference_text) {
  const Uri base = take_apart(base_text);
  Uri uri = take_apart(reference_text);
  if (!uri.scheme) {
    uri.scheme = base.scheme;
    if (!uri.authority) {
      uri.authority = base.authority;
      if (uri.path.empty()) {
        uri.path = base.path;
        if (!uri.query) uri.query = base.query;
      } else if (uri.path[0] == '/') {
        uri.path = without_dots(uri.path);
      } else {
        const auto folder = base.path.rfind('/');
        const std::string before = base.authority && base.path.empty() ? "/"
                                   : folder == std::string::npos       ? ""
                                                                       : base.path.substr(0, folder + 1);
        uri.path = without_dots(before + uri.path);
      }
    } else {
      uri.path = without_dots(uri.path);
    }
  }
  std::string text;
  if (uri.scheme) text += *uri.scheme + ":";
  if (uri.authority) text += "//" + *uri.authority;
  text += uri.path;
  if (uri.query) text += "?" + *uri.query;
  if (uri.fragment) text += "#" + *uri.fragment;
  return text;
}

std::pair<std::string, std::string> split_fragment(const std::string& uri) {
  const auto at = uri.find('#');
  if (at == std::string::npos) return {uri, ""};
  std::string fragment;
  for (std::size_t i = at + 1; i < uri.size(); ++i) {
    unsigned char c = 0;
    if (uri[i] == '%' && i + 2 < uri.size() &&
        std::from_chars(&uri[i + 1], &uri[i + 3], c, 16).ptr == &uri[i + 3]) {
      fragment += static_cast<char>(c);
      i += 2;
    } else {
      fragment += uri[i];
    }
  }
  return {uri.substr(0, at), fragment};
}

}  // namespace headgate
