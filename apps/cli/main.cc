// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <malloc.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <map>
#include <new>
#include <string>
#include <system_error>

#include <CLI/CLI.hpp>
#include "apps/cli/screen.h"
#include "apps/cli/stop.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "base/pages.h"
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

/// Has an error name the page about its kind, unless it names a nearer one.
Error explained(Error error) {
  if (error.code == ErrorCode::DirtyMax) return see(pages::kDirtyMax, std::move(error));
  if (error.code == ErrorCode::Fenced) return see(pages::kLeases, std::move(error));
  if (exit_code_of(error) == kOutcomeUnknown) return see(pages::kExitCodes, std::move(error));
  return error;
}

/// Names the page about what a verb answers with when it ends with 4 or 5; nullptr where there is none.
const char* page_of(const std::string& verb, ExitCode code) {
  static const std::map<std::string, const char*> kWantingPages = {
      {"check", pages::kDirtyEvents},       {"verify", pages::kFaults},
      {"doctor", pages::kDoctor},           {"infer", pages::kIntoAContract},
      {"contract check", pages::kWarnings}, {"contract diff", pages::kChangedContract}};
  if (code == kPending) return pages::kExitCodes;
  const auto page = kWantingPages.find(verb);
  return code == kWanting && page != kWantingPages.end() ? page->second : nullptr;
}

/// Gives the verb that was chosen, `contract check`.
std::string chosen_verb(const CLI::App& program) {
  std::string path;
  for (const CLI::App* at = &program; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    path += (path.empty() ? "" : " ") + at->get_name();
  }
  return path;
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> verbs;
  for (const CLI::App* const verb : app.get_subcommands({})) verbs.push_back(verb->get_name());
  return verbs;
}

std::string meant_text(const std::string& word, const std::vector<std::string>& known) {
  const std::string meant = nearest_word(word, known);
  return meant.empty() ? "" : " (did you mean " + meant + "?)";
}

/// Says which of the arguments is a flag that the verb does not have; nothing where there is none.
std::string unknown_flag(const CLI::App& verb, const std::vector<std::string>& arguments) {
  std::vector<std::string> flags;
  for (const CLI::Option* const option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    if (argument.size() < 2 || argument[0] != '-' ||
        std::isdigit(static_cast<unsigned char>(argument[1])) != 0)
      continue;
    const std::string flag = argument.substr(0, argument.find('='));
    // Short flags may stand together, or have their value right behind them.
    if (verb.get_option_no_throw(flag) != nullptr) continue;
    if (flag[1] != '-' && verb.get_option_no_throw(flag.substr(0, 2)) != nullptr) continue;
    const std::string owner = verb.get_parent() == nullptr ? "headgate" : verb.get_name();
    return owner + " has no flag " + flag + meant_text(flag, flags);
  }
  return {};
}

/// Says what is wrong with a command line: more about verbs and flags than the parser does.
std::string what_is_wrong(const CLI::App& program, std::vector<std::string> arguments,
                          const CLI::ParseError& wrong) {
  const CLI::App* verb = &program;
  for (;;) {
    auto known = verbs_of(*verb);
    if (known.empty()) break;
    if (arguments.empty()) {
      return verb == &program ? "no verb was given"
                              : fmt::format("{} takes one of {}", verb->get_name(), fmt::join(known, ", "));
    }
    const std::string word = arguments.front();
    if (word.starts_with('-')) break;
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      if (verb == &program) known.push_back("help");
      return "there is no verb \"" + word + "\"" + meant_text(word, known);
    }
    verb = verb->get_subcommand(word);
    arguments.erase(arguments.begin());
  }
  const std::string flag = unknown_flag(*verb, arguments);
  return flag.empty() ? wrong.what() : flag;
}

constexpr const char* kDescription =
    "Turns the event files of a microservice application into tables that a data scientist trusts: every "
    "byte accounted for, every bad event explained, nothing lost and nothing twice.";

constexpr const char* kFooter =
    "Try `headgate demo`, and `headgate VERB --help` for the flags and an example of each verb.\n\n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 outcome unknown (run again), 4 "
    "committed but\nnot published yet (run again), 5 checked and found wanting, 130 and 143 interrupted.";

int run_program(int argc, char** argv) {
  // Named as it was started, so that what it tells the user to type can be typed.
  CLI::App program(kDescription, argv[0]);
  program.set_version_flag("--version", version_text(), "Print the version and exit");
  program.footer(kFooter);
  program.require_subcommand(1);
  program.get_formatter()->column_width(34);
  for (const auto& [label, text] : {std::pair{"SUBCOMMAND", "VERB"}, {"TEXT", ""}, {"REQUIRED", ""}}) {
    program.get_formatter()->label(label, text);
  }

  Action action;
  Verb root(&program, &action);
  for (const auto add : {add_demo, add_run, add_check, add_why, add_inspect, add_infer, add_contract,
                         add_report, add_reprocess, add_sample, add_status, add_logs, add_verify, add_doctor,
                         add_settings, add_completion, add_man, add_version, add_worker}) {
    add(root);
  }

  // `help` and `help run` are what others write as `--help` and `run --help`. The parser would give the help
  // of the program for a verb that is none.
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments.front() == "help") {
    arguments.erase(arguments.begin());
    const auto verbs = verbs_of(program);
    const bool known = arguments.empty() || arguments.front().starts_with('-') ||
                       std::find(verbs.begin(), verbs.end(), arguments.front()) != verbs.end();
    if (known) arguments.push_back("--help");
  }
  try {
    program.parse(
        std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // It takes the last first.
  } catch (const CLI::ParseError& wrong) {
    if (wrong.get_exit_code() == 0) return program.exit(wrong);  // --help, --version
    complain(shown(what_is_wrong(program, arguments, wrong)) +
             "; `headgate --help` shows the verbs, `headgate VERB --help` their flags");
    return kWrongUsage;
  }

  const Result<ExitCode> ended = action();
  if (!ended) {
    complain(shown(explained(ended.error()).message));
    return exit_code_of(ended.error());
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    complain("the answer could not be written to the standard output; what was done is done");
    return kFailed;
  }
  if (const char* const page = page_of(chosen_verb(program), *ended)) complain(std::string("see ") + page);
  return *ended;
}

}  // namespace
}  // namespace headgate::cli

int main(int argc, char** argv) {
  // A file that grows past its limit is an error to tell about, like a full disk, not a reason to die.
  std::signal(SIGXFSZ, SIG_IGN);
  // Parts of objects are taken and given back by many threads: each from the system, and back to it, or what
  // all of them ever had at once stays taken.
  constexpr int kLargeBytes = 4 << 20;
  mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  try {
    return headgate::cli::run_program(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("headgate: there is not enough memory; nothing that was not committed is visible\n", stderr);
    return 1;
  } catch (const std::system_error& error) {
    std::fprintf(stderr,
                 "headgate: the system gives no more threads or open files (%s): look at `ulimit -a`; "
                 "nothing that was not committed is visible\n",
                 error.what());
    return 1;
  }
}
