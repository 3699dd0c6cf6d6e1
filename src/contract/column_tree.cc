// SPDX-License-Identifier: Apache-2.0
#include "contract/column_tree.h"

namespace headgate {

ColumnTree::ColumnTree(const std::vector<Column>& columns) {
  add();
  for (std::uint32_t i = 0; i < columns.size(); ++i) {
    if (columns[i].wrapper) continue;  // Not over the event.
    std::uint32_t at = kRoot;
    for (const std::string& token : columns[i].from) at = below(at, token);
    parts_[at].columns.push_back(i);
    show(at, columns[i]);
  }
}

std::uint32_t ColumnTree::add() {
  parts_.emplace_back();
  return static_cast<std::uint32_t>(parts_.size() - 1);
}

std::uint32_t ColumnTree::below(std::uint32_t part, const std::string& key) {
  const auto at = parts_[part].below.find(key);
  if (at != parts_[part].below.end()) return at->second;
  const std::uint32_t added = add();
  parts_[part].below.emplace(key, added);
  return added;
}

void ColumnTree::show(std::uint32_t part, const Column& column) {
  parts_[part].shown = true;
  switch (column.kind) {
    case ColumnKind::Json: parts_[part].whole = true; return;
    case ColumnKind::Struct:
      for (const Column& field : column.children) show(below(part, field.from.front()), field);
      return;
    case ColumnKind::List: {
      if (!parts_[part].elements) {
        const std::uint32_t added = add();
        parts_[part].elements = added;
      }
      return show(*parts_[part].elements, column.children.front());
    }
    case ColumnKind::Map: {
      if (!parts_[part].values) {
        const std::uint32_t added = add();
        parts_[part].values = added;
      }
      return show(*parts_[part].values, column.children.back());
    }
    default: return;
  }
}

}  // namespace headgate
