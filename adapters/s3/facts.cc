// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace headgate::s3 {

namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

ByteView trimmed(ByteView text) {
  constexpr const char* kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == ByteView::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Names the file of ~/.aws that a variable names, or its usual one.
std::string file_of_aws(const char* named_by, const char* usual) {
  const std::string named = variable(named_by);
  return named.empty() ? variable("HOME") + "/.aws/" + usual : named;
}

std::string address_of(const Endpoint& endpoint) {
  return (endpoint.is_encrypted ? "https://" : "http://") + endpoint.authority();
}

}  // namespace

std::string profile_of(ByteView file, const std::string& access_key) {
  std::string profile;
  while (!file.empty()) {
    const ByteView line = trimmed(file.substr(0, file.find('\n')));
    file.remove_prefix(std::min(file.size(), file.find('\n')));
    if (!file.empty()) file.remove_prefix(1);
    if (line.starts_with('[') && line.ends_with(']')) profile = trimmed(line.substr(1, line.size() - 2));
    const std::size_t equals = line.find('=');
    if (equals == ByteView::npos || trimmed(line.substr(0, equals)) != "aws_access_key_id") continue;
    if (trimmed(line.substr(equals + 1)) == access_key) return profile;
  }
  return {};
}

std::string origin_of(const Credentials& credentials) {
  if (variable("AWS_ACCESS_KEY_ID") == credentials.access_key) return "AWS_ACCESS_KEY_ID of the environment";
  for (const std::string& name : {file_of_aws("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
                                  file_of_aws("AWS_CONFIG_FILE", "config")}) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(name, error)) continue;
    std::ifstream in(name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const std::string profile = profile_of(text, credentials.access_key);
    if (!profile.empty()) return fmt::format("[{}] of {}", profile, name);
  }
  if (!variable("AWS_WEB_IDENTITY_TOKEN_FILE").empty())
    return "a web identity, as the role " + variable("AWS_ROLE_ARN");
  for (const char* const name :
       {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"})
    if (!variable(name).empty()) return "the role of the container";
  return "a profile that names another source, or the role of the instance";
}

std::string masked(const std::string& access_key) {
  constexpr std::size_t kEnds = 4;
  if (access_key.size() < 3 * kEnds) return access_key.substr(0, 2) + "...";
  return access_key.substr(0, kEnds) + "..." + access_key.substr(access_key.size() - kEnds);
}

Facts facts_of(const Location& location, const Client::Options& server, const std::string& region_of,
               const Credentials& credentials) {
  Facts facts = {{"server", address_of(server.endpoint)},
                 {"addressing", location.is_path_style ? "the bucket stands in the path"
                                                       : "the bucket stands in the name of the server"},
                 {"region", fmt::format("{} ({})", server.region, region_of)}};
  if (server.proxy) facts.emplace_back("proxy", address_of(*server.proxy));
  if (!location.owner.empty()) facts.emplace_back("bucket_owner", location.owner);
  if (!location.kms_key.empty()) facts.emplace_back("kms_key", location.kms_key);
  facts.emplace_back("access_key", masked(credentials.access_key));
  facts.emplace_back("credentials", origin_of(credentials));
  facts.emplace_back("expire", credentials.session_token.empty() ? "no" : "yes: they have a session token");
  return facts;
}

}  // namespace headgate::s3
