// SPDX-License-Identifier: Apache-2.0
#include "contract/configuration.h"

#include "contract/compile.h"

namespace headgate {

namespace {

/// Far more than there are settings. An alias inside itself has no end.
constexpr int kDepthMax = 16;
constexpr std::size_t kSettingsMax = 10'000;

Status flatten(const YAML::Node& map, const std::string& prefix, const std::string& file, int depth,
               std::vector<Setting>& settings) {
  if (depth > kDepthMax || settings.size() > kSettingsMax) {
    return yaml::refuse(file, map, "a configuration has {} levels and {} settings at most", kDepthMax,
                        kSettingsMax);
  }
  TRY_OK(yaml::check_keys(map, file, prefix.empty() ? "a configuration" : prefix, {}));
  for (const auto& entry : map) {
    const std::string key = prefix.empty() ? entry.first.Scalar() : prefix + "." + entry.first.Scalar();
    if (entry.second.IsMap()) {
      TRY_OK(flatten(entry.second, key, file, depth + 1, settings));
      continue;
    }
    Setting setting{key, {}, yaml::place(file, entry.second.Mark())};
    if (entry.second.IsSequence()) {
      TRY(setting.values, yaml::texts(entry.second, file, key));
    } else {
      TRY(setting.values.emplace_back(), yaml::text(entry.second, file, key));
    }
    settings.push_back(std::move(setting));
  }
  return {};
}

}  // namespace

Result<std::vector<Setting>> read_settings(const std::string& text, const std::string& file) {
  std::vector<Setting> settings;
  try {
    const YAML::Node root = YAML::Load(text);
    if (root.IsNull()) return settings;
    TRY_OK(flatten(root, "", file, 1, settings));
  } catch (const YAML::Exception& wrong) {
    return fail(ErrorCode::Configuration, "{}: {}", yaml::place(file, wrong.mark), wrong.msg);
  }
  return settings;
}

std::string nearest_word(const std::string& word, const std::vector<std::string>& known) {
  return yaml::nearest(word, known);
}

Result<std::vector<std::string>> split_pointer(const std::string& pointer, const std::string& place) {
  return pointer_tokens(YAML::Node(pointer), place);
}

}  // namespace headgate
