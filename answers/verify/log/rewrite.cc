// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <set>

#include "answers/verify/log/replay.h"
#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"

namespace headgate::verify {

namespace {

/// Each file of the replaced task goes or stays, and no other one does.
void check_files(const ManifestRecord& rewrite, const ManifestRecord& replaced, const FileFaults& fault) {
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
void check_objects(const ManifestRecord& rewrite, const ManifestRecord& replaced, const FileFaults& fault) {
  if (rewrite.objects.size() != replaced.objects.size()) {
    return fault("inputs", fmt::format("{} objects, by {}", replaced.objects.size(), replaced.file),
                 std::to_string(rewrite.objects.size()));
  }
  for (std::size_t i = 0; i < rewrite.objects.size(); ++i) {
    const ObjectRecord &found = rewrite.objects[i], &expected = replaced.objects[i];
    const std::string label = object_label(expected);
    const auto compare = [&](const std::string& what, const auto& due, const auto& told) {
      fault.compare("inputs, " + what + " of " + label, due, told, ", by " + replaced.file);
    };
    compare("name", label, object_label(found));
    compare("hash", expected.hash, found.hash);
    compare("size", expected.size, found.size);
    for (const char* key : {"bytes_read", "frames", "dropped_ranges"})
      compare(key, expected.books.at(key), found.books.at(key));
  }
}

}  // namespace

void check_rewrite(const ManifestRecord& rewrite, const ManifestRecord& replaced, Faults& faults) {
  const FileFaults fault = faults.in(rewrite.file, Invariant::Rewrites);
  check_files(rewrite, replaced, fault);
  check_objects(rewrite, replaced, fault);
  std::set<std::string> contracts;
  for (const NamedHash& contract : rewrite.contracts) {
    if (!contracts.insert(contract.name).second)
      fault("contracts", "each once", quoted(contract.name) + " again");
  }
  for (const auto& [key, count] : replaced.books)
    fault.compare("replaces, books, " + key, count, rewrite.replaces->books.at(key), ", by " + replaced.file);
}

}  // namespace headgate::verify
