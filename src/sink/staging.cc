// SPDX-License-Identifier: Apache-2.0
#include "sink/staging.h"

namespace headgate {

class Staging::HashingSink : public ByteSink {
 public:
  HashingSink(Staging& staging, std::unique_ptr<ByteSink> sink, StagedFile file)
      : staging_(staging), sink_(std::move(sink)), file_(std::move(file)) {}

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

Result<std::string> Staging::staged_name(const std::string& final_name) const {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(final_name);
  if (file == files_.end()) return fail(ErrorCode::NotFound, "{} was not staged", final_name);
  return file->second.staged;
}

std::vector<StagedFile> Staging::files() const {
  const std::lock_guard lock(mutex_);
  std::vector<StagedFile> files;
  for (const auto& [name, file] : files_) files.push_back(file);
  return files;
}

Status Staging::discard() {
  TRY(const auto objects, landing_.list(folder_));
  std::vector<std::string> names;
  for (const ObjectInfo& object : objects) names.push_back(object.name);
  return landing_.remove_all(names);
}

}  // namespace headgate
