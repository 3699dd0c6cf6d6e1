// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "apps/sample/packed_file.h"
#include "apps/sample/random.h"
#include "apps/sample/random_json.h"
#include "apps/sample/sample.h"
#include "base/bytes.h"
#include "base/time.h"

namespace headgate::sample {

namespace {

constexpr Micros kSecond = 1'000'000;
constexpr Micros kHour = 3600 * kSecond;

/// Gives what stands between two events of a file. Mixed here means: mixed within the file.
ByteView separator(Form form, Random& random) {
  static constexpr ByteView kMixed[] = {"", "", "\n", "\n", "\r\n", "\n\n", " "};
  switch (form) {
    case Form::Concatenated: return "";
    case Form::Ndjson: return "\n";
    case Form::Array: return ",\n";
    case Form::Mixed: break;
  }
  return kMixed[random.below(std::size(kMixed))];
}

Form form_of_file(Form form, int file) {
  // The fourth kind of file is the one that is mixed within.
  return form == Form::Mixed ? static_cast<Form>(file % 4) : form;
}

Packing packing_of_file(Packing packing, int file) {
  return packing == Packing::Mixed ? static_cast<Packing>(file % 3) : packing;
}

/// Names a file after the moment that its first event is due.
std::string file_name(Micros second, Random& random) {
  std::string stamp = format_time(second);
  stamp.pop_back();
  for (char& c : stamp) {
    if (c == 'T' || c == ':') c = '-';
  }
  std::string name = "ef-sample-stream-1-" + stamp + "-";
  append_uuid(name, draw_uuid(random));
  return name;
}

/// Writes all files one after the other: the state that they share.
class Writer {
 public:
  Writer(const std::string& directory, const Options& options, const Progress& progress)
      : directory_(directory),
        options_(options),
        progress_(progress),
        generator_(options),
        random_(~options.seed),
        start_(*parse_time(options.start)) {}

  Result<Report> write() {
    for (int file = 0; file < options_.files; ++file) TRY_OK(write_file(file));
    return report_;
  }

 private:
  Status write_file(int file) {
    const Micros due = start_ + options_.hours * kHour / options_.files * file;
    // Many files in a short time: the names still go up.
    second_ = std::max(second_ + kSecond, due / kSecond * kSecond);
    const std::string path = directory_ + "/" + file_name(second_, random_);
    PackedFile out(path, packing_of_file(options_.packing, file), file % 2 == 1);
    const Form form = form_of_file(options_.form, file);
    TRY_OK(put(out, form == Form::Array ? "[" : ""));
    const std::uint64_t first = report_.events;
    while (!full(file)) {
      if (report_.events != first) TRY_OK(put(out, separator(form, random_)));
      const Event& event = generator_.next();
      TRY_OK(put(out, event.json));
      ++report_.events;
      ++(event.clean ? report_.clean : report_.dirty);
      tell();
    }
    TRY_OK(put(out, form == Form::Array ? "]\n" : form == Form::Ndjson ? "\n" : ""));
    TRY_OK(out.finish());
    ++report_.files;
    return {};
  }

  Status put(PackedFile& out, ByteView bytes) {
    report_.bytes += bytes.size();
    return out.append(bytes);
  }

  [[nodiscard]] bool full(int file) const {
    const auto files = static_cast<std::uint64_t>(options_.files);
    const auto share = [&](std::uint64_t all) {
      const auto nth = static_cast<std::uint64_t>(file) + 1;
      return all / files * nth + all % files * nth / files;
    };
    return options_.events != 0 ? report_.events >= share(options_.events)
                                : report_.bytes >= share(options_.bytes);
  }

  void tell() {
    if (!progress_ || report_.bytes - told_bytes_ < MiB) return;
    told_bytes_ = report_.bytes;
    progress_(report_);
  }

  const std::string& directory_;
  const Options& options_;
  const Progress& progress_;
  Generator generator_;
  Random random_;  // Names and separators: the events do not depend on how they are written.
  Micros start_;
  Micros second_ = 0;
  Report report_;
  std::uint64_t told_bytes_ = 0;
};

}  // namespace

Status check(const Options& options) {
  const auto refuse = [](ByteView why) {
    return fail(ErrorCode::Configuration, "cannot make samples: {}", why);
  };
  if (options.files < 1) return refuse("at least one file is needed");
  if (options.events == 0 && options.bytes == 0) return refuse("neither events nor bytes are asked for");
  if (!(options.dirty_share >= 0 && options.dirty_share <= 1))
    return refuse("the dirty share is not from 0 to 1");
  if (options.event_bytes > 64 * MiB) return refuse("events of more than 64 MiB are not made");
  if (options.hours < 1) return refuse("at least one hour is needed");
  const auto start = parse_time(options.start);
  if (!start) return refuse("the start is no time such as 2022-04-19T18:00:00Z");
  if (*start < start_of_year(2000) || *start + options.hours * kHour > start_of_year(2100)) {
    return refuse("the hours do not lie within the years 2000 to 2099");
  }
  return {};
}

Result<Report> write_files(const std::string& directory, const Options& options, const Progress& progress) {
  TRY_OK(check(options));
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return fail(ErrorCode::Io, "cannot make the folder {}: {}", directory, error.message());
  return Writer(directory, options, progress).write();
}

}  // namespace headgate::sample
