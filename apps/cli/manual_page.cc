// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "apps/cli/completion.h"

namespace headgate::cli {

namespace {

/// Writes text for roff: a `-` that can be copied, and no line that begins like a request.
std::string roff(const std::string& text) {
  std::string out;
  bool begins = true;
  for (const char c : text) {
    if (begins && (c == '.' || c == '\'')) out += "\\&";
    begins = c == '\n';
    if (c == '-') {
      out += "\\-";
    } else if (c == '\\') {
      out += "\\e";
    } else {
      out += c;
    }
  }
  return out;
}

std::string roff_argument(const Argument& argument) {
  std::string head;
  for (const std::string& flag : argument.flags)
    head += (head.empty() ? "\\fB" : ", \\fB") + roff(flag) + "\\fR";
  if (argument.takes_value()) head += (head.empty() ? "\\fI" : " \\fI") + roff(argument.type) + "\\fR";
  std::string help = argument.help;
  if (!argument.words.empty()) help += fmt::format(": one of {}", fmt::join(argument.words, ", "));
  return ".TP\n" + head + "\n" + roff(help) + "\n";
}

/// Writes lines as they are, with their line breaks.
std::string roff_verbatim(const std::string& lines) { return ".EX\n" + roff(lines) + "\n.EE\n"; }

std::string roff_command(const Command& command) {
  std::string text = fmt::format(".SS headgate {}\n{}.\n.PP\n\\fBheadgate {}\\fR {}\n", roff(command.name()),
                                 roff(command.help), roff(command.name()), roff(command.usage()));
  for (const Argument& place : command.places) text += roff_argument(place);
  for (const Argument& flag : command.flags) text += roff_argument(flag);
  if (!command.footer.empty()) text += ".PP\n" + roff_verbatim(command.footer);
  return text;
}

}  // namespace

std::string manual_page(const Command& program, const std::string& version) {
  std::string text = fmt::format(
      ".TH HEADGATE 1 \"\" \"{}\" \"User Commands\"\n"
      ".SH NAME\nheadgate \\- event files become tables that a data scientist trusts\n"
      ".SH SYNOPSIS\n\\fBheadgate\\fR \\fIVERB\\fR ...\n"
      ".SH DESCRIPTION\n{}\n.SH OPTIONS\n",
      version, roff(program.help));
  for (const Argument& flag : program.flags) text += roff_argument(flag);
  text += ".SH VERBS\n";
  program.visit_all([&](const Command& command) {
    if (!command.path.empty() && command.verbs.empty()) text += roff_command(command);
  });
  return text + ".SH NOTES\n" + roff_verbatim(program.footer);
}

}  // namespace headgate::cli
