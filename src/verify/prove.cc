// SPDX-License-Identifier: Apache-2.0
#include "verify/prove.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "base/hash.h"
#include "verify/inventory.h"
#include "verify/layout.h"
#include "verify/parallel.h"
#include "verify/task.h"

namespace headgate::verify {

namespace {

/// So many tasks are looked at together, or those that read so much.
constexpr std::size_t kTasksTogether = 64;
constexpr std::uint64_t kBytesTogether = 256 * MiB;

/// One thing to do for a task: an output, or an object of the source.
struct Job {
  Task* task = nullptr;
  Output* output = nullptr;
  std::size_t object = 0;
  std::uint64_t bytes = 0;
  Faults faults;         ///< Of an object.
  bool is_there = true;  ///< The object.
};

class Prover {
 public:
  Prover(ObjectStore& landing, TableReader& reader, const Options& options, Inventory inventory)
      : landing_(landing), reader_(reader), options_(options), inventory_(std::move(inventory)) {}

  Result<Proof> carry_out(Faults faults) {
    proof_.faults = std::move(faults);
    for (const CommitRecord& commit : inventory_.commits()) tasks_all_ += commit.manifests.size();
    for (const CommitRecord& commit : inventory_.commits()) TRY_OK(take(commit));
    TRY_OK(look_at_tasks());
    TRY_OK(inventory_.report_unnamed(proof_.faults));
    proof_.commits = inventory_.commits().size();
    proof_.data_hash = inventory_.data_hash();
    return std::move(proof_);
  }

 private:
  Status take(const CommitRecord& commit) {
    TRY(const auto judging, judging_of(commit));
    Counts found;
    bool whole = true;
    for (const NamedHash& named : commit.manifests) {
      TRY(auto manifest, inventory_.manifest(commit, named, proof_.faults));
      whole = whole && manifest;
      if (!manifest) continue;
      for (const auto& [key, count] : manifest->books) found[key] += count;
      take(commit, judging, std::move(*manifest));
      if (tasks_.size() == kTasksTogether || bytes_ >= kBytesTogether) TRY_OK(look_at_tasks());
    }
    for (const auto& [key, told] : commit.books) {
      proof_.books[key] += told;
      if (whole && told != found[key]) {
        proof_.faults.add(Invariant::Books, commit.file, "books, " + key,
                          fmt::format("{}, the sum of its manifests", found[key]), std::to_string(told));
      }
    }
    return {};
  }

  Result<std::shared_ptr<const Judging>> judging_of(const CommitRecord& commit) {
    auto judging = std::make_shared<Judging>();
    std::string plan = "data_version=" + commit.data_version + "\n" + options_.settings_text;
    for (const NamedHash& named : commit.contracts) {
      plan += "contract=" + named.hash + "\n";
      TRY(const auto contract, inventory_.contract(commit, named, proof_.faults));
      if (contract == nullptr) continue;
      judging->plans[contract->table] = contract;
      judging->hashes[contract->table] = named.hash;
    }
    if (hash_hex(plan) == commit.plan_hash) {
      judging->rules = &options_.rules;
      ++proof_.commits_recognised;
    }
    return std::shared_ptr<const Judging>(std::move(judging));
  }

  void take(const CommitRecord& commit, std::shared_ptr<const Judging> judging, ManifestRecord manifest) {
    Task& task = tasks_.emplace_back();
    task.commit = &commit;
    task.judging = std::move(judging);
    task.manifest = std::move(manifest);
    for (const ObjectRecord& object : task.manifest.objects) {
      inventory_.take(commit, task.manifest.file, object, task.faults);
      bytes_ += object.books.at("bytes_read");
      ++proof_.objects;
    }
    for (OutputRecord& record : task.manifest.outputs) {
      Output& output = task.outputs.emplace_back();
      output.stands_at = inventory_.take(commit, task.manifest.file, record, task.faults);
      output.is_there = !output.stands_at.empty();
      output.record = std::move(record);
    }
    ++proof_.tasks;
  }

  /// Looks at the tasks that were taken: first at their indexes, then at the lines, then at the rows.
  Status look_at_tasks() {
    const auto jobs_of = [&](auto wanted) {
      std::vector<Job> jobs;
      for (Task& task : tasks_) {
        for (Output& output : task.outputs) {
          if (output.is_there && wanted(output.record))
            jobs.push_back({&task, &output, 0, output.record.size, {}});
        }
      }
      return jobs;
    };
    auto jobs = jobs_of(is_index);
    TRY_OK(carry_out(jobs));
    jobs = jobs_of([](const OutputRecord& output) { return !is_index(output) && !is_table(output); });
    TRY_OK(carry_out(jobs));
    jobs = jobs_of(is_table);
    add_objects(jobs);
    TRY_OK(carry_out(jobs));
    for (Job& job : jobs) {
      if (job.output != nullptr) continue;
      ++(job.is_there ? proof_.source_objects : proof_.source_objects_gone);
      job.task->faults.take(std::move(job.faults));
    }
    for (Task& task : tasks_) finish(task);
    tasks_done_ += tasks_.size();
    tasks_.clear();
    bytes_ = 0;
    if (options_.progress) options_.progress(tasks_done_, tasks_all_);
    return {};
  }

  void add_objects(std::vector<Job>& jobs) {
    if (!options_.source) return;
    for (Task& task : tasks_) {
      if (!task.has_frames) continue;
      for (std::size_t i = 0; i < task.manifest.objects.size(); ++i) {
        const ObjectRecord& object = task.manifest.objects[i];
        if (object.source == options_.source->name) jobs.push_back({&task, nullptr, i, object.size, {}});
      }
    }
  }

  /// The largest first, so that none of them is begun when all else is done.
  Status carry_out(std::vector<Job>& jobs) {
    std::vector<Job*> order;
    for (Job& job : jobs) order.push_back(&job);
    std::stable_sort(order.begin(), order.end(),
                     [](const Job* a, const Job* b) { return a->bytes > b->bytes; });
    return in_parallel(options_.threads, order.size(), [&](std::size_t i) { return carry_out(*order[i]); });
  }

  Status carry_out(Job& job) {
    if (job.output == nullptr) {
      TRY(job.is_there, check_source_object(*options_.source->store, *job.task, job.object, job.faults));
      return {};
    }
    const OutputRecord& record = job.output->record;
    if (is_index(record)) return check_index(landing_, reader_, *job.task, *job.output);
    if (is_table(record)) return check_table(landing_, reader_, *job.task, *job.output);
    if (is_clean_lines(record)) return check_clean_lines(landing_, *job.task, *job.output);
    if (is_log(record)) return check_log_lines(landing_, *job.task, *job.output);
    return check_dirty_lines(landing_, *job.task, *job.output);
  }

  void finish(Task& task) {
    check_together(task);
    for (Output& output : task.outputs) {
      const std::string& name = output.record.final_name;
      const std::size_t begin = name.find('/') + 1;
      OutputCounts& counts = proof_.outputs[name.substr(begin, name.find('/', begin) - begin)];
      ++counts.files;
      counts.bytes += output.record.size;
      counts.rows += output.lines;
      proof_.faults.take(std::move(output.faults));
    }
    proof_.faults.take(std::move(task.faults));
  }

  ObjectStore& landing_;
  TableReader& reader_;
  const Options& options_;
  Inventory inventory_;
  Proof proof_;
  std::deque<Task> tasks_;  ///< That are to be looked at together.
  std::uint64_t bytes_ = 0, tasks_done_ = 0, tasks_all_ = 0;
};

}  // namespace

Result<Proof> prove(ObjectStore& landing, TableReader& reader, const Options& options) {
  Faults faults;
  TRY(Inventory inventory, Inventory::read(landing, options.now, faults));
  return Prover(landing, reader, options, std::move(inventory)).carry_out(std::move(faults));
}

}  // namespace headgate::verify
