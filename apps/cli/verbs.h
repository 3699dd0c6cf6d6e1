// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "apps/cli/options.h"
#include "apps/cli/progress.h"
#include "base/result.h"

namespace headgate::cli {

/// The exit codes that a verb ends with when nothing failed.
enum ExitCode { kDone = 0, kPending = 4, kWanting = 5 };

/// Is what the command line asks for, once it is understood.
using Action = std::function<Result<ExitCode>()>;

// Each adds one verb to the program; the verb that the user chose puts its action into `action`.
void add_demo(CLI::App& program, Action& action);
void add_run(CLI::App& program, Action& action);
void add_inspect(CLI::App& program, Action& action);
void add_infer(CLI::App& program, Action& action);
void add_check(CLI::App& program, Action& action);
void add_contract(CLI::App& program, Action& action);
void add_reprocess(CLI::App& program, Action& action);
void add_sample(CLI::App& program, Action& action);
void add_status(CLI::App& program, Action& action);
void add_verify(CLI::App& program, Action& action);
void add_version(CLI::App& program, Action& action);
void add_why(CLI::App& program, Action& action);
void add_worker(CLI::App& program, Action& action);

/// Holds the flags that stand for settings: --config, --set, --contracts and others.
struct SettingFlags {
  /// Adds all of them.
  void add_to(CLI::App& verb);
  /// Adds those that decide about reading, for verbs that need no contracts.
  void add_reading_to(CLI::App& verb);
  /// Adds those that decide about verdicts.
  void add_judging_to(CLI::App& verb);
  void add_source_name_to(CLI::App& verb);
  void add_threads_to(CLI::App& verb);
  void add_dirty_max_to(CLI::App& verb);
  void add_wait_to(CLI::App& verb);
  [[nodiscard]] Result<Settings> gather() const;

  SettingSources sources;

 private:
  void add_sources_to(CLI::App& verb);
  void add_switch(CLI::App& verb, const std::string& flag, const std::string& key, const std::string& help);
  void add_setting(CLI::App& verb, const std::string& flag, const std::string& key, const std::string& type,
                   const std::string& help);
};

/// Names the version of the program: `headgate 0.1.0`.
std::string version_text();

/// Adds --quiet and --log.
void add_telling(CLI::App& verb, Telling& telling);

/// Gives the text that stands below a verb's help.
std::string examples(const std::vector<std::string>& lines);

}  // namespace headgate::cli
