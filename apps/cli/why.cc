// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <thread>

#include "adapters/parquet/parquet_format.h"
#include "apps/cli/open_store.h"
#include "apps/cli/search_teller.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "apps/cli/why_text.h"

namespace headgate::cli {

namespace {

using find::FoundFrame;

constexpr std::size_t kAddressesShown = 20;

struct WhyFlags {
  std::string landing, event;
  SettingFlags settings;
  bool all = false, unmask = false, json = false, quiet = false;
};

Result<WhyAnswer> answer_for(const find::Search& search, const FoundFrame& frame, bool unmask) {
  WhyAnswer answer;
  TRY(answer.event, explain_event(search, frame, unmask));
  if (!frame.clean) {
    TRY(answer.siblings, find_siblings(search, frame, answer.event.violations));
  }
  return answer;
}

std::span<const FoundFrame> first_of(const std::vector<FoundFrame>& frames) {
  return std::span(frames).first(std::min(frames.size(), kAddressesShown));
}

/// Lists the addresses of several events with one id.
std::string same_id_text(const std::vector<FoundFrame>& frames, const WhyFlags& flags, const Screen& screen) {
  std::string text =
      fmt::format("{} have the id {}{}\n", count_text(frames.size(), "event"), shown(flags.event),
                  flags.all ? "" : "; this is about the first, --all tells of each");
  for (const FoundFrame& frame : first_of(frames)) {
    text += fmt::format("  {} {}\n", shown(frame.address.text()),
                        frame.clean ? screen.toned("clean", Tone::Good) : screen.toned("dirty", Tone::Bad));
  }
  if (frames.size() > kAddressesShown) {
    text += screen.toned(fmt::format("  and {} more\n", count_text(frames.size() - kAddressesShown)),
                         Tone::Faint);
  }
  return text + "\n";
}

Result<ExitCode> act(const WhyFlags& flags) {
  TRY(const Settings settings, flags.settings.gather());
  TRY(const auto store, open_landing(flags.landing, settings));
  constexpr std::size_t kThreads = 16;  // A store that is far away answers many at once.
  TRY(const Snapshot snapshot, Snapshot::open(*store, kThreads));
  ParquetFormat format;
  find::Search search{snapshot, format, std::max(1U, std::thread::hardware_concurrency()),
                      search_teller(flags.quiet)};
  TRY(const auto frames, find_events(search, flags.event));
  std::vector<WhyAnswer> answers;
  for (std::size_t i = 0; i < (flags.all ? frames.size() : 1); ++i) {
    TRY(answers.emplace_back(), answer_for(search, frames[i], flags.unmask));
  }
  search.tell = nullptr;  // The answer comes on a clean line.

  if (flags.json) {
    say(line_of({{"landing", store->root()},
                 {"count", frames.size()},
                 {"addresses",
                  Json::list(first_of(frames), [](const FoundFrame& frame) { return frame.address.text(); })},
                 {"events", Json::list(answers, why_json)}}));
    return kDone;
  }
  const Screen screen = Screen::of(stdout);
  if (frames.size() > 1) say(same_id_text(frames, flags, screen));
  for (std::size_t i = 0; i < answers.size(); ++i) say((i == 0 ? "" : "\n") + why_text(answers[i], screen));
  return kDone;
}

}  // namespace

void add_why(Verb& program) {
  Verb verb = program.add(
      "why", "Explain one event: its bytes, its verdict, a caret at each fault, the contract's lines");
  WhyFlags& flags = verb.acts<WhyFlags>(act);
  verb.option("LANDING", flags.landing, "The landing that holds it").required();
  verb.option("ADDRESS|ID", flags.event, "Its address, <source>/<object>@<offset>+<length>, or its id")
      .required();
  flags.settings.add_sources_to(verb);
  verb.flag("--all", flags.all, "Explain every event of that id, not only the first");
  verb.flag("--unmask", flags.unmask,
            "Show the values that the contract hides, and the bytes that no contract judged");
  verb.json(flags.json);
  verb.flag("--quiet,-q", flags.quiet, "No line about the progress");
  verb.examples({"headgate why landing source/a@247+172",
                 "headgate why landing 7d9c0ac5-6f38-4e0c-a5e6-0a3c2b9d6c11",
                 "headgate why landing source/a@419+1 --unmask --json | jq -r '.events[0].raw'"});
}

}  // namespace headgate::cli
