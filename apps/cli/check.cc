// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <span>

#include "apps/cli/contracts.h"
#include "apps/cli/judge_files.h"
#include "apps/cli/report.h"
#include "apps/cli/stop.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "judge/reason.h"
#include "pipeline/explode_setting.h"

namespace headgate::cli {

namespace {

constexpr std::size_t kEventsShown = 20, kViolationsShown = 3;

struct CheckFlags {
  std::vector<std::string> files;
  SettingFlags settings;
  bool all = false, json = false, unmask = false;
};

/// One dirty event or dropped range while its batch is there.
struct Finding {
  const FileToJudge& file;
  const Batch& batch;
  const Piece& piece;
  const Outcome& outcome;

  [[nodiscard]] std::uint64_t offset() const { return batch.window.base + piece.offset; }
  [[nodiscard]] std::string address() const {
    return Address{file.label.name, offset(), piece.length}.text();
  }
  /// Names the file that a rule stands in: the contract's, or one that it refers to.
  [[nodiscard]] std::string rule_file(const Violation& violation) const {
    const auto other = violation.rule.find('#');
    if (other != std::string::npos) return violation.rule.substr(0, other);
    return std::filesystem::path(outcome.plan->file).filename().string();
  }
  [[nodiscard]] std::span<const Violation> violations() const {
    return std::span(batch.violations).subspan(outcome.violations.first, outcome.violations.count);
  }
};

/// Says whether more than the code of a violation may be shown: where no contract says which values to hide,
/// only names.
bool may_tell(const Finding& finding, const Violation& violation, bool unmask) {
  return unmask || finding.outcome.plan != nullptr || quotes_names_alone(violation.code);
}

Json violation_json(const Finding& finding, const Violation& violation, bool unmask) {
  if (!may_tell(finding, violation, unmask)) return {{"code", name(violation.code)}};
  // An object or an array where a name is due is not one.
  const bool is_no_name = finding.outcome.plan == nullptr &&
                          (violation.actual.starts_with('{') || violation.actual.starts_with('['));
  const bool hides = (violation.masked || is_no_name) && !unmask;
  StoredViolation told;
  told.code = name(violation.code);
  told.pointer = violation.pointer;
  told.rule = violation.rule;
  told.expected = violation.expected;
  told.actual = hides ? "(masked)" : violation.actual;
  told.message = hides ? public_message(violation) : violation.message;
  told.line = violation.line;
  told.rule_text = violation.rule_text;
  return to_json(told);
}

Json finding_json(const Finding& finding, bool unmask) {
  const Outcome& outcome = finding.outcome;
  const auto of_finding = [&](const Violation& violation) {
    return violation_json(finding, violation, unmask);
  };
  return {{"address", finding.address()},
          {"file", finding.file.path},
          {"offset", finding.offset()},
          {"length", finding.piece.length},
          {"kind", outcome.kind == Outcome::Kind::Dropped ? "dropped" : "frame"},
          {"service", Json::text_or_null(outcome.service)},
          {"record_type", outcome.record_type ? Json(name(*outcome.record_type)) : Json()},
          {"event_id", Json::text_or_null(outcome.event_id)},
          {"recovered", finding.piece.recovered},
          {"violation_count", outcome.violation_count},
          {"violations", Json::list(finding.violations(), of_finding)}};
}

std::string violation_text(const Finding& finding, const Violation& violation, bool unmask,
                           const Screen& screen) {
  const std::string code = screen.toned(name(violation.code), Tone::Bad);
  if (!may_tell(finding, violation, unmask)) return fmt::format("    {}\n", code);
  const std::string message = unmask ? violation.message : public_message(violation);
  // Most messages name the place themselves.
  const bool named = message.find(violation.pointer) != std::string::npos;
  const std::string where = named ? "" : " at " + shown(violation.pointer);
  const std::string rule =
      violation.line == 0
          ? ""
          : screen.toned(fmt::format("  ({}:{})", finding.rule_file(violation), violation.line), Tone::Faint);
  return fmt::format("    {}{}: {}{}\n", code, where, shown(message), rule);
}

std::string finding_text(const Finding& finding, std::size_t violations_max, bool unmask,
                         const Screen& screen) {
  std::string text = "  " + shown(finding.address());
  if (finding.piece.recovered) text += screen.toned("  recovered after damage: read with care", Tone::Faint);
  text += "\n";
  const auto kept = finding.violations();
  for (const Violation& violation : kept.first(std::min(kept.size(), violations_max)))
    text += violation_text(finding, violation, unmask, screen);
  if (finding.outcome.violation_count > violations_max) {
    const std::size_t more = finding.outcome.violation_count - violations_max;
    text += screen.toned(fmt::format("    and {} more\n", count_text(more)), Tone::Faint);
  }
  return text;
}

/// Carries out one check: shows findings as they are found, and sums up at the end.
class Check {
 public:
  Check(const CheckFlags& flags, const Contracts& contracts, const Settings& settings)
      : flags_(flags), settings_(settings), screen_(Screen::of(stdout)), judge_(contracts, settings) {}

  Result<ExitCode> carry_out() {
    TRY(const auto files, find_files(flags_.files, settings_, unreadable_));
    if (files.empty() && unreadable_.empty()) {
      return fail(ErrorCode::Configuration, "there is no event file in {}: nothing was checked",
                  fmt::join(flags_.files, ", "));
    }
    if (flags_.json) say("{\"findings\":[");
    for (const FileToJudge& file : files) {
      found_in_file_ = 0;
      const Status judged =
          judge_.judge(file, [this](const auto& of, const Batch& batch) { take(of, batch); });
      if (!flags_.json && found_in_file_ > events_shown()) {
        say(screen_.toned(
            fmt::format("  and {} more (--all shows them)\n", count_text(found_in_file_ - events_shown())),
            Tone::Faint));
      }
      if (!flags_.json && found_in_file_ != 0) say("\n");
      if (judged) continue;
      if (judged.error().code == ErrorCode::Interrupted) return forward(judged.error());
      unreadable_.push_back({file.path, judged.error().message});
    }
    const auto groups = groups_.groups();
    const GroupReport all = total_of(groups);
    say(flags_.json ? summary_json(files.size(), groups, all) : summary_text(files.size(), groups, all));
    TRY_OK(check_readable(unreadable_));
    return all.dirty + all.dropped_ranges == 0 ? kDone : kWanting;
  }

 private:
  [[nodiscard]] std::size_t events_shown() const { return flags_.all ? SIZE_MAX : kEventsShown; }

  void take(const FileToJudge& file, const Batch& batch) {
    groups_.add(batch, file.label);
    for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
      const Outcome& outcome = batch.outcomes[i];
      if (!outcome.clean) show({file, batch, batch.window.pieces[i], outcome});
    }
  }

  /// Programs get every finding, people the first ones.
  void show(const Finding& finding) {
    ++found_in_file_;
    if (flags_.json) {
      std::string line = line_of(finding_json(finding, flags_.unmask));
      line.pop_back();
      say(std::exchange(first_, false) ? line : "," + line);
    } else if (found_in_file_ <= events_shown()) {
      if (found_in_file_ == 1) say(screen_.heading(shown(finding.file.path)));
      say(finding_text(finding, flags_.all ? SIZE_MAX : kViolationsShown, flags_.unmask, screen_));
    }
  }

  std::string summary_json(std::size_t files, const std::vector<GroupReport>& groups,
                           const GroupReport& all) {
    const Json rest = {{"files", files},
                       {"frames", all.clean + all.dirty},
                       {"clean", all.clean},
                       {"recovered", all.recovered},
                       {"dirty", all.dirty},
                       {"dropped_ranges", all.dropped_ranges},
                       {"tables", to_json(groups)},
                       {"unreadable", to_json(unreadable_)}};
    return "]," + line_of(rest).substr(1);
  }

  std::string summary_text(std::size_t files, const std::vector<GroupReport>& groups,
                           const GroupReport& all) {
    std::string text = groups_text(groups, screen_);
    text += recovered_text(all.recovered, "a run marks it in the frame index") + "\n";
    text += unreadable_text(unreadable_, screen_);
    text +=
        fmt::format("{}: {}, {} clean, {} dirty", count_text(files, "file"),
                    count_text(all.clean + all.dirty, "frame"), count_text(all.clean), count_text(all.dirty));
    if (all.dropped_ranges != 0) text += ", " + count_text(all.dropped_ranges, "dropped range");
    return text + "\n";
  }

  const CheckFlags& flags_;
  const Settings& settings_;
  Screen screen_;
  FileJudge judge_;
  GroupReports groups_;
  std::vector<SkippedObject> unreadable_;
  std::size_t found_in_file_ = 0;
  bool first_ = true;
};

Result<ExitCode> act(const CheckFlags& flags) {
  TRY(const Settings settings, flags.settings.gather());
  TRY(const Contracts contracts, load_contracts(settings.contracts));
  TRY_OK(check_columns(contracts, settings.explode));
  listen_for_signals();
  return Check(flags, contracts, settings).carry_out();
}

}  // namespace

void add_check(Verb& program) {
  Verb verb = program.add("check", "Judge event files and show what is wrong; write nothing");
  CheckFlags& flags = verb.acts<CheckFlags>(act);
  verb.option("FILE", flags.files, "Event files, or folders or s3:// prefixes of them").required();
  flags.settings.add_judging_to(verb);
  verb.flag("--all", flags.all, "Show every dirty event and every violation, not the first 20 of a file");
  verb.flag("--unmask", flags.unmask,
            "Show values that a contract masks, and the values of events without a contract");
  verb.flag("--json", flags.json, "Answer with one JSON object that holds every finding");
  verb.examples({"headgate check event_files/2022-04-19.json", "headgate check event_files --all | less",
                 "headgate check --contracts my_contracts samples || echo \"exit code 5: dirty\""});
}

}  // namespace headgate::cli
