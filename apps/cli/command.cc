// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/command.h"

#include <CLI/CLI.hpp>
#include <optional>

namespace headgate::cli {

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

void Verb::examples(const std::vector<std::string>& lines) {
  std::string text = lines.size() == 1 ? "Example:" : "Examples:";
  for (const std::string& line : lines) text += "\n  " + line;
  app_->footer(text);
}

}  // namespace headgate::cli
