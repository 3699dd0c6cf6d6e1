// SPDX-License-Identifier: Apache-2.0
// Internal to adapters/elasticsearch: the body of a bulk request, and what is answered, item by item.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "logs/log_index.h"

namespace headgate::elasticsearch {

/// A document on its way, and the version that it is sent as.
struct Outgoing {
  LogDocument document;
  std::uint64_t version = 0;
};

/// Writes the two lines of each document.
std::string bulk_body(const std::vector<Outgoing>& all);

/// What is answered of one document.
struct BulkItem {
  unsigned status = 0;
  std::string reason;  ///< Of a refusal.
};

/// Reads what is answered of each of so many documents, in their order; nothing where the answer does not say
/// that of each.
std::optional<std::vector<BulkItem>> read_bulk_answer(const std::string& body, std::size_t count);

/// What stands under an id.
struct Standing {
  bool is_there = false;
  std::uint64_t version = 0;
  StandingLog log;
};

std::string ids_body(const std::vector<std::string>& ids);
std::optional<std::vector<Standing>> read_standing(const std::string& body, std::size_t count);

/// Gives the first error among what is answered of ids; empty where there is none.
std::string error_among(const std::string& body);

/// Reads how many documents were counted.
std::optional<std::uint64_t> read_count_answer(const std::string& body);

/// Reads the version that stands in the way from the reason of a conflict; 0 where it names none.
std::uint64_t version_in_the_way(const std::string& reason);

/// Reads the reason out of the body of a refusal, for people.
std::string reason_of(const std::string& body);

}  // namespace headgate::elasticsearch
