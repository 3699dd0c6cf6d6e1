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

/// Holds the manifest of a rewrite against that of the task that it replaces.
class Rewrite {
 public:
  Rewrite(const ManifestRecord& rewrite, const ManifestRecord& replaced, Faults& faults)
      : rewrite_(rewrite), replaced_(replaced), faults_(faults) {}

  void check() {
    files();
    objects();
    std::set<std::string> contracts;
    for (const NamedHash& contract : rewrite_.contracts) {
      if (!contracts.insert(contract.name).second)
        fault("contracts", "each once", quoted(contract.name) + " again");
    }
    for (const auto& [key, count] : replaced_.books) {
      const std::uint64_t told = rewrite_.replaces->books.at(key);
      if (told == count) continue;
      fault("replaces, books, " + key, fmt::format("{}, by {}", count, replaced_.file), std::to_string(told));
    }
  }

 private:
  void fault(const std::string& place, std::string expected, std::string found) {
    faults_.add(Invariant::Rewrites, rewrite_.file, place, std::move(expected), std::move(found));
  }

  /// Each file of the replaced task goes or stays, and no other one does.
  void files() {
    std::map<std::string, OutputRecord> due;
    for (OutputRecord& file : replaced_.files()) due.emplace(file.final_name, std::move(file));
    std::set<std::string> gone_or_kept;
    for (const auto& [key, files] : {std::pair("replaces, files", &rewrite_.replaces->files),
                                     std::pair("replaces, kept", &rewrite_.replaces->kept)}) {
      for (const OutputRecord& file : *files) {
        if (!gone_or_kept.insert(file.final_name).second) {
          fault(key, "each file once", quoted(file.final_name) + " again");
          continue;
        }
        const auto known = due.find(file.final_name);
        if (known == due.end()) {
          fault(key, "files of " + replaced_.file, quoted(file.final_name));
          continue;
        }
        if (file != known->second)
          fault(fmt::format("{}, {}", key, file.final_name), "what " + replaced_.file + " says of it",
                "something else");
        due.erase(known);
      }
    }
    for (const auto& [name, file] : due)
      fault("replaces", fmt::format("{}, a file of {}, in files or kept", name, replaced_.file), "none");
    for (const OutputRecord& file : rewrite_.outputs) {
      if (gone_or_kept.contains(file.final_name))
        fault("outputs", "a name that no replaced file has", quoted(file.final_name));
    }
  }

  void objects() {
    if (rewrite_.objects.size() != replaced_.objects.size()) {
      fault("inputs", fmt::format("{} objects, by {}", replaced_.objects.size(), replaced_.file),
            std::to_string(rewrite_.objects.size()));
      return;
    }
    for (std::size_t i = 0; i < rewrite_.objects.size(); ++i)
      object(rewrite_.objects[i], replaced_.objects[i]);
  }

  void object(const ObjectRecord& found, const ObjectRecord& expected) {
    const std::string label = object_label(expected);
    const auto compare = [&](const char* what, const auto& told, const auto& due) {
      if (told == due) return;
      fault(fmt::format("inputs, {} of {}", what, label), fmt::format("{}, by {}", due, replaced_.file),
            fmt::format("{}", told));
    };
    compare("name", object_label(found), label);
    compare("hash", found.hash, expected.hash);
    compare("size", found.size, expected.size);
    for (const char* key : {"bytes_read", "frames", "dropped_ranges"})
      compare(key, found.books.at(key), expected.books.at(key));
  }

  const ManifestRecord& rewrite_;
  const ManifestRecord& replaced_;
  Faults& faults_;
};

}  // namespace

void check_rewrite(const ManifestRecord& rewrite, const ManifestRecord& replaced, Faults& faults) {
  Rewrite(rewrite, replaced, faults).check();
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
