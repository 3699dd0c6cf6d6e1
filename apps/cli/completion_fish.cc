// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "apps/cli/completion.h"

namespace headgate::cli {

namespace {

/// Quotes for fish, where only `'` and `\` are special inside of quotes.
std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

constexpr const char* kFish = R"(
# Says whether the verb that was typed is this one.
function __headgate_verb_is
    set -l typed
    for word in (commandline -opc)[2..]
        if contains -- (string join -- ' ' $typed $word) $__headgate_verbs
            set -a typed $word
        end
    end
    test "$typed" = "$argv"
end

complete -c headgate -f
)";

std::string fish_offer(const Argument& argument) {
  switch (argument.offer()) {
    case Argument::Offer::Files: return " -F";
    case Argument::Offer::Folders: return " -a '(__fish_complete_directories)'";
    case Argument::Offer::Words: return fmt::format(" -a '{}'", fmt::join(argument.words, " "));
    case Argument::Offer::Nothing: break;
  }
  return "";
}

std::string fish_lines(const Command& command) {
  const std::string begin =
      fmt::format("complete -c headgate -n {}", fish_quoted("__headgate_verb_is " + command.name()));
  std::string lines;
  for (const Command& verb : command.verbs)
    lines += fmt::format("{} -a {} -d {}\n", begin, verb.path.back(), fish_quoted(verb.help));
  for (const Argument& flag : command.flags) {
    lines += begin;
    for (const std::string& name : flag.flags)
      lines += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    // What requires a value offers files, unless it is told not to.
    if (flag.takes_value()) {
      lines += flag.offer() == Argument::Offer::Files ? " -r" : " -x";
      lines += fish_offer(flag);
    }
    lines += fmt::format(" -d {}\n", fish_quoted(flag.help));
  }
  for (const Argument& place : command.places) {
    if (place.offer() != Argument::Offer::Nothing) lines += begin + fish_offer(place) + "\n";
  }
  return lines;
}

}  // namespace

std::string fish_completion(const Command& program) {
  std::string verbs, lines;
  program.visit_all([&](const Command& command) {
    if (!command.path.empty()) verbs += " " + fish_quoted(command.name());
    lines += fish_lines(command);
  });
  return "# Completes headgate in fish; `headgate completion fish` prints it.\n\nset -g __headgate_verbs" +
         verbs + "\n" + kFish + lines;
}

}  // namespace headgate::cli
