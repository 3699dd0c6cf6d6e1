// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/inspect_files.h"

#include "answers/inspect/read_objects.h"
#include "apps/cli/stop.h"
#include "pipeline/ordered.h"

namespace headgate::cli {

inspect::Address InspectedFiles::address() const {
  return [this](const inspect::Place& place) {
    return Address{files.at(place.object).label.name, place.offset, place.length}.text();
  };
}

Result<InspectedFiles> inspect_files(const std::vector<std::string>& names, const Settings& settings) {
  InspectedFiles found;
  TRY(found.files, find_files(names, settings, found.unreadable));
  std::vector<inspect::ListedObject> objects;
  for (const FileToJudge& file : found.files) objects.push_back({*file.store, file.info, file.name});
  TRY(auto read, inspect::read_objects(objects, {settings.cutter(), settings.identification,
                                                 settings.thread_count(), kMemoryRemedy, stop_requested()}));
  found.profile = std::move(read.profile);
  found.bytes = read.bytes;
  for (const auto& [place, error] : read.unreadable)
    found.unreadable.push_back({found.files[place].path, error.message});
  return found;
}

}  // namespace headgate::cli
