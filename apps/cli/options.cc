// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>

#include "apps/cli/contracts.h"
#include "apps/cli/profiles.h"
#include "store/planned_faults.h"

namespace headgate::cli {

namespace {

constexpr ByteView kPrefix = "HEADGATE_";

/// Names the variable that gives a setting: `identification.source` is HEADGATE_IDENTIFICATION__SOURCE.
std::string variable_of(ByteView key) {
  std::string variable(kPrefix);
  for (const char c : key) {
    variable +=
        c == '.' ? "__" : std::string(1, static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  }
  return variable;
}

/// Gives the values that somebody wrote in one text: one, or those of a list `[a, b]`.
Result<std::vector<std::string>> values_of(const std::string& text, const std::string& place) {
  if (!text.starts_with('[')) return std::vector<std::string>{text};
  TRY(auto settings, read_settings("value: " + text, place));
  return std::move(settings.front().values);
}

Result<Setting> read_variable(const std::string& name, const std::string& text) {
  std::vector<std::string> variables;
  for (const std::string& key : Settings::keys()) {
    variables.push_back(variable_of(key));
    if (variables.back() != name) continue;
    Setting setting{key, {}, name};
    TRY(setting.values, values_of(text, name));
    return setting;
  }
  const std::string meant = nearest_word(name, variables);
  return fail(ErrorCode::Configuration, "{}: no setting has this variable{}; unset it", name,
              meant.empty() ? "" : fmt::format(", did you mean {}?", meant));
}

/// Resolves a folder that a configuration names from where the configuration lies: it means the same folder
/// wherever the program is started.
std::string beside(const std::string& file, const std::string& folder) {
  const bool relative = !folder.empty() && std::filesystem::path(folder).is_relative();
  if (!relative || folder.find("://") != std::string::npos) return folder;
  return (std::filesystem::path(file).parent_path() / folder).lexically_normal().string();
}

Result<std::vector<Setting>> read_file(const std::string& file) {
  const auto text = read_text(file);
  if (!text) {
    return fail(ErrorCode::Configuration, "cannot read the configuration {}: {}", file, std::strerror(errno));
  }
  TRY(auto settings, read_settings(*text, file));
  for (Setting& setting : settings) {
    if (setting.key != "contracts") continue;
    for (std::string& folder : setting.values) folder = beside(file, folder);
  }
  return settings;
}

/// Reads the shipped settings that the last setting of a profile names, if any does.
Result<std::vector<Setting>> profile_of(const std::vector<Setting>& given) {
  const auto named = std::find_if(given.rbegin(), given.rend(),
                                  [](const Setting& setting) { return setting.key == "profile"; });
  if (named == given.rend()) return std::vector<Setting>();
  const std::string name = named->values.size() == 1 ? named->values.front() : "";
  if (name.empty()) return std::vector<Setting>();
  const std::vector<std::string> known = profiles();
  if (known.empty()) {
    return fail(ErrorCode::Configuration, "{}: no profiles lie beside the program: {} was looked for",
                named->place, profile_file(name));
  }
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    const std::string meant = nearest_word(name, known);
    return fail(ErrorCode::Configuration, "{}: there is no profile \"{}\"{}; there are {}", named->place,
                name, meant.empty() ? "" : fmt::format(", did you mean \"{}\"?", meant),
                fmt::join(known, ", "));
  }
  return read_file(profile_file(name));
}

}  // namespace

Result<Setting> read_assignment(const std::string& text, const std::string& place) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) {
    return fail(ErrorCode::Configuration, "{}: takes key=value, not \"{}\"", place, text);
  }
  Setting setting{text.substr(0, equals), {}, place + " " + text.substr(0, equals)};
  TRY(setting.values, values_of(text.substr(equals + 1), setting.place));
  return setting;
}

Result<std::vector<Setting>> given_settings(const SettingSources& sources) {
  std::vector<Setting> given;
  if (sources.config) {
    TRY(given, read_file(*sources.config));
  } else if (::access(sources.usual_config.c_str(), F_OK) == 0) {
    TRY(given, read_file(sources.usual_config));
  }
  for (const auto& [name, text] : sources.environment) {
    if (!name.starts_with(kPrefix) || name == kFaultVariable) continue;
    TRY(given.emplace_back(), read_variable(name, text));
  }
  for (const std::string& text : sources.sets) {
    TRY(given.emplace_back(), read_assignment(text, "--set"));
  }
  given.insert(given.end(), sources.flags.begin(), sources.flags.end());
  TRY(auto all, profile_of(given));
  std::move(given.begin(), given.end(), std::back_inserter(all));
  return all;
}

Result<Settings> gather_settings(const SettingSources& sources) {
  TRY(const auto given, given_settings(sources));
  Settings settings;
  for (const Setting& setting : given) TRY_OK(settings.set(setting));
  TRY_OK(settings.check());
  return settings;
}

std::vector<std::pair<std::string, std::string>> process_environment() {
  std::vector<std::pair<std::string, std::string>> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const ByteView text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != ByteView::npos) variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  std::sort(variables.begin(), variables.end());
  return variables;
}

}  // namespace headgate::cli
