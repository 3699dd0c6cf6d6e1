// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/verbs.h"

#include <algorithm>

#include "base/pages.h"

namespace headgate::cli {

void SettingFlags::add(Verb& verb, const std::string& key) {
  const SettingFlag flag = Settings::flag(key);
  std::string name = "--" + key;
  std::replace(name.begin(), name.end(), '_', '-');
  const auto take = [this, name, key](const std::string& value) {
    sources.flags.push_back({key, {value}, name});
  };
  if (flag.type.empty()) {
    verb.flag(
        name, [take] { take("true"); }, flag.help);
  } else {
    verb.option(name, std::function<void(const std::string&)>(take), flag.type, flag.help);
  }
}

void SettingFlags::add_reading_to(Verb& verb) {
  add_sources_to(verb);
  add(verb, "threads");
}

void SettingFlags::add_judging_to(Verb& verb) {
  add(verb, "contracts");
  add_sources_to(verb);
}

void SettingFlags::add_sources_to(Verb& verb) {
  verb.option("--config", sources.config, "FILE",
              "A configuration file; else ./headgate.yaml where there is one");
  add(verb, "profile");
  verb.option("--set", sources.sets, "KEY=VALUE", "Any setting, as key=value; [a, b] is a list");
}

void SettingFlags::add_to(Verb& verb) {
  add_judging_to(verb);
  for (const char* const key : {"threads", "source_name", "dirty_max", "strict"}) add(verb, key);
}

SettingSources SettingFlags::all() const {
  SettingSources all = sources;
  all.environment = process_environment();
  return all;
}

Result<Settings> SettingFlags::gather() const { return see(pages::kSettings, gather_settings(all())); }

void add_telling(Verb& verb, Telling& telling) {
  static const std::map<std::string, Telling> kForms = {{"bar", Telling::Bar},
                                                        {"json", Telling::Json},
                                                        {"log", Telling::Log},
                                                        {"log_json", Telling::LogJson},
                                                        {"none", Telling::Nothing}};
  verb.flag(
      "--log", [&] { telling = Telling::Log; }, "Lines of a log instead of the bar: --progress log");
  verb.flag(
      "--quiet,-q", [&] { telling = Telling::Nothing; }, "No bar and no log: --progress none");
  verb.choice("--progress", kForms, telling, "bar|json|log|log_json|none",
              "How it tells on stderr what is going on: a bar on a terminal, else a log; lines of JSON; a "
              "log of JSON")
      .excludes("--log")
      .excludes("--quiet");
}

}  // namespace headgate::cli
