// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/verbs.h"

namespace headgate::cli {

void SettingFlags::add_setting(Verb& verb, const std::string& flag, const std::string& key,
                               const std::string& type, const std::string& help) {
  const auto take = [this, flag, key](const std::string& value) {
    sources.flags.push_back({key, {value}, flag});
  };
  verb.option(flag, std::function<void(const std::string&)>(take), type, help);
}

void SettingFlags::add_switch(Verb& verb, const std::string& flag, const std::string& key,
                              const std::string& help) {
  verb.flag(
      flag,
      [this, flag, key] {
        sources.flags.push_back({key, {"true"}, flag});
      },
      help);
}

void SettingFlags::add_wait_to(Verb& verb) {
  add_switch(verb, "--wait", "wait", "Wait for the end of other runs on the landing; else go on beside them");
}

void SettingFlags::add_reading_to(Verb& verb) {
  add_sources_to(verb);
  add_threads_to(verb);
}

void SettingFlags::add_judging_to(Verb& verb) {
  add_setting(verb, "--contracts", "contracts", "DIR", "The folder of contract files; else the shipped ones");
  add_sources_to(verb);
}

void SettingFlags::add_sources_to(Verb& verb) {
  verb.option("--config", sources.config, "FILE",
              "A configuration file; else ./headgate.yaml where there is one");
  verb.option("--set", sources.sets, "KEY=VALUE", "Any setting, as key=value; [a, b] is a list");
}

void SettingFlags::add_to(Verb& verb) {
  add_judging_to(verb);
  add_threads_to(verb);
  add_source_name_to(verb);
  add_dirty_max_to(verb);
  add_switch(verb, "--strict", "strict",
             "Fail on an object that cannot be read; else it is skipped, listed, and stays pending");
}

void SettingFlags::add_dirty_max_to(Verb& verb) {
  add_setting(verb, "--dirty-max", "dirty_max", "N|SHARE",
              "Fail when more events are dirty: 100, 0.05 or 5%");
}

void SettingFlags::add_threads_to(Verb& verb) {
  add_setting(verb, "--threads", "threads", "N", "How many threads; else one for each core");
}

void SettingFlags::add_source_name_to(Verb& verb) {
  add_setting(verb, "--source-name", "source_name", "NAME",
              "The name of the source, first part of every address");
}

Result<Settings> SettingFlags::gather() const {
  SettingSources all = sources;
  all.environment = process_environment();
  return gather_settings(all);
}

void add_telling(Verb& verb, Telling& telling) {
  verb.flag("--quiet,-q", telling.quiet, "No bar and no log");
  verb.flag("--log", telling.log, "Lines of a log instead of the bar");
}

}  // namespace headgate::cli
