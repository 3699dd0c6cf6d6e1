// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

// The command line as it is declared, for those who describe it: completion in shells, the manual page.
namespace headgate::cli {

/// A flag of a verb, or an argument by its place.
struct Argument {
  /// What a shell can offer for a value.
  enum class Offer { Nothing, Files, Folders, Words };

  std::vector<std::string> flags;  ///< `--quiet`, `-q`; empty for an argument by its place.
  std::string type;                ///< `FILE`; empty for a flag without a value.
  std::vector<std::string> words;  ///< The only values that there are, where they are few.
  std::string help;
  bool is_required = false, repeats = false;

  [[nodiscard]] bool takes_value() const { return !type.empty(); }
  [[nodiscard]] Offer offer() const;
};

/// A verb, or the program.
struct Command {
  std::vector<std::string> path;  ///< `contract`, `ddl`; empty for the program.
  std::string help, footer;
  std::vector<Argument> flags, places;
  std::vector<Command> verbs;

  /// Gives the path as one text, `contract ddl`.
  [[nodiscard]] std::string name() const;
  /// Gives `[OPTIONS] SOURCE LANDING`: what stands behind the name.
  [[nodiscard]] std::string usage() const;
  /// Calls `visit` with this one and all below, those first that stand first.
  void visit_all(const std::function<void(const Command&)>& visit) const;
};

}  // namespace headgate::cli
