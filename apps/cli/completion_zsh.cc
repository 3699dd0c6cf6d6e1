// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/completion.h"
#include "base/bytes.h"

namespace headgate::cli {

namespace {

/// Writes a text that stands inside of `'...'`, with what is special in a description or a spec escaped.
std::string zsh_escaped(const std::string& text, ByteView special) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (special.find(c) != ByteView::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_function(const Command& command) {
  std::string name = "headgate";
  for (const std::string& verb : command.path) name += "_" + verb;
  return "_" + name;
}

/// Gives what stands behind a flag or a place: `:FILE:_files`.
std::string zsh_offer(const Argument& argument) {
  const std::string begin = ":" + zsh_escaped(argument.type, ":\\") + ":";
  switch (argument.offer()) {
    case Argument::Offer::Files: return begin + "_files";
    case Argument::Offer::Folders: return begin + "_files -/";
    case Argument::Offer::Words: return fmt::format("{}({})", begin, fmt::join(argument.words, " "));
    case Argument::Offer::Nothing: break;
  }
  return begin + " ";
}

std::string zsh_specs(const Command& command) {
  std::string specs;
  for (const Argument& flag : command.flags) {
    for (const std::string& name : flag.flags) {
      // `=` takes the value behind it or as the next word.
      const bool is_long = name.starts_with("--");
      const std::string once = fmt::format("({})", fmt::join(flag.flags, " "));
      specs += fmt::format(" \\\n    '{}{}{}[{}]{}'", flag.repeats ? "*" : once, name,
                           flag.takes_value() ? (is_long ? "=" : "+") : "", zsh_escaped(flag.help, "[]:\\"),
                           flag.takes_value() ? zsh_offer(flag) : "");
    }
  }
  for (std::size_t i = 0; i < command.places.size(); ++i) {
    const Argument& place = command.places[i];
    specs += fmt::format(" \\\n    '{}{}'", place.repeats ? "*" : std::to_string(i + 1), zsh_offer(place));
  }
  return specs;
}

std::string zsh_function_text(const Command& command) {
  std::string text = zsh_function(command) + "() {\n";
  if (command.verbs.empty()) return text + "  _arguments -s -S :" + zsh_specs(command) + "\n}\n\n";
  text += "  local curcontext=$curcontext state line\n  local -a verbs=(\n";
  for (const Command& verb : command.verbs)
    text += fmt::format("    '{}:{}'\n", verb.path.back(), zsh_escaped(verb.help, ":\\"));
  text += "  )\n  _arguments -C :" + zsh_specs(command) +
          " \\\n    '1:verb:->verb' \\\n    '*::argument:->arguments'\n"
          "  case $state in\n    verb) _describe -t verbs verb verbs ;;\n    arguments)\n      case $line[1] "
          "in\n";
  for (const Command& verb : command.verbs)
    text += fmt::format("        {}) {} ;;\n", verb.path.back(), zsh_function(verb));
  return text + "      esac ;;\n  esac\n}\n\n";
}

}  // namespace

std::string zsh_completion(const Command& program) {
  std::string functions;
  program.visit_all([&](const Command& command) { functions += zsh_function_text(command); });
  return "#compdef headgate\n# Completes headgate in zsh; `headgate completion zsh` prints it.\n\n" +
         functions +
         "# Loaded by its name, or sourced.\nif [[ ${funcstack[1]} == _headgate ]]; then\n  _headgate "
         "\"$@\"\nelse\n"
         "  compdef _headgate headgate\nfi\n";
}

}  // namespace headgate::cli
