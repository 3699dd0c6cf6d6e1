// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/rewrite.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "answers/verify/read/lines.h"
#include "base/parallel.h"

namespace headgate::verify {

namespace {

/// Each file of the replaced task goes or stays, and no other one does.
template <class AddFault>
void check_files(const ManifestRecord& rewrite, const ManifestRecord& replaced, const AddFault& fault) {
  std::map<std::string, OutputRecord> due;
  for (OutputRecord& file : replaced.files()) due.emplace(file.final_name, std::move(file));
  std::set<std::string> gone_or_kept;
  for (const auto& [key, files] : {std::pair("replaces, files", &rewrite.replaces->files),
                                   std::pair("replaces, kept", &rewrite.replaces->kept)}) {
    for (const OutputRecord& file : *files) {
      if (!gone_or_kept.insert(file.final_name).second) {
        fault(key, "each file once", quoted(file.final_name) + " again");
        continue;
      }
      const auto known = due.find(file.final_name);
      if (known == due.end()) {
        fault(key, "files of " + replaced.file, quoted(file.final_name));
        continue;
      }
      if (file != known->second)
        fault(fmt::format("{}, {}", key, file.final_name), "what " + replaced.file + " says of it",
              "something else");
      due.erase(known);
    }
  }
  for (const auto& [name, file] : due)
    fault("replaces", fmt::format("{}, a file of {}, in files or kept", name, replaced.file), "none");
  for (const OutputRecord& file : rewrite.outputs) {
    if (gone_or_kept.contains(file.final_name))
      fault("outputs", "a name that no replaced file has", quoted(file.final_name));
  }
}

/// A rewrite reads the same objects.
template <class AddFault>
void check_objects(const ManifestRecord& rewrite, const ManifestRecord& replaced, const AddFault& fault) {
  if (rewrite.objects.size() != replaced.objects.size()) {
    return fault("inputs", fmt::format("{} objects, by {}", replaced.objects.size(), replaced.file),
                 std::to_string(rewrite.objects.size()));
  }
  for (std::size_t i = 0; i < rewrite.objects.size(); ++i) {
    const ObjectRecord &found = rewrite.objects[i], &expected = replaced.objects[i];
    const std::string label = object_label(expected);
    const auto compare = [&](const char* what, const auto& told, const auto& due) {
      if (told == due) return;
      fault(fmt::format("inputs, {} of {}", what, label), fmt::format("{}, by {}", due, replaced.file),
            fmt::format("{}", told));
    };
    compare("name", object_label(found), label);
    compare("hash", found.hash, expected.hash);
    compare("size", found.size, expected.size);
    for (const char* key : {"bytes_read", "frames", "dropped_ranges"})
      compare(key, found.books.at(key), expected.books.at(key));
  }
}

}  // namespace

void check_rewrite(const ManifestRecord& rewrite, const ManifestRecord& replaced, Faults& faults) {
  const auto fault = [&](const std::string& place, std::string expected, std::string found) {
    faults.add(Invariant::Rewrites, rewrite.file, place, std::move(expected), std::move(found));
  };
  check_files(rewrite, replaced, fault);
  check_objects(rewrite, replaced, fault);
  std::set<std::string> contracts;
  for (const NamedHash& contract : rewrite.contracts) {
    if (!contracts.insert(contract.name).second)
      fault("contracts", "each once", quoted(contract.name) + " again");
  }
  for (const auto& [key, count] : replaced.books) {
    const std::uint64_t told = rewrite.replaces->books.at(key);
    if (told == count) continue;
    fault("replaces, books, " + key, fmt::format("{}, by {}", count, replaced.file), std::to_string(told));
  }
}

Status check_replaced_files(ObjectStore& landing, const Listing& listing,
                            const std::vector<ReplacedFile>& files, unsigned threads, Faults& faults) {
  std::vector<Faults> found(files.size());
  TRY_OK(in_parallel(threads, files.size(), [&](std::size_t i) -> Status {
    const std::string& name = listing[files[i].place].name;
    const auto content = content_hash(landing, name);
    // Kept for a while, and then deleted: by now, maybe.
    if (!content && content.error().code == ErrorCode::NotFound) return {};
    if (!content) return forward(content.error());
    found[i].compare_content(name, files[i].size, files[i].hash, content->second, content->first);
    return {};
  }));
  for (Faults& each : found) faults.take(std::move(each));
  return {};
}

}  // namespace headgate::verify
