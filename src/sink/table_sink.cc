// SPDX-License-Identifier: Apache-2.0
#include "sink/table_sink.h"
#include "layout/data_name.h"

namespace headgate {

namespace {
/// What an open partition costs before its first row: buffers of a few dozen columns. Counted, so that very
/// many small partitions are written early too.
constexpr std::size_t kPartitionBytes = 32 * 1024;
}  // namespace

TableSink::TableSink(Staging& staging, TableFormat& format, std::string task, std::string data_version,
                     Options options)
    : staging_(staging),
      format_(format),
      task_(std::move(task)),
      data_version_(std::move(data_version)),
      options_(options) {}

const TableSink::Table& TableSink::table(const Plan& plan) {
  auto& table = tables_[plan.table];
  if (table == nullptr) table = std::make_unique<Table>(Table{&plan, table_columns(plan)});
  return *table;
}

void TableSink::append(const Routed& routed, std::vector<Job>& jobs) {
  Partition* last = nullptr;
  const Plan* last_plan = nullptr;
  for (const TableRow& row : routed.rows) {
    if (last_plan != row.plan || last->hour != row.partition) {
      last = &partitions_[{row.plan->table, row.partition}];
      last_plan = row.plan;
      last->table = &table(*row.plan);
      last->hour = row.partition;
    }
    if (last->rows == nullptr) {
      last->rows = std::make_unique<RowBuffer>(last->table->columns);
      bytes_ += kPartitionBytes;
    }
    const std::size_t before = last->rows->bytes();
    last->rows->append(routed.slots.data() + row.slots.first, row.slots.count);
    bytes_ += last->rows->bytes() - before;
    if (last->rows->bytes() >= options_.file_bytes_max) write(*last, jobs);
    while (bytes_ > options_.rows_bytes_max) {
      Partition* largest = nullptr;
      for (auto& [key, partition] : partitions_) {
        if (partition.rows == nullptr) continue;
        if (largest == nullptr || partition.rows->bytes() > largest->rows->bytes()) largest = &partition;
      }
      write(*largest, jobs);
    }
  }
}

void TableSink::finish(std::vector<Job>& jobs) {
  for (auto& [key, partition] : partitions_) {
    if (partition.rows != nullptr) write(partition, jobs);
  }
}

void TableSink::write(Partition& partition, std::vector<Job>& jobs) {
  bytes_ -= partition.rows->bytes() + kPartitionBytes;
  const Plan& plan = *partition.table->plan;
  const std::string path = layout::partition(partition.hour);
  const std::string final_name =
      layout::table_name(plan.table, partition.hour, task_, partition.files++).text();
  jobs.push_back([this, final_name, path, table = partition.table,
                  rows = std::shared_ptr<RowBuffer>(std::move(partition.rows))]() -> Status {
    const Plan& contract = *table->plan;
    TRY(auto sink, staging_.create(final_name));
    TRY(auto file, format_.create(std::move(sink), table->columns,
                                  {{"headgate.contract", contract.contract},
                                   {"headgate.contract_version", contract.version},
                                   {"headgate.contract_hash", contract.hash},
                                   {"headgate.data_version", data_version_}}));
    TRY_OK(file->write(*rows));
    TRY(sink, file->close());
    const auto describe = [&staging = staging_, &format = format_, final_name, path, &contract]() -> Status {
      // What the footer says is the table's side of the books: the buffer's own count would prove nothing.
      TRY(const StagedFile staged, staging.file(final_name));
      TRY(const std::uint64_t count, format.count_rows(staging.landing(), staged.staged, staged.size_bytes));
      staging.describe(final_name, count, contract.table, path);
      return {};
    };
    return staging_.finish(std::move(sink), describe);
  });
}

}  // namespace headgate
