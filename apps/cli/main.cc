// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <string>

#include "apps/cli/stop.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "contract/configuration.h"

namespace headgate::cli {
namespace {

constexpr int kFailed = 1, kWrongUsage = 2, kOutcomeUnknown = 3;

/// The one place that says which exit code a failure is.
int exit_code_of(const Error& error) {
  if (error.code == ErrorCode::Interrupted) return stop_exit_code();
  if (error.code == ErrorCode::Unknown || error.kind == ErrorClass::OutcomeUnknown) return kOutcomeUnknown;
  if (error.code == ErrorCode::Configuration) return kWrongUsage;
  return kFailed;
}

void complain(const std::string& message) {
  const std::string line = "headgate: " + message + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

/// Says what is wrong with a command line: more about verbs than the parser does.
std::string what_is_wrong(const CLI::App& program, int argc, char** argv, const CLI::ParseError& wrong) {
  if (argc == 1) return "no verb was given";
  const std::string first = argv[1];
  std::vector<std::string> verbs;
  for (const CLI::App* const verb : program.get_subcommands({})) verbs.push_back(verb->get_name());
  if (first.starts_with('-') || std::find(verbs.begin(), verbs.end(), first) != verbs.end())
    return wrong.what();
  const std::string meant = nearest_word(first, verbs);
  return "there is no verb \"" + first + "\"" + (meant.empty() ? "" : " (did you mean " + meant + "?)");
}

constexpr const char* kDescription =
    "Turns the event files of a microservice application into tables that a data scientist trusts: every "
    "byte "
    "accounted for, every bad event explained, nothing lost and nothing twice.";

constexpr const char* kFooter =
    "Try `headgate demo`, and `headgate VERB --help` for the flags and an example of each verb.\n\n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 outcome unknown (run again), 4 "
    "committed but\n"
    "not published yet (run again), 5 checked and found wanting, 130 and 143 interrupted.";

int run_program(int argc, char** argv) {
  CLI::App program(kDescription, "headgate");
  program.footer(kFooter);
  program.require_subcommand(1);
  program.get_formatter()->column_width(34);
  for (const auto& [label, text] : {std::pair{"SUBCOMMAND", "VERB"}, {"TEXT", ""}, {"REQUIRED", ""}}) {
    program.get_formatter()->label(label, text);
  }

  Action action;
  for (const auto add : {add_demo, add_run, add_check, add_sample, add_status, add_version, add_worker}) {
    add(program, action);
  }
  for (CLI::App* const verb : program.get_subcommands({})) verb->group("Verbs");
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    if (wrong.get_exit_code() == 0) return program.exit(wrong);  // --help
    complain(shown(what_is_wrong(program, argc, argv, wrong)) +
             "; `headgate --help` shows the verbs, `headgate VERB --help` their flags");
    return kWrongUsage;
  }

  const Result<ExitCode> ended = action();
  if (!ended) {
    complain(shown(ended.error().message));
    return exit_code_of(ended.error());
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    complain("the answer could not be written to the standard output; what was done is done");
    return kFailed;
  }
  return *ended;
}

}  // namespace
}  // namespace headgate::cli

int main(int argc, char** argv) { return headgate::cli::run_program(argc, argv); }
