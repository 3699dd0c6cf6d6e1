// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/make_sample.h"

#include <fmt/format.h>

#include "apps/cli/answer_json.h"
#include "apps/cli/places.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "base/quantity.h"

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

/// Takes what `read` makes of a text, and refuses the others.
template <class Value, class Read>
Option add_read(Verb& verb, const std::string& flag, Value& value, Read read, const std::string& type,
                const std::string& wrong, const std::string& help) {
  const auto take = [&value, read, wrong](const std::string& text) {
    const auto got = read(text);
    if (!got) return fmt::format("takes {}, not \"{}\"", wrong, text);
    value = *got;
    return std::string();
  };
  return verb.option_read(flag, take, type, help);
}

constexpr const char* kSizes = "a number of bytes such as 4096, 64KiB, 10MB, 2GiB";

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

void add_sample(Verb& program) {
  Verb verb = program.add("sample", "Make realistic event files to play with");
  SampleFlags& flags = verb.acts<SampleFlags>(act);
  sample::Options& options = flags.options;
  verb.option("DIR", flags.directory, "The folder to write into; made where it is missing").required();
  verb.option("--events", options.events, "N", "How many events [1000]");
  const auto read_bytes = [&](const std::string& text) {
    options.events = 0;
    return read_size(text);
  };
  add_read(verb, "--bytes", options.bytes, read_bytes, "SIZE", kSizes, "Or how many bytes, unpacked")
      .excludes("--events");
  verb.option("--files", options.files, "N", "In how many files [4]");
  add_read(verb, "--dirty", options.dirty_share, read_share, "SHARE",
           "a share from 0 to 1 such as 0.05 or 5%", "The share of bad events: 0.05 or 5% [0.1]");
  verb.choice("--form", kForms, options.form, "array|concatenated|mixed|ndjson",
              "How events stand next to each other [concatenated]");
  verb.choice("--packing", kPackings, options.packing, "gzip|mixed|plain|zstd",
              "How files are compressed [plain]");
  verb.option("--seed", options.seed, "N", "The same seed makes the same events [1]");
  add_read(
      verb, "--event-bytes", options.event_bytes, [](const std::string& text) { return read_size(text); },
      "SIZE", kSizes, "Mean size of an event [1200]");
  verb.option("--hours", options.hours, "N", "Over how many hours events are spread [6]");
  verb.option("--start", options.start, "TIME", "The time of the first event [2022-04-19T18:00:00Z]");
  verb.flag("--damage", options.damage, "Tear, flip or add bytes at one event in fifty, too");
  verb.flag("--quiet,-q", flags.quiet, "No progress");
  verb.json(flags.json);
  verb.examples({"headgate sample event_files",
                 "headgate sample event_files --bytes 1GiB --files 40 --dirty 0.02",
                 "headgate sample event_files --form mixed --packing mixed --damage --seed 7"});
}

}  // namespace headgate::cli
