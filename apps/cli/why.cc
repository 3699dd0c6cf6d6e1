// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "apps/cli/open_store.h"
#include "apps/cli/places.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "apps/cli/why_text.h"

namespace headgate::cli {

namespace {

constexpr std::size_t kAddressesShown = 20;

struct WhyFlags {
  std::string landing, event;
  bool all = false, unmask = false, json = false, quiet = false;
};

/// Says whether somebody meant an address by a text that is none: a source that the landing knows stands in
/// front, or an `@` behind a slash.
bool is_meant_as_address(const Snapshot& snapshot, const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return false;
  return snapshot.log().state().sources.contains(text.substr(0, slash)) ||
         text.find('@', slash) != std::string::npos;
}

/// Finds the events that the user asks for: one by its address, or all of an id.
Result<std::vector<FoundFrame>> find_events(const Snapshot& snapshot, const WhyFlags& flags,
                                            SearchProgress& progress) {
  if (const auto address = read_address(flags.event)) {
    TRY(FoundFrame frame, find_by_address(snapshot, *address));
    return std::vector<FoundFrame>{std::move(frame)};
  }
  if (is_meant_as_address(snapshot, flags.event)) {
    return fail(ErrorCode::Configuration,
                "\"{}\" is no address: one is <source>/<object>@<offset>+<length>, as in source/a@247+172",
                flags.event);
  }
  TRY(auto frames, find_by_id(snapshot, flags.event, progress));
  if (!frames.empty()) return frames;
  return fail(ErrorCode::Configuration,
              "no event of {} has the id \"{}\", and it is no address, which would be "
              "<source>/<object>@<offset>+<length>",
              snapshot.store().root(), flags.event);
}

Result<WhyAnswer> answer_for(const Snapshot& snapshot, const FoundFrame& frame, const WhyFlags& flags,
                             SearchProgress& progress) {
  WhyAnswer answer;
  TRY(answer.event, explain_event(snapshot, frame, flags.unmask));
  if (!frame.clean) {
    TRY(answer.siblings, find_siblings(snapshot, frame, answer.event.violations, progress));
  }
  return answer;
}

/// Lists the addresses of several events with one id.
std::string same_id_text(const std::vector<FoundFrame>& frames, const WhyFlags& flags, const Screen& screen) {
  std::string text =
      fmt::format("{} have the id {}{}\n", count_text(frames.size(), "event"), shown(flags.event),
                  flags.all ? "" : "; this is about the first, --all tells of each");
  for (std::size_t i = 0; i < std::min(frames.size(), kAddressesShown); ++i) {
    text +=
        fmt::format("  {} {}\n", shown(frames[i].address.text()),
                    frames[i].clean ? screen.toned("clean", Tone::Good) : screen.toned("dirty", Tone::Bad));
  }
  if (frames.size() > kAddressesShown) {
    text += screen.toned(fmt::format("  and {} more\n", count_text(frames.size() - kAddressesShown)),
                         Tone::Faint);
  }
  return text + "\n";
}

Json addresses_json(const std::vector<FoundFrame>& frames) {
  Json list = Json::array();
  for (std::size_t i = 0; i < std::min(frames.size(), kAddressesShown); ++i)
    list.push_back(frames[i].address.text());
  return list;
}

Result<ExitCode> act(const WhyFlags& flags) {
  TRY(const std::string root, check_folder(flags.landing, "the landing"));
  TRY(const auto store, open_store(root, StoreRole::ReadLanding));
  TRY_OK(check_is_landing(*store));
  constexpr std::size_t kThreads = 16;  // A store that is far away answers many at once.
  TRY(const Snapshot snapshot, Snapshot::open(*store, kThreads));
  std::optional<SearchProgress> progress(std::in_place, flags.quiet);
  TRY(const auto frames, find_events(snapshot, flags, *progress));
  std::vector<WhyAnswer> answers;
  for (std::size_t i = 0; i < (flags.all ? frames.size() : 1); ++i) {
    TRY(answers.emplace_back(), answer_for(snapshot, frames[i], flags, *progress));
  }
  progress.reset();  // The answer comes on a clean line.

  if (flags.json) {
    Json json = {{"landing", root}, {"count", frames.size()}, {"addresses", addresses_json(frames)}};
    json["events"] = Json::array();
    for (const WhyAnswer& answer : answers) json["events"].push_back(why_json(answer));
    say(line_of(json));
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
