// SPDX-License-Identifier: Apache-2.0
#include "layout/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace headgate::layout {

namespace {
constexpr std::size_t kDigits = 20;
}

std::string digits(std::uint64_t seq) { return fmt::format("{:0{}}", seq, kDigits); }

std::optional<std::uint64_t> seq_of(ByteView name, ByteView prefix) {
  if (!name.starts_with(prefix)) return {};
  const ByteView text = name.substr(prefix.size(), kDigits);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != kDigits || !std::all_of(text.begin(), text.end(), is_digit)) return {};
  std::uint64_t seq = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
  if (error != std::errc()) return {};
  return seq;
}

std::string commit_name(std::uint64_t seq) { return kCommits + digits(seq) + ".json"; }
std::string applied_name(std::uint64_t seq) { return kApplied + digits(seq); }
std::string checkpoint_name(std::uint64_t seq) { return kCheckpoints + digits(seq) + ".json"; }
std::string contract_name(const std::string& hash) { return kContracts + hash + ".yaml"; }
std::string lease_name(const std::string& run) { return kLeases + run + "/lease.json"; }
std::string frame_index_name(const std::string& task) { return kFrameIndex + task + ".parquet"; }

std::string manifest_name(const std::string& run, const std::string& task) {
  return kManifests + run + "/" + task + ".json";
}

std::string staged_manifest_name(const std::string& manifest) {
  const std::string run = run_of(manifest, kManifests);
  return kStaging + run + "/manifests" + manifest.substr(kManifests.size() + run.size());
}

std::string attempt_folder(const std::string& run, const std::string& task, const std::string& attempt) {
  return kStaging + run + "/" + task + "/" + attempt + "/";
}

std::string retired_name(std::uint64_t seq, const std::string& final_name) {
  return kRetired + digits(seq) + "/" + final_name;
}

std::string run_of(const std::string& name, const std::string& prefix) {
  return name.substr(prefix.size(), name.find('/', prefix.size()) - prefix.size());
}

}  // namespace headgate::layout
