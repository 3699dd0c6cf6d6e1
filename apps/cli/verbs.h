// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "apps/cli/command.h"
#include "apps/cli/options.h"
#include "apps/cli/progress.h"
#include "base/result.h"

namespace headgate::cli {

// Each adds one verb to the program.
void add_completion(Verb& program);
void add_demo(Verb& program);
void add_doctor(Verb& program);
void add_run(Verb& program);
void add_inspect(Verb& program);
void add_logs(Verb& program);
void add_man(Verb& program);
void add_infer(Verb& program);
void add_check(Verb& program);
void add_contract(Verb& program);
void add_report(Verb& program);
void add_reprocess(Verb& program);
void add_sample(Verb& program);
void add_settings(Verb& program);
void add_status(Verb& program);
void add_verify(Verb& program);
void add_version(Verb& program);
void add_why(Verb& program);
void add_worker(Verb& program);

// Each adds one verb below `contract`.
void add_contract_add(Verb& contract);
void add_contract_candidates(Verb& contract);
void add_contract_check(Verb& contract);
void add_contract_ddl(Verb& contract);
void add_contract_diff(Verb& contract);
void add_contract_import(Verb& contract);
void add_contract_schema(Verb& contract);
void add_contract_show(Verb& contract);

/// Holds the flags that stand for settings: --config, --set, --contracts and others.
struct SettingFlags {
  /// Adds all of them.
  void add_to(Verb& verb);
  /// Adds those that decide about reading, for verbs that need no contracts.
  void add_reading_to(Verb& verb);
  /// Adds those that decide about verdicts.
  void add_judging_to(Verb& verb);
  /// Adds --config and --set.
  void add_sources_to(Verb& verb);
  /// Adds the flag of one setting, as its declaration says it.
  void add(Verb& verb, const std::string& key);
  [[nodiscard]] Result<Settings> gather() const;
  /// Gives all sources, the environment among them.
  [[nodiscard]] SettingSources all() const;

  SettingSources sources;
};

/// Names the version of the program: `headgate 0.1.0`.
std::string version_text();

/// Adds --progress, --log and --quiet.
void add_telling(Verb& verb, Telling& telling);

}  // namespace headgate::cli
