// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/completion.h"

#include <map>

#include "apps/cli/screen.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

namespace {

using Script = std::string (*)(const Command&);

const std::map<std::string, Script> kShells = {
    {"bash", bash_completion}, {"fish", fish_completion}, {"zsh", zsh_completion}};

struct CompletionFlags {
  std::string shell;
};

}  // namespace

void add_completion(Verb& program) {
  Verb verb = program.add("completion", "Print the script that makes a shell complete what is typed");
  const auto flags = std::make_shared<CompletionFlags>();
  std::vector<std::string> shells;
  for (const auto& [shell, script] : kShells) shells.push_back(shell);
  verb.option("SHELL", flags->shell, "Which shell").required().one_of(shells);
  verb.when_chosen([flags, program]() -> Result<ExitCode> {
    say(kShells.at(flags->shell)(program.tree()));
    return kDone;
  });
  verb.examples({"source <(headgate completion bash)", "headgate completion fish | source"});
}

void add_man(Verb& program) {
  Verb verb = program.add("man", "Print the manual page");
  verb.when_chosen([program]() -> Result<ExitCode> {
    say(manual_page(program.tree(), version_text()));
    return kDone;
  });
  verb.examples({"headgate man | man -l -"});
}

}  // namespace headgate::cli
