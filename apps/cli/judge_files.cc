// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/judge_files.h"

#include <filesystem>

#include "apps/cli/open_store.h"
#include "apps/cli/stop.h"
#include "apps/cli/text.h"
#include "judge/tape_scanner.h"

namespace headgate::cli {

namespace {

namespace fs = std::filesystem;

/// Makes the label of a path: without the slash in front, which no name of an object has.
ObjectLabel label_of_path(const fs::path& path) {
  return label_of("check", path.lexically_normal().relative_path().string(), 1);
}

/// Names an object of a source as addresses do.
std::string name_in_source(const ObjectInfo& info) {
  return std::string(object_name_of(label_of("check", info.name, 1).name));
}

Status find_in_folder(const fs::path& folder, const Settings& settings, std::vector<FileToJudge>& files,
                      std::vector<SkippedObject>& unreadable) {
  TRY(std::shared_ptr<ObjectStore> store, open_store(folder.string(), StoreRole::Source, settings));
  std::vector<std::pair<std::string, Error>> unlistable;
  TRY(const auto objects, store->list("", &unlistable));
  for (const ObjectInfo& info : objects) {
    const fs::path path = folder / info.name;
    files.push_back({store, info, path.string(), label_of_path(path), name_in_source(info)});
  }
  for (const auto& [name, error] : unlistable)
    unreadable.push_back({(folder / name).string(), error.message});
  return {};
}

Status find_file(const fs::path& path, const Settings& settings, std::vector<FileToJudge>& files) {
  const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
  TRY(std::shared_ptr<ObjectStore> store, open_store(folder, StoreRole::Source, settings));
  TRY(const ObjectInfo info, store->stat(path.filename().string()));
  const ObjectLabel label = label_of_path(path);
  files.push_back({store, info, path.string(), label, std::string(object_name_of(label.name))});
  return {};
}

/// Takes a URI for a prefix, and for an object where nothing lies below it.
Status find_in_bucket(const std::string& uri, const Settings& settings, std::vector<FileToJudge>& files) {
  TRY(std::string place, place_of(uri, StoreRole::Source, "the file"));
  TRY(std::shared_ptr<ObjectStore> store, open_store(place, StoreRole::Source, settings));
  TRY(auto objects, store->list(""));
  const std::size_t slash = place.rfind('/');
  if (objects.empty() && place[slash - 1] != '/') {
    TRY(store, open_store(place.substr(0, slash), StoreRole::Source, settings));
    const auto object = store->stat(place.substr(slash + 1));
    if (!object && object.error().code == ErrorCode::NotFound) {
      return fail(ErrorCode::Configuration, "{} does not exist: it is no object, and none lies below it",
                  uri);
    }
    TRY(objects.emplace_back(), object);
    place.resize(slash);
  }
  for (const ObjectInfo& info : objects) {
    const std::string name = place + "/" + info.name;
    files.push_back(
        {store, info, name, label_of("check", name.substr(name.find("://") + 3), 1), name_in_source(info)});
  }
  return {};
}

bool is_stream(const fs::file_status& status) {
  return fs::is_fifo(status) || fs::is_socket(status) || fs::is_character_file(status);
}

}  // namespace

Result<std::vector<FileToJudge>> find_files(const std::vector<std::string>& names, const Settings& settings,
                                            std::vector<SkippedObject>& unreadable) {
  std::vector<FileToJudge> files;
  for (const std::string& name : names) {
    if (has_scheme(name)) {
      TRY_OK(find_in_bucket(name, settings, files));
      continue;
    }
    std::error_code error;
    const fs::file_status status = fs::status(name, error);
    if (name == "-" || is_stream(status)) {
      return fail(ErrorCode::Configuration,
                  "{} is a stream: an address names a place in a file that can be read again, so write the "
                  "events into a file and check that",
                  name == "-" ? "the standard input" : name);
    }
    if (status.type() == fs::file_type::not_found) {
      return fail(ErrorCode::Configuration, "{} does not exist: name files or folders of event files", name);
    }
    const bool folder = status.type() == fs::file_type::directory;
    const Status found =
        folder ? find_in_folder(name, settings, files, unreadable) : find_file(name, settings, files);
    if (!found) unreadable.push_back({name, found.error().message});
  }
  return files;
}

Status check_readable(const std::vector<SkippedObject>& unreadable, ByteView consequence) {
  if (unreadable.empty()) return {};
  return fail(ErrorCode::Io, "{} could not be read to the end{}: {}: {}",
              count_text(unreadable.size(), "file"), consequence, unreadable.front().object,
              unreadable.front().reason);
}

std::string unreadable_text(const std::vector<SkippedObject>& unreadable, const Screen& screen) {
  std::string text;
  for (const SkippedObject& file : unreadable) {
    text += fmt::format("{} {}: {}\n", screen.toned("cannot be read:", Tone::Bad), shown(file.object),
                        shown(file.reason));
  }
  return text;
}

FileJudge::FileJudge(const Contracts& contracts, const Settings& settings)
    : scanner_(std::make_unique<TapeScanner>(contracts, settings.identification)),
      cutter_(settings.cutter()) {}

Status FileJudge::judge(const FileToJudge& file, const Show& show) {
  TRY(const auto reader, ObjectReader::open(*file.store, file.info));
  cutter_.begin();
  batch_.object = file.name;
  do {
    if (stop_requested()) return fail(ErrorCode::Interrupted, "interrupted");
    TRY_OK(cutter_.cut(*reader, batch_.window));
    scanner_->scan(batch_);
    show(file, batch_);
  } while (!batch_.window.last);
  return {};
}

}  // namespace headgate::cli
