// SPDX-License-Identifier: Apache-2.0
#include "sink/table_format.h"

namespace headgate {

Status scan_rows(TableFormat& format, ObjectStore& store, const std::string& name,
                 const std::vector<std::string>& columns, const TakeRow& take) {
  TRY(const auto scan, format.scan(store, name, columns));
  for (;;) {
    TRY(const bool more, scan->next(take));
    if (!more) return {};
  }
}

}  // namespace headgate
