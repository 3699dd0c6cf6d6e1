// SPDX-License-Identifier: Apache-2.0
#include "contract/contract.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "contract/compile.h"

namespace headgate {

namespace {

/// The alphabet of a service's name in paths and table names; anything else would need an escape there.
bool is_service(const std::string& text) {
  return !text.empty() && text.size() <= 64 && text[0] != '_' && text[0] != '.' &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return isalnum(c) || c == '_' || c == '.' || c == '-'; });
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == '.' || c == '-') c = '_';
  }
  return text;
}

Result<std::shared_ptr<const Plan>> compile(const YAML::Node& root, const std::string& text,
                                            const std::string& file) {
  auto plan = std::make_shared<Plan>();
  plan->file = file;
  plan->text = text;
  plan->hash = hash_hex(text);
  if (!root.IsMap()) {
    return yaml::refuse(file, root, "a contract has to be a map, here stands {}", yaml::describe(root));
  }
  TRY_OK(yaml::check_keys(root, file, "a contract",
                          {"contract", "version", "service", "record_type", "expect", "table"}));
  for (const char* key : {"contract", "version", "service", "record_type", "table"}) {
    if (!root[key]) return yaml::refuse(file, root, "a contract needs the key \"{}\"", key);
  }
  TRY(plan->contract, yaml::text(root["contract"], file, "contract"));
  TRY(plan->version, yaml::text(root["version"], file, "version"));
  TRY(plan->service, yaml::text(root["service"], file, "service"));
  if (!is_service(plan->service)) {
    return yaml::refuse(file, root["service"],
                        "\"{}\" is no service name: letters, digits, . _ - (not . or _ in front), 64 at most",
                        plan->service);
  }
  TRY(const std::string type, yaml::text(root["record_type"], file, "record_type"));
  if (type != "prediction" && type != "event") {
    return yaml::refuse(file, root["record_type"], "record_type is prediction or event, here stands \"{}\"",
                        type);
  }
  plan->record_type = type == "event" ? RecordType::Event : RecordType::Prediction;
  plan->table = upper(plan->service) + (plan->record_type == RecordType::Event ? "_EVENT" : "_PRED");
  TRY_OK(compile_expect(root["expect"], *plan));
  TRY_OK(yaml::check_keys(root["table"], file, "table", {"columns"}));
  if (!root["table"]["columns"]) return yaml::refuse(file, root["table"], "table needs the key \"columns\"");
  TRY_OK(compile_columns(root["table"]["columns"], *plan));
  return plan;
}

}  // namespace

ByteView name(RecordType type) { return type == RecordType::Event ? "event" : "prediction"; }

std::string type_names(TypeMask mask) {
  std::vector<std::string> names;
  if (mask & types::String) names.emplace_back("string");
  if ((mask & types::Number) == types::Number) {
    names.emplace_back("number");
  } else if (mask & types::Integer) {
    names.emplace_back("integer");
  } else if (mask & types::Fraction) {
    names.emplace_back("number with a fraction");
  }
  if (mask & types::Boolean) names.emplace_back("boolean");
  if (mask & types::Array) names.emplace_back("array");
  if (mask & types::Object) names.emplace_back("object");
  if (mask & types::Null) names.emplace_back("null");
  return fmt::format("{}", fmt::join(names, " or "));
}

Result<std::shared_ptr<const Plan>> compile_contract(const std::string& text, const std::string& file) {
  if (const std::size_t whole = utf8_prefix(text); whole != text.size()) {
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(whole), '\n') + 1;
    return fail(ErrorCode::Configuration, "{}:{}: a contract is UTF-8, here stands the byte {:02x}", file,
                line, static_cast<unsigned char>(text[whole]));
  }
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() != 1) {
      return fail(ErrorCode::Configuration, "{}: a contract file holds one YAML document, this one holds {}",
                  file, documents.size());
    }
    return compile(documents.front(), text, file);
  } catch (const YAML::Exception& wrong) {
    return fail(ErrorCode::Configuration, "{}: {}", yaml::place(file, wrong.mark), wrong.msg);
  }
}

Result<Contracts> Contracts::make(std::vector<std::shared_ptr<const Plan>> plans) {
  Contracts contracts;
  std::sort(plans.begin(), plans.end(), [](const auto& a, const auto& b) {
    return std::tie(a->service, a->record_type) < std::tie(b->service, b->record_type);
  });
  std::vector<std::string> services;
  for (const auto& plan : plans) {
    for (const auto& other : contracts.plans_) {
      if (other->service == plan->service && other->record_type == plan->record_type) {
        return fail(ErrorCode::Configuration,
                    "{} and {} are both contracts for service {}, record type {}: keep one of them",
                    other->file, plan->file, plan->service, name(plan->record_type));
      }
      if (other->table == plan->table) {
        return fail(ErrorCode::Configuration,
                    "{} (service {}) and {} (service {}) both make the table {}: rename one service",
                    other->file, other->service, plan->file, plan->service, plan->table);
      }
    }
    auto at = std::find(services.begin(), services.end(), plan->service) - services.begin();
    if (at == static_cast<std::ptrdiff_t>(services.size())) {
      services.push_back(plan->service);
      contracts.by_service_.insert(contracts.by_service_.end(), 2, -1);
    }
    contracts.by_service_[at * 2 + static_cast<int>(plan->record_type)] =
        static_cast<std::int32_t>(contracts.plans_.size());
    contracts.plans_.push_back(plan);
  }
  contracts.services_ = KeyTable(std::move(services));
  return contracts;
}

const Plan* Contracts::find(ByteView service, RecordType type) const {
  const int at = services_.find(service);
  if (at < 0) return nullptr;
  const std::int32_t plan = by_service_[at * 2 + static_cast<int>(type)];
  return plan < 0 ? nullptr : plans_[plan].get();
}

std::string incompatible_change(const Plan& before, const Plan& after) {
  for (const Column& old : before.columns) {
    const auto now = std::find_if(after.columns.begin(), after.columns.end(),
                                  [&](const Column& column) { return column.name == old.name; });
    if (now == after.columns.end()) return fmt::format("column {} is gone", old.name);
    if (type_text(*now) != type_text(old)) {
      return fmt::format("column {} was {} and is {} now", old.name, type_text(old), type_text(*now));
    }
    if (now->from != old.from || now->wrap_scalar != old.wrap_scalar || now->null_values != old.null_values) {
      return fmt::format("column {} was filled from /{} and is filled in another way now", old.name,
                         fmt::join(old.from, "/"));
    }
  }
  return {};
}

}  // namespace headgate
