// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "adapters/local/local_sink.h"
#include "answers/author/draft/draft.h"
#include "apps/cli/infer_into.h"
#include "apps/cli/inspect_files.h"
#include "apps/cli/places.h"
#include "apps/cli/recognition_text.h"
#include "apps/cli/screen.h"
#include "apps/cli/stop.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "base/pages.h"

namespace headgate::cli {

namespace {

namespace fs = std::filesystem;

struct InferFlags {
  std::vector<std::string> files;
  SettingFlags settings;
  std::string folder, into;
  bool write = false;
};

/// A draft that cannot be loaded would be a bug of ours: nobody has to find that out later.
Status check_drafts(const author::Drafts& drafts) {
  for (const author::ContractDraft& draft : drafts.drafts) {
    const auto plan = compile_contract(draft.text, draft.file_name);
    if (!plan) return forward(plan.error());
  }
  return {};
}

Status write_file(const std::string& path, const std::string& text) {
  local::LocalSink sink(path + ".unfinished", path);
  TRY_OK(sink.append(text));
  return sink.finish_if_absent();
}

/// Writes a file for each draft; none at all where one of them is there already.
Status write_drafts(const author::Drafts& drafts, const std::string& folder) {
  TRY_OK(check_is_folder_name(folder, "--out"));
  std::error_code error;
  for (const author::ContractDraft& draft : drafts.drafts) {
    const fs::path path = fs::path(folder) / draft.file_name;
    if (!fs::exists(fs::symlink_status(path, error))) continue;
    return fail(ErrorCode::Configuration, "{} is there already: nothing was written; name another folder",
                path.string());
  }
  fs::create_directories(folder, error);
  if (error) return fail(ErrorCode::Configuration, "cannot make the folder {}: {}", folder, error.message());
  for (const author::ContractDraft& draft : drafts.drafts) {
    TRY_OK(write_file((fs::path(folder) / draft.file_name).string(), draft.text));
    say(fmt::format("{}: from {}\n", shown((fs::path(folder) / draft.file_name).string()),
                    count_text(draft.events, "event")));
  }
  return {};
}

/// Says what no contract can be drafted for.
void tell_undrafted(const author::Drafts& drafts) {
  for (const author::Undrafted& each : drafts.undrafted) {
    complain(fmt::format("no contract for {} of {} {}: {}", count_text(each.events, "event"),
                         shown(each.service), shown(each.record_type), each.reason));
  }
}

/// Says what the settings in force do not find in the events, and which settings would.
void tell_settings(const inspect::Profile& profile, const Identification& rules) {
  const RecognitionText said = recognition_text(profile, rules);
  for (const std::string& each : said.missing) complain(each);
  if (said.settings.empty()) return;
  complain("settings that would recognise more:");
  for (const std::string& each : said.settings) tell(each);
}

/// Says which tables would hold nothing that a person wants to read.
void tell_empty(const author::Drafts& drafts) {
  for (const author::ContractDraft& draft : drafts.drafts) {
    if (draft.columns != 0) continue;
    complain(
        fmt::format("the draft for {} {} has no columns: the keys of its {} are data, each another; see {}",
                    shown(draft.service), shown(draft.record_type), count_text(draft.events, "event"),
                    pages::kKeysThatAreData));
  }
}

/// Says what is no event at all.
void tell_left_out(const InspectedFiles& inspected) {
  for (const auto* faults : {&inspected.profile.unparsable(), &inspected.profile.dropped()}) {
    for (const auto& [code, fault] : *faults) {
      complain(fmt::format("left out: {} {}, first in {}", count_text(fault.count, "time"), name(code),
                           shown(inspected.address()(fault.first))));
    }
  }
}

/// Says what the first frames that are nobody's event say of themselves, where their names are due.
void tell_unrecognised(const InspectedFiles& inspected, const Settings& settings) {
  FileJudge judge(*Contracts::make({}), settings);
  for (const FileToJudge& file : inspected.files) {
    GroupReports groups;
    // It was read before: what becomes of it meanwhile is no news.
    (void)judge.judge(file, [&](const FileToJudge& of, const Batch& batch) { groups.add(batch, of.label); });
    bool is_told = false;
    for (const GroupReport& group : groups.groups()) {
      for (const Reason& reason : GroupReport::top(group.reasons, 3)) {
        if (reason.message.empty() || reason.code == name(Code::NoContract)) continue;
        complain(fmt::format("{} {}, first in {}: {}", count_text(reason.count, "time"), reason.code,
                             shown(reason.address), shown(reason.message)));
        is_told = true;
      }
    }
    if (is_told) return;
  }
}

Status show_drafts(const author::Drafts& drafts) {
  for (const author::ContractDraft& draft : drafts.drafts) {
    if (&draft != &drafts.drafts.front()) say("---\n");
    say(draft.text);
  }
  return {};
}

Result<ExitCode> act(const InferFlags& flags) {
  TRY(const Settings settings, flags.settings.gather());
  listen_for_signals();
  TRY(const InspectedFiles inspected, inspect_files(flags.files, settings));
  TRY_OK(check_readable(inspected.unreadable, ", so nothing was drafted"));
  if (!flags.into.empty()) {
    tell_left_out(inspected);
    return infer_into(flags.into, flags.write, inspected, settings);
  }
  const author::Drafts drafts =
      author::draft_contracts(inspected.profile, settings.identification, inspected.address());
  TRY_OK(check_drafts(drafts));
  tell_undrafted(drafts);
  tell_empty(drafts);
  tell_left_out(inspected);
  if (drafts.drafts.empty()) {
    tell_unrecognised(inspected, settings);
    tell_settings(inspected.profile, settings.identification);
    return fail(ErrorCode::Configuration, "none of {} is an event of a known service and record type; see {}",
                count_text(inspected.profile.frames(), "frame"), pages::kEvents);
  }
  TRY_OK(flags.folder.empty() ? show_drafts(drafts) : write_drafts(drafts, flags.folder));
  // Behind the drafts, where it is still on the screen: without a time, say, none of them has a clean event.
  tell_settings(inspected.profile, settings.identification);
  return kDone;
}

}  // namespace

void add_infer(Verb& program) {
  Verb verb = program.add("infer", "Draft contracts from event files: one for each service and record type");
  InferFlags& flags = verb.acts<InferFlags>(act);
  verb.option("FILE", flags.files, "Event files, or folders or s3:// prefixes of them").required();
  flags.settings.add_reading_to(verb);
  verb.option("--out", flags.folder, "DIR",
              "Write each contract to a file of its own in this folder; never over one");
  const Option into =
      verb.option("--into", flags.into, "CONTRACT",
                  "Show as a diff what this contract lacks for its events: fields to add, rules to widen")
          .excludes("--out");
  verb.flag("--write", flags.write, "Replace the contract of --into by what the diff shows").needs(into);
  verb.examples({"headgate infer event_files", "headgate infer event_files --out my_contracts",
                 "headgate check --contracts my_contracts event_files",
                 "headgate infer new_files --into my_contracts/reviews_event.yaml"});
}

}  // namespace headgate::cli
