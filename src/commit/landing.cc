// SPDX-License-Identifier: Apache-2.0
#include "commit/landing.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "base/hash.h"
#include "base/json.h"

namespace headgate {

namespace {

const std::string kRecord = "_headgate/landing.json";
const std::string kCommits = "_headgate/commits/";
const std::string kApplied = "_headgate/applied/";
const std::string kManifests = "_headgate/manifests/";
const std::string kContracts = "_headgate/contracts/";
const std::string kFrameIndex = "_headgate/frame_index/";
const std::string kStaging = "_headgate/staging/";
const std::string kLeases = "_headgate/leases/";

std::string commit_name(std::uint64_t seq) { return fmt::format("{}{:020}.json", kCommits, seq); }
std::string applied_name(std::uint64_t seq) { return fmt::format("{}{:020}", kApplied, seq); }

std::string ledger_key(const std::string& source, const std::string& object) {
  return source + '\0' + object;
}

/// Writes a root so that a record can hold it: a path may have bytes that are no UTF-8.
std::string record_text(const std::string& root) {
  if (is_utf8(root)) return root;
  std::string hex = "hex:";
  for (const unsigned char c : root) hex += fmt::format("{:02x}", c);
  return hex;
}

/// Gives the first folder behind `prefix`: the run that a staged file or a manifest belongs to.
std::string run_of(const std::string& name, const std::string& prefix) {
  return name.substr(prefix.size(), name.find('/', prefix.size()) - prefix.size());
}

}  // namespace

std::string make_uid() {
  std::random_device device;
  std::string uid;
  for (int i = 0; i < 4; ++i) uid += fmt::format("{:08x}", device());
  return uid;
}

Result<Landing> Landing::open(ObjectStore& store) {
  Landing landing(store);
  auto record = store.get(kRecord);
  if (!record && record.error().code != ErrorCode::NotFound) return forward(record.error());
  if (record) {
    const auto json = nlohmann::json::parse(*record, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("format") || !json["format"].is_number_integer() ||
        !json.contains("sources") || !json["sources"].is_object()) {
      return fail(ErrorCode::Corrupt, "{}/{} is no record of a landing", store.root(), kRecord);
    }
    if (const int format = json["format"]; format > kFormat) {
      return fail(ErrorCode::Configuration,
                  "the landing {} has format {}, this version of Headgate knows up to {}: use a newer one",
                  store.root(), format, kFormat);
    }
    for (const auto& [name, root] : json["sources"].items()) landing.sources_[name] = root.get<std::string>();
  }

  TRY(const auto names, store.list(kCommits));
  if (!record && !names.empty()) {
    return fail(ErrorCode::Corrupt, "{} holds commits and no {}: put that file back from a copy",
                store.root(), kRecord);
  }
  for (const ObjectInfo& info : names) {
    TRY(const std::string text, store.get(info.name));
    TRY(const CommitRecord commit, read_commit(text, store.root() + "/" + info.name));
    if (commit.seq != landing.next_seq() || info.name != commit_name(commit.seq)) {
      return fail(ErrorCode::Corrupt,
                  "the commit log of {} does not hold together: {} tells of commit {} where commit {} is due",
                  store.root(), info.name, commit.seq, landing.next_seq());
    }
    TRY(const auto manifests, landing.manifests(commit));
    TRY_OK(landing.take_in(commit, manifests));
  }
  TRY(const auto applied, store.list(kApplied));
  std::set<std::string> marks;
  for (const ObjectInfo& info : applied) marks.insert(info.name);
  for (std::uint64_t seq = 1; seq < landing.next_seq(); ++seq) {
    landing.applied_[seq - 1] = marks.contains(applied_name(seq));
  }
  return landing;
}

Status Landing::check_source(const std::string& name, const std::string& given) const {
  const std::string root = record_text(given);
  for (const auto& [known_name, known_root] : sources_) {
    if (known_name == name && known_root != root) {
      return fail(
          ErrorCode::Configuration,
          "the landing {} knows the source \"{}\" as {}, not as {}: give the other one a name of its own "
          "with --source-name",
          store_->root(), name, known_root, root);
    }
    if (known_name != name && known_root == root) {
      return fail(
          ErrorCode::Configuration,
          "the landing {} knows {} as the source \"{}\": under the name \"{}\" every event of it would be "
          "there twice. Use --source-name {}",
          store_->root(), root, known_name, name, known_name);
    }
  }
  return {};
}

Status Landing::remember_source(const std::string& name, const std::string& root) {
  TRY_OK(check_source(name, root));
  if (sources_.contains(name)) return {};
  sources_[name] = record_text(root);
  return store_record();
}

Status Landing::store_record() {
  nlohmann::ordered_json json;
  json["format"] = kFormat;
  json["sources"] = nlohmann::ordered_json::object();
  for (const auto& [name, root] : sources_) json["sources"][name] = root;
  return store_->put(kRecord, json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

const LedgerEntry* Landing::find(const std::string& source, const std::string& object) const {
  const auto entry = ledger_.find(ledger_key(source, object));
  return entry == ledger_.end() ? nullptr : &entry->second;
}

bool Landing::is_applied(std::uint64_t seq) const { return seq <= applied_.size() && applied_[seq - 1]; }

Result<std::vector<Manifest>> Landing::manifests(const CommitRecord& commit) const {
  std::vector<Manifest> manifests;
  for (const NamedHash& named : commit.manifests) {
    TRY(const std::string text, store_->get(named.name));
    if (hash_hex(text) != named.hash) {
      return fail(ErrorCode::Corrupt, "{}/{} is not the manifest that commit {} names: its hash differs",
                  store_->root(), named.name, commit.seq);
    }
    TRY(manifests.emplace_back(), read_manifest(text, store_->root() + "/" + named.name));
  }
  return manifests;
}

Result<std::vector<std::shared_ptr<const Plan>>> Landing::last_contracts() const {
  // A contract that a later run left out still made the table that is there.
  std::map<std::string, std::string> last;
  for (const CommitRecord& commit : commits_) {
    for (const NamedHash& contract : commit.contracts) last[contract.name] = contract.hash;
  }
  std::vector<std::shared_ptr<const Plan>> plans;
  for (const auto& [contract, hash] : last) {
    const std::string name = kContracts + hash + ".yaml";
    TRY(const std::string text, store_->get(name));
    TRY(plans.emplace_back(), compile_contract(text, store_->root() + "/" + name));
  }
  return plans;
}

Status Landing::keep_contracts(const Contracts& contracts) {
  for (const auto& plan : contracts.plans()) {
    const Status kept = store_->put_if_absent(kContracts + plan->hash + ".yaml", plan->text);
    if (!kept && kept.error().code != ErrorCode::Exists) return kept;
  }
  return {};
}

Result<NamedHash> Landing::keep_manifest(const std::string& run, const Manifest& manifest) {
  const std::string text = to_json(manifest);
  const NamedHash named{kManifests + run + "/" + manifest.task + ".json", hash_hex(text)};
  TRY_OK(store_->put(named.name, text));
  return named;
}

Status Landing::check_staged(const std::string& run, const std::vector<Manifest>& manifests) const {
  std::set<std::string> finals;
  for (const Manifest& manifest : manifests) {
    for (const StagedFile& file : manifest.outputs) {
      const bool named = file.staged.starts_with(kStaging + run + "/") &&
                         (file.final_name.starts_with("data/") || file.final_name.starts_with(kFrameIndex)) &&
                         file.final_name.find(manifest.task) != std::string::npos &&
                         ("/" + file.final_name + "/").find("/../") == std::string::npos;
      if (!named || !finals.insert(file.final_name).second) {
        return fail(ErrorCode::Corrupt, "task {} says that it staged {} for {}: no task of run {} does that",
                    manifest.task, file.staged, file.final_name, run);
      }
      const auto staged = store_->stat(file.staged);
      if (!staged || staged->size_bytes != file.size_bytes) {
        return fail(ErrorCode::Corrupt,
                    "{}/{} is not as task {} staged it ({}): run again, nothing is committed", store_->root(),
                    file.staged, manifest.task,
                    staged ? fmt::format("{} bytes, not {}", staged->size_bytes, file.size_bytes)
                           : staged.error().message);
      }
    }
  }
  return {};
}

Status Landing::commit(CommitRecord record, const std::vector<Manifest>& manifests) {
  record.seq = next_seq();
  const std::string name = commit_name(record.seq);
  const std::string text = to_json(record);
  for (int attempt = 0;; ++attempt) {
    const Status put = store_->put_if_absent(name, text);
    if (put) break;
    if (put.error().code != ErrorCode::Exists && put.error().kind == ErrorClass::Permanent) return put;
    // Whatever was answered, what stands there decides. Nothing is deleted on the way.
    const auto standing = store_->get(name);
    if (standing) {
      TRY(const CommitRecord other, read_commit(*standing, store_->root() + "/" + name));
      if (other.uid == record.uid) break;
      return fail(ErrorCode::Busy,
                  "another run ({}) has committed {} to {} in the meantime: nothing of this chunk was "
                  "committed, run again",
                  other.run, name, store_->root());
    }
    constexpr int kAttempts = 5;
    if (standing.error().code != ErrorCode::NotFound || attempt == kAttempts) {
      return forward(
          {ErrorCode::Unknown,
           fmt::format("it could not be found out whether {}/{} was stored ({}): run again, nothing "
                       "was deleted",
                       store_->root(), name, put.error().message),
           ErrorClass::OutcomeUnknown});
    }
  }
  return take_in(record, manifests);
}

Status Landing::take_in(const CommitRecord& commit, const std::vector<Manifest>& manifests) {
  for (const Manifest& manifest : manifests) {
    for (const ManifestObject& object : manifest.objects) {
      LedgerEntry entry{object.generation, object.etag, object.hash, object.size_bytes, commit.seq};
      const auto [at, added] = ledger_.emplace(ledger_key(object.source, object.object), entry);
      if (!added && at->second.generation >= object.generation) {
        return fail(ErrorCode::Corrupt, "the commits {} and {} of {} both hold the object {}",
                    at->second.commit, commit.seq, store_->root(), object.object);
      }
      at->second = entry;
    }
  }
  commits_.push_back(commit);
  applied_.push_back(false);
  return {};
}

Result<std::uint64_t> Landing::publish(const CommitRecord& commit) {
  TRY(const auto manifests, manifests(commit));
  std::uint64_t files = 0;
  std::vector<std::pair<std::string, std::string>> copies;
  std::vector<std::string> staged_names;
  for (const Manifest& manifest : manifests) {
    for (const StagedFile& file : manifest.outputs) {
      ++files;
      staged_names.push_back(file.staged);
      const auto standing = store_->stat(file.final_name);
      const auto staged = store_->stat(file.staged);
      if (!staged && staged.error().code == ErrorCode::NotFound && standing &&
          standing->size_bytes == file.size_bytes) {
        continue;  // Published before, and its staged form was swept.
      }
      if (!staged) return forward(staged.error());
      if (staged->size_bytes != file.size_bytes) {
        return fail(ErrorCode::Corrupt, "{}/{} has {} bytes where commit {} names {}", store_->root(),
                    file.staged, staged->size_bytes, commit.seq, file.size_bytes);
      }
      copies.emplace_back(file.staged, file.final_name);
    }
  }
  TRY_OK(store_->copy_all(copies));
  TRY_OK(store_->put(applied_name(commit.seq), ""));
  applied_[commit.seq - 1] = true;
  TRY_OK(store_->remove_all(staged_names));
  return files;
}

Result<std::vector<std::uint64_t>> Landing::roll_forward() {
  std::vector<std::uint64_t> rolled;
  for (const CommitRecord& commit : commits_) {
    if (is_applied(commit.seq)) continue;
    TRY([[maybe_unused]] const std::uint64_t files, publish(commit));
    rolled.push_back(commit.seq);
  }
  return rolled;
}

Status Landing::sweep() {
  TRY_OK(store_->remove_unfinished());
  std::set<std::string> named;
  std::set<std::string> kept_runs;
  for (const CommitRecord& commit : commits_) {
    for (const NamedHash& manifest : commit.manifests) named.insert(manifest.name);
    if (!is_applied(commit.seq)) kept_runs.insert(commit.run);
  }
  TRY(const auto leases, store_->list(kLeases));
  for (const ObjectInfo& lease : leases) kept_runs.insert(run_of(lease.name, kLeases));
  for (const std::string& prefix : {kStaging, kManifests}) {
    TRY(const auto objects, store_->list(prefix));
    std::vector<std::string> nobodys;
    for (const ObjectInfo& object : objects) {
      if (named.contains(object.name) || kept_runs.contains(run_of(object.name, prefix))) continue;
      nobodys.push_back(object.name);
    }
    TRY_OK(store_->remove_all(nobodys));
  }
  return {};
}

}  // namespace headgate
