// SPDX-License-Identifier: Apache-2.0
#include "answers/doctor/trial.h"

namespace headgate::doctor {

std::string Trial::object(const std::string& name) { return objects_.emplace_back(folder_ + name); }

Result<std::string> Trial::read(const std::string& name, const std::string& etag, std::uint64_t offset,
                                std::uint64_t length) {
  TRY(const auto source, store_.open(name, etag, offset, length));
  std::string bytes, piece(MiB, '\0');
  for (;;) {
    TRY(const std::size_t n, source->read(piece.data(), piece.size()));
    if (n == 0) return bytes;
    bytes.append(piece, 0, n);
  }
}

Result<bool> Trial::is_there(const std::string& name) {
  const auto info = store_.stat(name);
  if (info) return true;
  if (info.error().code == ErrorCode::NotFound) return false;
  return forward(info.error());
}

Status Trial::remove_all() {
  Status removed;
  // The first that stays is no reason to leave the others.
  for (const std::string& name : objects_) {
    Status one = store_.remove(name);
    if (!one && removed) removed = std::move(one);
  }
  return removed;
}

std::vector<std::string> Trial::standing() const {
  const auto listed = store_.list(folder_);
  if (!listed) return objects_;
  std::vector<std::string> names;
  for (const ObjectInfo& info : *listed) names.push_back(info.name);
  return names;
}

}  // namespace headgate::doctor
