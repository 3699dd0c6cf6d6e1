// SPDX-License-Identifier: Apache-2.0
#include "sink/staging.h"

#include <algorithm>

#include "base/aside.h"

namespace headgate {

namespace {

/// What sinks may hold that wait for a store that is far away; each of them holds kReadAheadBytes at most.
constexpr std::uint64_t kHeldBytesMax = 8 * kReadAheadBytes;

}  // namespace

class Staging::HashingSink : public ByteSink {
 public:
  HashingSink(Staging& staging, std::unique_ptr<ByteSink> sink, StagedFile file)
      : staging_(staging), sink_(std::move(sink)), file_(std::move(file)) {}

  [[nodiscard]] std::uint64_t size_bytes() const { return file_.size_bytes; }

  Status append(ByteView bytes) override {
    hash_.feed(bytes);
    file_.size_bytes += bytes.size();
    return sink_->append(bytes);
  }

  Status finish() override {
    TRY_OK(sink_->finish());
    file_.hash = hash_.hex();
    const std::lock_guard lock(staging_.mutex_);
    staging_.files_[file_.final_name] = file_;
    return {};
  }

 private:
  Staging& staging_;
  std::unique_ptr<ByteSink> sink_;
  StagedFile file_;
  ContentHash hash_;
};

Staging::~Staging() {
  for (const UnderWay& file : under_way_) file.done.wait();
}

Status Staging::finish(std::unique_ptr<ByteSink> sink, std::function<Status()> then) {
  const std::uint64_t held = std::min(static_cast<HashingSink&>(*sink).size_bytes(), kReadAheadBytes);
  const auto complete = [sink = std::shared_ptr<ByteSink>(std::move(sink)),
                         then = std::move(then)]() -> Status {
    TRY_OK(sink->finish());
    return then();
  };
  const unsigned at_once = landing_.calls_at_once();
  if (at_once == 1) return complete();
  const std::lock_guard lock(finishing_);
  while (!under_way_.empty() && (under_way_.size() >= at_once || held_bytes_ + held > kHeldBytesMax))
    TRY_OK(settle_oldest());
  held_bytes_ += held;
  under_way_.push_back({aside(complete), held});
  return {};
}

Status Staging::settle() {
  const std::lock_guard lock(finishing_);
  Status all;
  while (!under_way_.empty()) {
    const Status done = settle_oldest();
    if (all) all = done;
  }
  return all;
}

Status Staging::settle_oldest() {
  UnderWay oldest = std::move(under_way_.front());
  under_way_.pop_front();
  held_bytes_ -= oldest.held_bytes;
  return oldest.done.get();
}

Result<std::unique_ptr<ByteSink>> Staging::create(const std::string& final_name) {
  StagedFile file;
  {
    const std::lock_guard lock(mutex_);
    file.staged = folder_ + std::to_string(created_++);
  }
  file.final_name = final_name;
  TRY(auto sink, landing_.create(file.staged));
  return std::make_unique<HashingSink>(*this, std::move(sink), std::move(file));
}

void Staging::describe(const std::string& final_name, std::uint64_t rows, const std::string& table,
                       const std::string& partition) {
  const std::lock_guard lock(mutex_);
  StagedFile& file = files_.at(final_name);
  file.rows = rows;
  file.table = table;
  file.partition = partition;
}

Result<StagedFile> Staging::file(const std::string& final_name) const {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(final_name);
  if (file == files_.end()) return fail(ErrorCode::NotFound, "{} was not staged", final_name);
  return file->second;
}

std::vector<StagedFile> Staging::files() const {
  const std::lock_guard lock(mutex_);
  std::vector<StagedFile> files;
  for (const auto& [name, file] : files_) files.push_back(file);
  return files;
}

Status Staging::discard() {
  (void)settle();  // Whether that was stored or not, it is to go.
  TRY(const auto objects, landing_.list(folder_));
  std::vector<std::string> names;
  for (const ObjectInfo& object : objects) names.push_back(object.name);
  return landing_.remove_all(names);
}

}  // namespace headgate
