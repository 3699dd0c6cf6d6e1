// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

namespace headgate::cli {

namespace {

/// Gives the words that one_of() lists: `TYPE:{one,other}`.
std::vector<std::string> words_of(const std::string& type) {
  const std::size_t begin = type.find('{'), end = type.find('}');
  std::vector<std::string> words;
  if (end == std::string::npos) return words;
  for (std::size_t at = begin + 1; at < end;) {
    const std::size_t comma = std::min(type.find(',', at), end);
    words.push_back(type.substr(at, comma - at));
    at = comma + 1;
  }
  return words;
}

Argument argument_of(const CLI::Option& option) {
  Argument argument;
  for (const std::string& name : option.get_lnames()) argument.flags.push_back("--" + name);
  for (const std::string& name : option.get_snames()) argument.flags.push_back("-" + name);
  const std::string type = option.get_type_name();
  argument.words = words_of(type);
  if (option.get_positional()) argument.type = option.get_name(/*positional=*/true);
  else if (option.get_items_expected_max() != 0) argument.type = type.substr(0, type.find(':'));
  argument.help = option.get_description();
  argument.is_required = option.get_required();
  argument.repeats = option.get_items_expected_max() > 1;
  return argument;
}

Command command_of(const CLI::App& app, std::vector<std::string> path) {
  Command command{std::move(path), app.get_description(), app.get_footer(), {}, {}, {}};
  for (const CLI::Option* const option : app.get_options())
    (option->get_positional() ? command.places : command.flags).push_back(argument_of(*option));
  for (const CLI::App* const verb : app.get_subcommands({})) {
    std::vector<std::string> below = command.path;
    below.push_back(verb->get_name());
    command.verbs.push_back(command_of(*verb, std::move(below)));
  }
  return command;
}

}  // namespace

Option& Option::required() {
  option_->required();
  return *this;
}

Option& Option::one_of(const std::vector<std::string>& words) {
  option_->check(CLI::IsMember(words));
  return *this;
}

Option& Option::within(int min, int max) {
  option_->check(CLI::Range(min, max));
  return *this;
}

Option& Option::excludes(const std::string& flag) {
  option_->excludes(flag);
  return *this;
}

Option& Option::needs(const Option& other) {
  option_->needs(other.option_);
  return *this;
}

std::string Verb::name() const { return app_->get_name(); }

Verb Verb::add(const std::string& name, const std::string& help, const std::string& group) {
  CLI::App* const verb = app_->add_subcommand(name, help);
  verb->group(group);
  return {verb, action_};
}

void Verb::needs_one_below() { app_->require_subcommand(1); }

void Verb::when_chosen(Action action) {
  app_->callback([slot = action_, action = std::move(action)] { *slot = action; });
}

template <class Value>
Option Verb::option(const std::string& name, Value& value, const std::string& help) {
  return Option(app_->add_option(name, value, help));
}

template <class Value>
Option Verb::option(const std::string& flag, Value& value, const std::string& type, const std::string& help) {
  return Option(app_->add_option(flag, value, help)->type_name(type)->allow_extra_args(false));
}

template Option Verb::option(const std::string&, std::string&, const std::string&);
template Option Verb::option(const std::string&, std::vector<std::string>&, const std::string&);
template Option Verb::option(const std::string&, std::string&, const std::string&, const std::string&);
template Option Verb::option(const std::string&, std::vector<std::string>&, const std::string&,
                             const std::string&);
template Option Verb::option(const std::string&, std::optional<std::string>&, const std::string&,
                             const std::string&);
template Option Verb::option(const std::string&, int&, const std::string&, const std::string&);
template Option Verb::option(const std::string&, unsigned&, const std::string&, const std::string&);
template Option Verb::option(const std::string&, std::uint64_t&, const std::string&, const std::string&);

Option Verb::option(const std::string& flag, const std::function<void(const std::string&)>& take,
                    const std::string& type, const std::string& help) {
  return Option(app_->add_option_function<std::string>(flag, take, help)->type_name(type));
}

Option Verb::option_read(const std::string& flag, const std::function<std::string(const std::string&)>& take,
                         const std::string& type, const std::string& help) {
  CLI::Option* const option = app_->add_option_function<std::string>(
      flag, [](const std::string&) {}, help);
  option->type_name(type)->check(CLI::Validator([take](std::string& text) { return take(text); }, ""));
  return Option(option);
}

Option Verb::flag(const std::string& names, bool& value, const std::string& help) {
  return Option(app_->add_flag(names, value, help));
}

Option Verb::flag(const std::string& names, const std::function<void()>& take, const std::string& help) {
  return Option(app_->add_flag_callback(names, take, help));
}

Command Verb::tree() const {
  std::vector<std::string> path;
  for (const CLI::App* app = app_; app->get_parent() != nullptr; app = app->get_parent())
    path.insert(path.begin(), app->get_name());
  return command_of(*app_, std::move(path));
}

void Verb::examples(const std::vector<std::string>& lines) {
  std::string text = lines.size() == 1 ? "Example:" : "Examples:";
  for (const std::string& line : lines) text += "\n  " + line;
  app_->footer(text);
}

}  // namespace headgate::cli
