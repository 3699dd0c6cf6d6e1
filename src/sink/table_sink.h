// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "route/router.h"
#include "sink/staging.h"
#include "sink/table_format.h"

namespace headgate {

/// Gathers the rows of one task by table and partition, and cuts them into files. Which rows share a file is
/// decided from the rows alone, in their order: a file is full at `file_bytes_max`, and when all that is
/// gathered passes `rows_bytes_max`, the largest partition is written. No file stays open between the two, so
/// any number of partitions fits the memory and the file descriptors.
class TableSink {
 public:
  struct Options {
    std::size_t file_bytes_max = 64 << 20;
    std::size_t rows_bytes_max = 128 << 20;
  };
  /// Encodes and stages one file, which is there when Staging::settle() has returned. Any thread may run it,
  /// once, at any time after, while the sink, its staging, format and plans live.
  using Job = std::function<Status()>;

  TableSink(Staging& staging, TableFormat& format, std::string task, std::string data_version,
            Options options);

  /// Gathers rows, in order, one thread at a time; adds a job for each file that they filled. Copies what it
  /// needs of `routed` but its plans, which have to outlive the jobs.
  void append(const Routed& routed, std::vector<Job>& jobs);

  /// Adds a job for each partition that still holds rows. REQUIRES: nothing is appended afterwards.
  void finish(std::vector<Job>& jobs);

 private:
  struct Table {
    const Plan* plan;
    std::vector<Column> columns;
  };
  struct Partition {
    const Table* table = nullptr;
    CivilHour hour{};
    std::unique_ptr<RowBuffer> rows;
    std::uint32_t files = 0;
  };

  void write(Partition& partition, std::vector<Job>& jobs);
  const Table& table(const Plan& plan);

  Staging& staging_;
  TableFormat& format_;
  std::string task_, data_version_;
  Options options_;
  std::map<std::string, std::unique_ptr<Table>> tables_;
  std::map<std::pair<std::string, CivilHour>, Partition> partitions_;
  std::size_t bytes_ = 0;
};

}  // namespace headgate
