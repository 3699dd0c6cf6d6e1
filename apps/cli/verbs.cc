// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/verbs.h"

namespace headgate::cli {

void SettingFlags::add_setting(CLI::App& verb, const std::string& flag, const std::string& key,
                               const std::string& type, const std::string& help) {
  verb.add_option_function<std::string>(
          flag,
          [this, flag, key](const std::string& value) {
            sources.flags.push_back({key, {value}, flag});
          },
          help)
      ->type_name(type);
}

void SettingFlags::add_switch(CLI::App& verb, const std::string& flag, const std::string& key,
                              const std::string& help) {
  verb.add_flag_callback(
      flag,
      [this, flag, key] {
        sources.flags.push_back({key, {"true"}, flag});
      },
      help);
}

void SettingFlags::add_wait_to(CLI::App& verb) {
  add_switch(verb, "--wait", "wait", "Wait for the end of other runs on the landing; else go on beside them");
}

void SettingFlags::add_reading_to(CLI::App& verb) {
  add_sources_to(verb);
  add_threads_to(verb);
}

void SettingFlags::add_judging_to(CLI::App& verb) {
  add_setting(verb, "--contracts", "contracts", "DIR", "The folder of contract files; else the shipped ones");
  add_sources_to(verb);
}

void SettingFlags::add_sources_to(CLI::App& verb) {
  verb.add_option("--config", sources.config, "A configuration file; else ./headgate.yaml where there is one")
      ->type_name("FILE");
  verb.add_option("--set", sources.sets, "Any setting, as key=value; [a, b] is a list")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

void SettingFlags::add_to(CLI::App& verb) {
  add_judging_to(verb);
  add_threads_to(verb);
  add_source_name_to(verb);
  add_dirty_max_to(verb);
  add_switch(verb, "--strict", "strict",
             "Fail on an object that cannot be read; else it is skipped, listed, and stays pending");
}

void SettingFlags::add_dirty_max_to(CLI::App& verb) {
  add_setting(verb, "--dirty-max", "dirty_max", "N|SHARE",
              "Fail when more events are dirty: 100, 0.05 or 5%");
}

void SettingFlags::add_threads_to(CLI::App& verb) {
  add_setting(verb, "--threads", "threads", "N", "How many threads; else one for each core");
}

void SettingFlags::add_source_name_to(CLI::App& verb) {
  add_setting(verb, "--source-name", "source_name", "NAME",
              "The name of the source, first part of every address");
}

Result<Settings> SettingFlags::gather() const {
  SettingSources all = sources;
  all.environment = process_environment();
  return gather_settings(all);
}

void add_telling(CLI::App& verb, Telling& telling) {
  verb.add_flag("--quiet,-q", telling.quiet, "No bar and no log");
  verb.add_flag("--log", telling.log, "Lines of a log instead of the bar");
}

std::string examples(const std::vector<std::string>& lines) {
  std::string text = lines.size() == 1 ? "Example:" : "Examples:";
  for (const std::string& line : lines) text += "\n  " + line;
  return text;
}

}  // namespace headgate::cli
