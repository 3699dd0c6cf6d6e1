// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "answers/doctor/examine.h"
#include "apps/cli/answer_json.h"
#include "apps/cli/open_store.h"
#include "apps/cli/screen.h"
#include "apps/cli/stop.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "commit/uid.h"
#include "layout/layout.h"

namespace headgate::cli {

namespace {

using doctor::Finding;

struct DoctorFlags {
  std::string place;
  SettingFlags settings;
  bool json = false;
};

Json examination_json(const ObjectStore& store, const doctor::Examination& examination) {
  Json facts = Json::object();
  for (const auto& [key, value] : store.facts()) facts[key] = value;
  const auto check_json = [](const doctor::Check& check) -> Json {
    return {{"name", check.name},
            {"says", check.says},
            {"finding", doctor::name(check.finding)},
            {"seen", Json::text_or_null(check.seen)},
            {"means", check.means}};
  };
  return {{"place", store.root()},
          {"fit", examination.is_fit()},
          {"store", facts},
          {"checks", Json::list(examination.checks, check_json)},
          {"left", examination.left}};
}

TextTable::Cell mark_of(Finding finding) {
  switch (finding) {
    case Finding::Kept: return {"\u2713", Tone::Good};
    case Finding::Broken: return {"\u2717", Tone::Bad};
    case Finding::Untried: return {"?", Tone::Bad};
    case Finding::PassedOver: return {"-", Tone::Faint};
  }
  return {};
}

std::string seen_text(const doctor::Check& check, const Screen& screen) {
  switch (check.finding) {
    case Finding::Kept: return "";
    case Finding::Broken:
      return fmt::format("     {} {}\n     so   {}\n", screen.toned("seen", Tone::Bad), shown(check.seen),
                         check.means);
    case Finding::Untried: return fmt::format("     could not be tried: {}\n", shown(check.seen));
    case Finding::PassedOver: return fmt::format("     left alone: {}\n", shown(check.seen));
  }
  return "";
}

std::string verdict_text(const std::string& place, const doctor::Examination& examination,
                         const Screen& screen) {
  if (examination.is_fit()) {
    return fmt::format("{}, as far as one try shows: {} keeps what a landing needs\n",
                       screen.toned("fit", Tone::Good), place);
  }
  const auto count = [&](Finding finding) {
    return static_cast<std::uint64_t>(
        std::ranges::count(examination.checks, finding, &doctor::Check::finding));
  };
  std::string why;
  if (const auto broken = count(Finding::Broken); broken != 0)
    why = count_text(broken, "promise") + (broken == 1 ? " is broken" : " are broken");
  if (const auto untried = count(Finding::Untried); untried != 0)
    why += (why.empty() ? "" : ", ") + count_text(untried) + " could not be tried";
  return fmt::format("{}: no landing is safe at {}: {}\n", screen.toned("not fit", Tone::Bad), place, why);
}

std::string examination_text(const ObjectStore& store, const doctor::Examination& examination,
                             const Screen& screen) {
  TextTable facts({Align::Left, Align::Left});
  facts.row({{"place", Tone::Faint}, {shown(store.root())}});
  for (const auto& [key, value] : store.facts()) {
    std::string label = key;
    std::ranges::replace(label, '_', ' ');
    facts.row({{label, Tone::Faint}, {shown(value)}});
  }
  std::string text = facts.text(screen) + "\n";
  for (const doctor::Check& check : examination.checks) {
    TextTable line({Align::Left, Align::Left});
    line.row({mark_of(check.finding), {std::string(check.says)}});
    text += line.text(screen) + seen_text(check, screen);
  }
  text += "\n";
  if (!examination.left.empty()) {
    const std::string& first = examination.left[0];
    text += fmt::format("{} could not be removed; what lies in {} is of no use\n",
                        count_text(examination.left.size(), "object"),
                        shown(first.substr(0, first.find('/', layout::kTried.size()) + 1)));
  }
  return text + verdict_text(shown(store.root()), examination, screen);
}

/// Removes what a folder got when it was opened as a landing; in one that is a landing something is in there.
void remove_empty_folders(const std::string& root) {
  std::filesystem::path folder = root + "/" + layout::kUnfinished;
  for (int depth = 0; depth < 2; ++depth) {
    std::error_code ignored;
    folder = folder.parent_path();
    std::filesystem::remove(folder, ignored);
  }
}

Result<ExitCode> act(const DoctorFlags& flags) {
  TRY(const Settings settings, flags.settings.gather());
  // A folder that is not there is a wrong name more often than a landing to be.
  TRY(const std::string root, place_of(flags.place, StoreRole::ReadLanding, "the place"));
  TRY(auto store, open_store(root, StoreRole::Landing, settings));
  listen_for_signals();
  const auto examination = doctor::examine(*store, make_uid(), stop_requested());
  std::string answer;
  if (examination) {
    answer = flags.json ? line_of(examination_json(*store, *examination))
                        : examination_text(*store, *examination, Screen::of(stdout));
  }
  store.reset();
  if (!has_scheme(root)) remove_empty_folders(root);
  if (!examination) return forward(examination.error());
  say(answer);
  return examination->is_fit() ? kDone : kWanting;
}

}  // namespace

void add_doctor(Verb& program) {
  Verb verb = program.add("doctor", "Say whether a store keeps what a landing needs; leave nothing behind");
  DoctorFlags& flags = verb.acts<DoctorFlags>(act);
  verb.option("PLACE", flags.place, "Where a landing is, or is to be: s3://bucket/prefix or a folder")
      .required();
  flags.settings.add_sources_to(verb);
  verb.json(flags.json);
  verb.examples({"headgate doctor s3://lake/landing",
                 "headgate doctor s3://lake/landing --set s3.endpoint=http://127.0.0.1:9000",
                 "headgate doctor s3://lake/landing || echo \"exit code 5: not fit for a landing\""});
}

}  // namespace headgate::cli
