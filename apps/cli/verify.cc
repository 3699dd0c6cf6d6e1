// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <fstream>

#include "adapters/parquet/parquet_reader.h"
#include "answers/verify/prove.h"
#include "apps/cli/answer_json.h"
#include "apps/cli/open_store.h"
#include "apps/cli/places.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

namespace {

constexpr std::size_t kFaultsShown = 20;

struct VerifyFlags {
  std::string landing;
  std::optional<std::string> source, proof;
  SettingFlags settings;
  bool json = false, quiet = false;
};

/// Says to verify, in its own words, how the settings recognise an event.
verify::IdentityRules rules_of(const Identification& settings) {
  verify::IdentityRules rules;
  rules.record_type = settings.record_type.pointer;
  rules.record_type_pattern = settings.record_type.pattern;
  if (settings.record_type_constant) rules.record_type_constant = name(*settings.record_type_constant);
  rules.event_id = settings.event_id;
  for (const auto& place : settings.event_time)
    rules.event_time.push_back({place.place.pointer, place.form, place.place.pattern});
  rules.may_lack_time = settings.may_lack_time;
  rules.event_time_min = settings.event_time_min;
  rules.event_time_max = settings.event_time_max;
  for (const auto& [says, type] : settings.record_types) rules.record_types.emplace_back(says, name(type));
  for (const auto& service : settings.services)
    rules.services.push_back({service.place.pointer, service.after, service.constant, service.place.pattern});
  return rules;
}

Json fault_json(const verify::Fault& fault) {
  return {{"invariant", verify::name(fault.invariant)},
          {"file", fault.file},
          {"place", fault.place},
          {"expected", fault.expected},
          {"found", fault.found}};
}

/// Holds what follows from the landing alone: no path and no clock.
Json proof_json(const verify::Proof& proof) {
  Json json = {{"proved", proof.faults.count() == 0},
               {"faults", proof.faults.count()},
               {"commits", proof.commits},
               {"tasks", proof.tasks},
               {"objects", proof.objects},
               {"commits_recognised", proof.commits_recognised},
               {"source_objects", proof.source_objects},
               {"source_objects_gone", proof.source_objects_gone},
               {"data_hash", proof.data_hash},
               {"outputs", Json::object()},
               {"books", Json::object()},
               {"invariants", Json::array()},
               {"first_faults", Json::array()}};
  for (const auto& [kind, counts] : proof.outputs) {
    json["outputs"][kind] = {{"files", counts.files}, {"bytes", counts.bytes}, {"rows", counts.rows}};
  }
  for (const std::string& key : verify::book_keys()) {
    const auto count = proof.books.find(key);
    json["books"][key] = count == proof.books.end() ? 0 : count->second;
  }
  for (std::size_t i = 0; i < verify::kInvariants; ++i) {
    const auto invariant = static_cast<verify::Invariant>(i);
    json["invariants"].push_back({{"name", verify::name(invariant)},
                                  {"says", verify::sentence(invariant)},
                                  {"faults", proof.faults.count(invariant)},
                                  {"tasks_unseen", proof.tasks_unseen[i]}});
  }
  for (const verify::Fault& fault : proof.faults.kept()) json["first_faults"].push_back(fault_json(fault));
  return json;
}

std::string fault_text(const verify::Fault& fault, const Screen& screen) {
  std::string place = shown(fault.file);
  if (!fault.place.empty()) place += ": " + shown(fault.place);
  return fmt::format("{} {}\n     expected {}\n     found    {}\n",
                     screen.toned(fmt::format("{:<8}", verify::name(fault.invariant)), Tone::Bad), place,
                     shown(fault.expected), shown(fault.found));
}

std::string counts_text(const verify::Proof& proof, const Screen& screen) {
  TextTable table({Align::Left, Align::Right, Align::Right, Align::Right});
  table.heading({"OUTPUT", "FILES", "ROWS", "BYTES"});
  for (const auto& [kind, counts] : proof.outputs) {
    table.row(
        {{shown(kind)}, {count_text(counts.files)}, {count_text(counts.rows)}, {count_text(counts.bytes)}});
  }
  return table.text(screen);
}

std::string invariants_text(const verify::Proof& proof, const Screen& screen) {
  TextTable table({Align::Left, Align::Left, Align::Left});
  for (std::size_t i = 0; i < verify::kInvariants; ++i) {
    const auto invariant = static_cast<verify::Invariant>(i);
    const std::uint64_t faults = proof.faults.count(invariant);
    const std::uint64_t unseen = proof.tasks_unseen[i];
    std::string text(verify::sentence(invariant));
    if (faults != 0) text += ": " + count_text(faults, "fault");
    if (unseen != 0) text += ": not looked at in " + count_text(unseen, "task");
    table.row({faults != 0   ? TextTable::Cell{"\u2717", Tone::Bad}
               : unseen != 0 ? TextTable::Cell{"?", Tone::Bad}
                             : TextTable::Cell{"\u2713", Tone::Good},
               {std::string(verify::name(invariant))},
               {std::move(text)}});
  }
  return table.text(screen);
}

/// Says what was not looked at, and what to do about it.
std::string notes_text(const verify::Proof& proof, const VerifyFlags& flags, const Screen& screen) {
  std::string text;
  if (const std::uint64_t others = proof.commits - proof.commits_recognised; others != 0) {
    text += fmt::format("{} of other settings: how the events were recognised was not looked at\n",
                        count_text(others, "commit"));
  }
  if (!flags.source) {
    text += "the objects themselves were not read: --source PLACE compares them with what was taken\n";
  } else {
    text += fmt::format("{} of the source read again", count_text(proof.source_objects, "object"));
    if (proof.source_objects_gone != 0)
      text += fmt::format(", {} not there any more as taken", count_text(proof.source_objects_gone));
    text += "\n";
    if (proof.source_objects == 0 && proof.objects != 0) {
      text += screen.toned("nothing of the source could be compared: is it the place that was read?\n",
                           Tone::Bad);
    }
  }
  return text;
}

std::string proof_text(const verify::Proof& proof, const VerifyFlags& flags, const Screen& screen) {
  std::string text = counts_text(proof, screen) + "\n" + invariants_text(proof, screen) + "\n";
  const auto& faults = proof.faults.kept();
  for (std::size_t i = 0; i < std::min(faults.size(), kFaultsShown); ++i)
    text += fault_text(faults[i], screen);
  if (proof.faults.count() > kFaultsShown) {
    text += fmt::format("and {} more\n", count_text(proof.faults.count() - kFaultsShown));
  }
  if (!faults.empty()) text += "\n";
  text += notes_text(proof, flags, screen);
  const std::string what =
      fmt::format("{}, {}, {} read", count_text(proof.commits, "commit"), count_text(proof.objects, "object"),
                  bytes_text(proof.books.contains("bytes_read") ? proof.books.at("bytes_read") : 0));
  text += proof.faults.count() == 0 ? fmt::format("{}: {}, data hash {}\n",
                                                  screen.toned("proved", Tone::Good), what, proof.data_hash)
                                    : fmt::format("{}: {}, {}\n", screen.toned("not proved", Tone::Bad),
                                                  count_text(proof.faults.count(), "fault"), what);
  return text;
}

Status write_proof(const std::string& file, const verify::Proof& proof) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << proof_json(proof).text(2) << "\n";
  out.close();
  if (out.fail()) return fail(ErrorCode::Io, "{} cannot be written", file);
  return {};
}

/// Tells on a terminal how far the work is.
std::function<void(const verify::Progress&)> proof_teller(bool quiet) {
  if (quiet || !is_terminal(stderr)) return {};
  return [line = std::make_shared<LiveLine>(stderr)](const verify::Progress& progress) {
    if (!line->is_due()) return;
    line->draw(cut(fmt::format("verifying: {} read, {} of {} proved", count_text(progress.files, "file"),
                               count_text(progress.tasks), count_text(progress.tasks_all, "task")),
                   line->width()));
  };
}

Result<ExitCode> act(const VerifyFlags& flags) {
  TRY(const Settings settings, flags.settings.gather());
  TRY(const std::string root, place_of(flags.landing, StoreRole::ReadLanding, "the landing"));
  TRY(const auto landing, open_store(root, StoreRole::ReadLanding, settings));
  verify::Options options;
  options.threads = settings.thread_count();
  options.now = now();
  options.settings_text = settings.data_text();
  options.rules = rules_of(settings.identification);
  options.progress = proof_teller(flags.quiet || flags.json);
  std::unique_ptr<ObjectStore> source;
  if (flags.source) {
    TRY(const std::string folder, place_of(*flags.source, StoreRole::Source, "the source"));
    TRY(source, open_store(folder, StoreRole::Source, settings));
    options.source = {settings.source_name, source.get()};
  }
  ParquetReader reader;
  TRY(const verify::Proof proof, verify::prove(*landing, reader, options));
  options.progress = nullptr;
  if (flags.proof) TRY_OK(write_proof(*flags.proof, proof));
  say(flags.json ? line_of(proof_json(proof)) : proof_text(proof, flags, Screen::of(stdout)));
  return proof.faults.count() == 0 ? kDone : kWanting;
}

}  // namespace

void add_verify(Verb& program) {
  Verb verb = program.add("verify", "Prove that a landing holds what it should; change nothing");
  VerifyFlags& flags = verb.acts<VerifyFlags>(act);
  verb.option("LANDING", flags.landing, "The landing to prove").required();
  verb.option("--source", flags.source, "PLACE",
              "Compare what was taken with the objects in this folder or s3://bucket/prefix, too");
  flags.settings.add(verb, "source_name");
  flags.settings.add_reading_to(verb);
  verb.option("--proof", flags.proof, "FILE", "Write counts, hashes and faults into this file, as JSON");
  verb.json(flags.json);
  verb.flag("--quiet,-q", flags.quiet, "No progress");
  verb.examples({"headgate verify landing", "headgate verify landing --source event_files --proof proof.json",
                 "headgate verify landing || echo \"exit code 5: not proved\""});
}

}  // namespace headgate::cli
