// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "apps/cli/command_tree.h"
#include "base/result.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace headgate::cli {

/// The exit codes that a verb ends with when nothing failed.
enum ExitCode { kDone = 0, kPending = 4, kWanting = 5 };

/// Is what the command line asks for, once it is understood.
using Action = std::function<Result<ExitCode>()>;

/// An option of a verb, to say more about it.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}
  Option& required();
  /// Refuses what is none of these words. Help lists them in this order.
  Option& one_of(const std::vector<std::string>& words);
  Option& within(int min, int max);
  /// Refuses the option together with another one of the verb, by its flag.
  Option& excludes(const std::string& flag);
  Option& needs(const Option& other);

 private:
  CLI::Option* option_;
};

/// A verb of the program as it declares itself. Hides the library that parses the command line: its header
/// costs more to compile than most verbs. Cheap to copy; the program owns what is declared.
class Verb {
 public:
  Verb(CLI::App* app, Action* action) : app_(app), action_(action) {}

  [[nodiscard]] std::string name() const;

  /// Adds a verb below this one; help lists it under the heading `group`.
  Verb add(const std::string& name, const std::string& help, const std::string& group = "Verbs");
  /// Is called where the verbs below are all there: one of them has to follow.
  void needs_one_below();

  /// Makes the flags of the verb and has `act` called with them where the user chose it.
  template <class Flags>
  Flags& acts(Result<ExitCode> (*act)(const Flags&)) {
    const auto flags = std::make_shared<Flags>();
    when_chosen([flags, act] { return act(*flags); });
    return *flags;
  }
  void when_chosen(Action action);

  // `value` holds the default until the command line is read, and lives as long as the program.
  // A name without dashes is a positional argument.
  /// Value: a text, an optional one, several texts, or a number.
  template <class Value>
  Option option(const std::string& name, Value& value, const std::string& help);
  template <class Value>
  Option option(const std::string& flag, Value& value, const std::string& type, const std::string& help);
  /// Takes a text that `take` gets.
  Option option(const std::string& flag, const std::function<void(const std::string&)>& take,
                const std::string& type, const std::string& help);
  /// Takes a text that `take` makes something of: it gives what is wrong with it, nothing where it is fine.
  Option option_read(const std::string& flag, const std::function<std::string(const std::string&)>& take,
                     const std::string& type, const std::string& help);
  /// Takes one of some words, and the value behind it.
  template <class Value>
  Option choice(const std::string& flag, const std::map<std::string, Value>& words, Value& value,
                const std::string& type, const std::string& help) {
    std::vector<std::string> known;
    for (const auto& [word, meaning] : words) known.push_back(word);
    const std::function<void(const std::string&)> take = [&words, &value](const std::string& word) {
      value = words.at(word);
    };
    return option(flag, take, type, help).one_of(known);
  }
  Option flag(const std::string& names, bool& value, const std::string& help);
  Option flag(const std::string& names, const std::function<void()>& take, const std::string& help);
  void json(bool& value) { flag("--json", value, "Answer with one JSON object"); }

  /// Shows lines to type below the help.
  void examples(const std::vector<std::string>& lines);

  /// Gives what is declared of the verb and below it.
  [[nodiscard]] Command tree() const;

 private:
  CLI::App* app_;
  Action* action_;
};

}  // namespace headgate::cli
