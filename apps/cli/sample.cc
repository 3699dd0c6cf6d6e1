// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/make_sample.h"

#include <fmt/format.h>

#include "apps/cli/places.h"
#include "apps/cli/report_json.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

namespace {

using sample::Form;
using sample::Packing;

struct SampleFlags {
  std::string directory;
  sample::Options options;
  bool quiet = false, json = false;
};

const std::map<std::string, Form> kForms = {{"concatenated", Form::Concatenated},
                                            {"ndjson", Form::Ndjson},
                                            {"array", Form::Array},
                                            {"mixed", Form::Mixed}};
const std::map<std::string, Packing> kPackings = {
    {"plain", Packing::Plain}, {"gzip", Packing::Gzip}, {"zstd", Packing::Zstd}, {"mixed", Packing::Mixed}};

/// Refuses what is none of the words of a map, and takes the value behind the word.
template <class Value>
void add_word(CLI::App& verb, const std::string& flag, const std::map<std::string, Value>& words,
              Value& value, const std::string& help) {
  std::string type;
  for (const auto& [word, meaning] : words) type += (type.empty() ? "" : "|") + word;
  verb.add_option_function<std::string>(
          flag, [&words, &value](const std::string& word) { value = words.at(word); }, help)
      ->check(CLI::IsMember(words))
      ->type_name(type);
}

/// Takes a number of bytes.
CLI::Validator byte_size(std::uint64_t& size) {
  return {[&size](std::string& text) {
            const auto read = read_size(text);
            if (!read) return "takes a number of bytes such as 4096, 64KiB, 10MB, 2GiB, not \"" + text + "\"";
            size = *read;
            return std::string();
          },
          ""};
}

/// Takes a share of all.
CLI::Validator share_of_all(double& share) {
  return {[&share](std::string& text) {
            const auto read = read_share(text);
            if (!read) return "takes a share from 0 to 1 such as 0.05 or 5%, not \"" + text + "\"";
            share = *read;
            return std::string();
          },
          ""};
}

Result<ExitCode> act(const SampleFlags& flags) {
  TRY_OK(check_is_folder_name(flags.directory, "the folder"));
  TRY(const sample::Report made, make_sample(flags.directory, flags.options, flags.quiet));
  if (flags.json) {
    say(line_of({{"directory", flags.directory},
                 {"seed", flags.options.seed},
                 {"files", made.files},
                 {"events", made.events},
                 {"bytes", made.bytes},
                 {"clean", made.clean},
                 {"dirty", made.dirty}}));
  } else {
    say(made_text(flags.directory, made, flags.options.damage));
  }
  return kDone;
}

}  // namespace

Result<sample::Report> make_sample(const std::string& directory, const sample::Options& options, bool quiet) {
  TRY_OK(sample::check(options));
  LiveLine line(stderr);
  const bool lively = !quiet && is_terminal(stderr);
  auto made = sample::write_files(directory, options, [&](const sample::Report& so_far) {
    if (!lively || !line.is_due()) return;
    const std::string text =
        fmt::format("making sample files: {}/{} files  {}  {} events", count_text(so_far.files),
                    count_text(static_cast<std::uint64_t>(options.files)), bytes_text(so_far.bytes),
                    count_text(so_far.events));
    line.draw(cut(text, line.width()));
  });
  return made;
}

std::string made_text(const std::string& directory, const sample::Report& made, bool damage) {
  std::string text =
      fmt::format("made {} in {}: {}, {}, {} clean and {} dirty\n", count_text(made.files, "file"),
                  shown(directory), count_text(made.events, "event"), bytes_text(made.bytes),
                  count_text(made.clean), count_text(made.dirty));
  if (!damage) return text;
  return text +
         "damage tears some of the dirty events to pieces: the frames that a run counts are not as many as "
         "these events\n";
}

void add_sample(CLI::App& program, Action& action) {
  const auto flags = std::make_shared<SampleFlags>();
  sample::Options& options = flags->options;
  CLI::App* const verb = program.add_subcommand("sample", "Make realistic event files to play with");
  verb->add_option("DIR", flags->directory, "The folder to write into; made where it is missing")->required();
  CLI::Option* const events =
      verb->add_option("--events", options.events, "How many events [1000]")->type_name("N");
  verb->add_option_function<std::string>(
          "--bytes", [&options](const std::string&) { options.events = 0; }, "Or how many bytes, unpacked")
      ->check(byte_size(options.bytes))
      ->type_name("SIZE")
      ->excludes(events);
  verb->add_option("--files", options.files, "In how many files [4]")->type_name("N");
  verb->add_option_function<std::string>(
          "--dirty", [](const std::string&) {}, "The share of bad events: 0.05 or 5% [0.1]")
      ->check(share_of_all(options.dirty_share))
      ->type_name("SHARE");
  add_word(*verb, "--form", kForms, options.form, "How events stand next to each other [concatenated]");
  add_word(*verb, "--packing", kPackings, options.packing, "How files are compressed [plain]");
  verb->add_option("--seed", options.seed, "The same seed makes the same events [1]")->type_name("N");
  verb->add_option_function<std::string>(
          "--event-bytes", [](const std::string&) {}, "Mean size of an event [1200]")
      ->check(byte_size(options.event_bytes))
      ->type_name("SIZE");
  verb->add_option("--hours", options.hours, "Over how many hours events are spread [6]")->type_name("N");
  verb->add_option("--start", options.start, "The time of the first event [2022-04-19T18:00:00Z]")
      ->type_name("TIME");
  verb->add_flag("--damage", options.damage, "Tear, flip or add bytes at one event in fifty, too");
  verb->add_flag("--quiet,-q", flags->quiet, "No progress");
  verb->add_flag("--json", flags->json, "Answer with one JSON object");
  verb->footer(examples({"headgate sample event_files",
                         "headgate sample event_files --bytes 1GiB --files 40 --dirty 0.02",
                         "headgate sample event_files --form mixed --packing mixed --damage --seed 7"}));
  verb->callback([&action, flags] { action = [flags] { return act(*flags); }; });
}

}  // namespace headgate::cli
