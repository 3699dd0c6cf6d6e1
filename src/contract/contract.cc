// SPDX-License-Identifier: Apache-2.0
#include "contract/contract.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "contract/compile.h"
#include "contract/table_of_service.h"

namespace headgate {

namespace {

/// The URI of a document that stands in the folder schemas/ as `file`.
std::string uri_of(const std::string& file) { return "headgate:/" + file; }

/// How messages name that document.
std::string file_of(const std::string& file) { return "schemas/" + file; }

/// Joins what a contract was compiled from into one text: its file, then one YAML document of one line for
/// each document that its references led to.
std::string joined(const std::string& text, const SchemaTexts& schemas, const std::set<std::string>& used) {
  std::string all = text;
  for (const auto& [file, schema] : schemas) {
    if (!used.contains(file_of(file))) continue;
    if (!all.ends_with('\n')) all += '\n';
    all += "---\n";
    JsonObject document(all);
    document.text("schema_file", file);
    document.text("text", schema);
    document.end();
    all += '\n';
  }
  return all;
}

/// Takes the documents of a joined text apart again.
Result<SchemaTexts> take_apart(const std::vector<Document>& documents) {
  SchemaTexts schemas;
  for (std::size_t i = 1; i < documents.size(); ++i) {
    const Document* name = documents[i]->member("schema_file");
    const Document* text = documents[i]->member("text");
    if (name == nullptr || text == nullptr) {
      return refuse(*documents[i], "a contract file holds one YAML document, this one holds {}",
                    documents.size());
    }
    schemas.emplace((*name)->text, (*text)->text);
  }
  return schemas;
}

Result<SchemaDocuments> read_schemas(const SchemaTexts& texts) {
  SchemaDocuments documents;
  for (const auto& [file, text] : texts) {
    Document document;
    if (file.ends_with(".json")) {
      TRY(document, read_json(text, file_of(file)));
    } else {
      TRY(const auto all, read_yaml(text, file_of(file)));
      if (all.size() != 1) {
        return fail(ErrorCode::Configuration, "{}: a schema file holds one document, this one {}",
                    file_of(file), all.size());
      }
      document = all.front();
    }
    documents.emplace(uri_of(file), document);
  }
  return documents;
}

Status compile_head(const DocumentNode& root, Plan& plan) {
  for (const auto& [key, field] : {std::pair{"contract", &plan.contract}, std::pair{"version", &plan.version},
                                   std::pair{"service", &plan.service}}) {
    TRY(*field, as_text(**root.member(key), key));
  }
  if (const std::string fault = service_fault(plan.service); !fault.empty()) {
    return refuse(**root.member("service"), "\"{}\" is no service name: it {}", plan.service, fault);
  }
  const DocumentNode& record_type = **root.member("record_type");
  TRY(const std::string type, as_text(record_type, "record_type"));
  if (type != "prediction" && type != "event") {
    return refuse(record_type, "record_type is prediction or event, here stands \"{}\"", type);
  }
  plan.record_type = type == "event" ? RecordType::Event : RecordType::Prediction;
  plan.table = table_of_service(plan.service) + (plan.record_type == RecordType::Event ? "_EVENT" : "_PRED");
  return {};
}

Result<bool> asserts_formats(const DocumentNode& root) {
  const Document* formats = root.member("formats");
  if (formats == nullptr) return false;
  TRY(const std::string word, as_text(**formats, "formats"));
  if (word == "assert" || word == "annotate") return word == "assert";
  return refuse(**formats, "formats is assert (a wrong format is dirty) or annotate, here stands \"{}\"{}",
                word, did_you_mean(word, {"assert", "annotate"}));
}

/// Compiles `expect` and `warn`. Without `expect` every event of the service and record type is expected.
Status compile_schemas(const DocumentNode& root, const SchemaTexts& schemas, Plan& plan) {
  SchemaOptions options;
  TRY(options.assert_formats, asserts_formats(root));
  TRY(options.documents, read_schemas(schemas));
  if (const Document* expect = root.member("expect")) {
    TRY(plan.expect, compile_schema(*expect, options, plan.schema));
  } else {
    plan.expect = 0;
    plan.schema.checks.emplace_back();
    plan.schema.written.emplace_back();
  }
  if (const Document* warn = root.member("warn")) {
    TRY(plan.warn, compile_schema(*warn, options, plan.schema));
  }
  return {};
}

Result<std::shared_ptr<const Plan>> compile(const std::vector<Document>& documents, const std::string& text,
                                            const std::string& file, SchemaTexts schemas) {
  const DocumentNode& root = *documents.front();
  auto plan = std::make_shared<Plan>();
  plan->file = file;
  TRY(SchemaTexts kept, take_apart(documents));
  TRY_OK(check_keys(
      root, "a contract",
      {"contract", "version", "service", "record_type", "formats", "expect", "warn", "mask", "table"}));
  for (const char* key : {"contract", "version", "service", "record_type", "table"}) {
    if (root.member(key) == nullptr) return refuse(root, "a contract needs the key \"{}\"", key);
  }
  const bool was_joined = !kept.empty();
  if (was_joined) schemas = std::move(kept);
  TRY_OK(compile_head(root, *plan));
  TRY_OK(compile_schemas(root, schemas, *plan));
  plan->text = was_joined ? text : joined(text, schemas, plan->schema.documents);
  plan->hash = hash_hex(plan->text);
  TRY_OK(compile_columns(**root.member("table"), *plan));
  if (const Document* mask = root.member("mask")) TRY_OK(compile_mask(**mask, *plan));
  TRY_OK(compile_reaches(*plan));
  return plan;
}

}  // namespace

ByteView name(RecordType type) { return type == RecordType::Event ? "event" : "prediction"; }

Result<std::shared_ptr<const Plan>> compile_contract(const std::string& text, const std::string& file,
                                                     const SchemaTexts& schemas) {
  TRY(const std::vector<Document> documents, read_yaml(text, file));
  if (documents.empty()) return fail(ErrorCode::Configuration, "{}: the file holds no contract", file);
  return compile(documents, text, file, schemas);
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

}  // namespace headgate
