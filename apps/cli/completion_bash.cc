// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "apps/cli/completion.h"
#include "apps/cli/text.h"

namespace headgate::cli {

namespace {

/// What the script does; the tables that it reads come before it.
constexpr const char* kBash = R"(
_headgate() {
  local current=${COMP_WORDS[COMP_CWORD]} verb= flag= word at=0 i
  local verbs flags arguments offer
  _headgate_verb ''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == '=' ]]; then
      continue  # Of --flag=value, which are three words here.
    elif [[ $flag ]]; then
      flag=
    elif [[ $word == -* ]]; then
      _headgate_flag "$verb $word" && flag=$word
    elif [[ " $verbs " == *" $word "* ]]; then
      verb=${verb:+$verb }$word
      _headgate_verb "$verb"
    else
      ((++at))
    fi
  done
  [[ $current == '=' ]] && current=
  COMPREPLY=()
  if [[ $flag ]]; then
    _headgate_flag "$verb $flag"
  elif [[ $current == -* ]]; then
    offer=$flags
  elif [[ $verbs ]]; then
    offer=$verbs
  else
    # The last argument may be one of many.
    ((at >= ${#arguments[@]} && ${#arguments[@]} > 0)) && [[ ${arguments[-1]} == *+ ]] && at=-1
    offer=
    ((at < ${#arguments[@]})) && offer=${arguments[at]%+}
  fi
  case $offer in
    FILES) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    FOLDERS) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$offer" -- "$current") ;;
  esac
}
complete -F _headgate headgate
)";

std::string bash_words(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

std::string bash_offer(const Argument& argument) {
  switch (argument.offer()) {
    case Argument::Offer::Files: return "FILES";
    case Argument::Offer::Folders: return "FOLDERS";
    case Argument::Offer::Words: return bash_words(argument.words);
    case Argument::Offer::Nothing: break;
  }
  return "";
}

std::string bash_verb(const Command& command) {
  std::vector<std::string> verbs, flags, arguments;
  for (const Command& verb : command.verbs) verbs.push_back(verb.path.back());
  for (const Argument& flag : command.flags) flags.insert(flags.end(), flag.flags.begin(), flag.flags.end());
  for (const Argument& place : command.places)
    arguments.push_back("'" + bash_offer(place) + (place.repeats ? "+" : "") + "'");
  return fmt::format("    '{}') verbs='{}' flags='{}' arguments=({}) ;;\n", command.name(), bash_words(verbs),
                     bash_words(flags), bash_words(arguments));
}

std::string bash_flags(const Command& command) {
  std::string lines;
  for (const Argument& argument : command.flags) {
    if (!argument.takes_value()) continue;
    std::vector<std::string> flags;
    for (const std::string& flag : argument.flags)
      flags.push_back(fmt::format("'{} {}'", command.name(), flag));
    lines += fmt::format("    {}) offer='{}' ;;\n", fmt::join(flags, "|"), bash_offer(argument));
  }
  return lines;
}

}  // namespace

std::string bash_completion(const Command& program) {
  std::string verbs, flags;
  program.visit_all([&](const Command& command) {
    verbs += bash_verb(command);
    flags += bash_flags(command);
  });
  return "# Completes headgate in bash; `headgate completion bash` prints it.\n\n"
         "# What stands behind a verb.\n_headgate_verb() {\n  case $1 in\n" +
         verbs +
         "  esac\n}\n\n# What the value of a flag may be; fails where it has none.\n_headgate_flag() {\n  "
         "case $1 in\n" +
         flags + "    *) return 1 ;;\n  esac\n}\n" + kBash;
}

}  // namespace headgate::cli
