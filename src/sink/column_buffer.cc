// SPDX-License-Identifier: Apache-2.0
#include "sink/column_buffer.h"

#include <bit>

#include "base/assert.h"

namespace headgate {

namespace {

constexpr std::size_t kDecimalBytes = 16;

bool has_offsets(ColumnKind kind) {
  return kind == ColumnKind::String || kind == ColumnKind::Json || kind == ColumnKind::List ||
         kind == ColumnKind::Map;
}

}  // namespace

ColumnBuffer::ColumnBuffer(const Column& column) : column_(&column) {
  if (has_offsets(column.kind)) offsets_.push_back(0);
  children_.reserve(column.children.size());
  for (const Column& child : column.children) children_.emplace_back(child);
}

const Slot* ColumnBuffer::append(const Slot* slot) {
  using Kind = Slot::Kind;
  if (slot->kind == Kind::Null) {
    append_null();
    return slot + 1;
  }
  valid_.append(true);
  switch (column_->kind) {
    case ColumnKind::String:
    case ColumnKind::Json:
      HEADGATE_ASSERT(slot->kind == Kind::Text);
      text_.insert(text_.end(), slot->text, slot->text + slot->length);
      offsets_.push_back(static_cast<std::int32_t>(text_.size()));
      return slot + 1;
    case ColumnKind::Int64:
    case ColumnKind::Timestamp:
      HEADGATE_ASSERT(slot->kind == Kind::Int64);
      words_.push_back(slot->int64);
      return slot + 1;
    case ColumnKind::Date:
      HEADGATE_ASSERT(slot->kind == Kind::Int64);
      days_.push_back(static_cast<std::int32_t>(slot->int64));
      return slot + 1;
    case ColumnKind::Double:
      HEADGATE_ASSERT(slot->kind == Kind::Double);
      words_.push_back(std::bit_cast<std::int64_t>(slot->real));
      return slot + 1;
    case ColumnKind::Boolean:
      HEADGATE_ASSERT(slot->kind == Kind::Boolean);
      booleans_.append(slot->boolean);
      return slot + 1;
    case ColumnKind::Decimal:
      HEADGATE_ASSERT(slot->kind == Kind::Decimal && slot->length == kDecimalBytes);
      text_.insert(text_.end(), slot->text, slot->text + kDecimalBytes);
      return slot + 1;
    case ColumnKind::List:
      HEADGATE_ASSERT(slot->kind == Kind::List);
      return append_elements(slot + 1, slot->length);
    case ColumnKind::Map:
      HEADGATE_ASSERT(slot->kind == Kind::Map);
      return append_elements(slot + 1, slot->length);
    case ColumnKind::Struct:
      HEADGATE_ASSERT(slot->kind == Kind::Struct);
      ++slot;
      for (ColumnBuffer& child : children_) slot = child.append(slot);
      return slot;
  }
  return slot;
}

/// Appends the elements of a list, or the keys and values of a map.
const Slot* ColumnBuffer::append_elements(const Slot* slot, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    for (ColumnBuffer& child : children_) slot = child.append(slot);
  }
  offsets_.push_back(static_cast<std::int32_t>(children_.front().rows()));
  return slot;
}

void ColumnBuffer::append_null() {
  valid_.append(false);
  ++nulls_;
  switch (column_->kind) {
    case ColumnKind::String:
    case ColumnKind::Json:
    case ColumnKind::List:
    case ColumnKind::Map: offsets_.push_back(offsets_.back()); break;
    case ColumnKind::Int64:
    case ColumnKind::Timestamp:
    case ColumnKind::Double: words_.push_back(0); break;
    case ColumnKind::Date: days_.push_back(0); break;
    case ColumnKind::Boolean: booleans_.append(false); break;
    case ColumnKind::Decimal: text_.resize(text_.size() + kDecimalBytes); break;
    case ColumnKind::Struct:
      for (ColumnBuffer& child : children_) child.append_null();
      break;
  }
}

RowBuffer::RowBuffer(const std::vector<Column>& columns) {
  columns_.reserve(columns.size());
  for (const Column& column : columns) columns_.emplace_back(column);
}

void RowBuffer::append(const Slot* slots, std::uint32_t count) {
  const Slot* const end = slots + count;
  const Slot* slot = slots;
  for (ColumnBuffer& column : columns_) slot = column.append(slot);
  HEADGATE_ASSERT(slot == end);
  for (slot = slots; slot != end; ++slot) {
    const bool has_bytes = slot->kind == Slot::Kind::Text || slot->kind == Slot::Kind::Decimal;
    bytes_ += sizeof(std::int64_t) + (has_bytes ? slot->length : 0);
  }
}

}  // namespace headgate
