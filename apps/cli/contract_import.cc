// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "answers/author/import/import.h"
#include "apps/cli/contracts.h"
#include "apps/cli/screen.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

namespace {

namespace fs = std::filesystem;

struct ContractImportFlags {
  std::string file, service, record_type, from;
  SettingFlags settings;
  bool is_closed = false;
};

Result<Document> read_document(const std::string& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return fail(ErrorCode::Configuration, "there is no file {}", file);
  TRY(const std::string text, read_text(file));
  if (fs::path(file).extension() == ".json") return read_json(text, file);
  TRY(const auto documents, read_yaml(text, file));
  if (documents.size() == 1) return documents.front();
  return fail(ErrorCode::Configuration, "{}: one document is imported, this file holds {}", file,
              documents.size());
}

/// Tells the two kinds of files apart: a schema of Cerberus is a map from fields to maps of rules.
bool looks_like_json_schema(const DocumentNode& document) {
  if (!document.is(DocumentNode::Kind::Map)) return true;
  if (document.member("$schema") != nullptr || document.member("$ref") != nullptr) return true;
  for (const DocumentNode::Member& member : document.members) {
    if (!member.value->is(DocumentNode::Kind::Map)) return true;
  }
  const Document* properties = document.member("properties");
  return properties != nullptr && (*properties)->member("type") == nullptr;
}

Result<ExitCode> act(const ContractImportFlags& flags) {
  TRY(const Settings settings, flags.settings.gather());
  TRY(const Document document, read_document(flags.file));
  const bool is_json_schema =
      flags.from.empty() ? looks_like_json_schema(*document) : flags.from == "json-schema";
  if (is_json_schema && flags.is_closed) {
    return fail(ErrorCode::Configuration,
                "--closed is for Cerberus; a JSON Schema says itself what it refuses (additionalProperties)");
  }
  auto imported = is_json_schema ? author::import_json_schema(document)
                                 : author::import_cerberus(document, flags.is_closed);
  if (!imported) return forward(imported.error());
  const std::string heading =
      fmt::format("Imported from {}, a {}.{}", fs::path(flags.file).filename().string(),
                  is_json_schema ? "JSON Schema" : "schema of Cerberus 1.3",
                  imported->notes.empty() ? "" : " What to know:");
  TRY(const std::string text,
      author::write_contract(flags.service, flags.record_type, heading, imported->notes, imported->expect,
                             settings.identification));
  TRY(const SchemaTexts schemas, read_schemas(fs::path(flags.file).parent_path().string()));
  if (const auto plan = compile_contract(text, "the contract that came out", schemas); !plan) {
    return forward(plan.error());
  }
  say(text);
  return kDone;
}

}  // namespace

void add_contract_import(Verb& contract) {
  Verb verb =
      contract.add("import", "Print a contract made of a Cerberus schema or a JSON Schema, ready to edit");
  ContractImportFlags& flags = verb.acts<ContractImportFlags>(act);
  verb.option("FILE", flags.file, "The schema, JSON or YAML").required();
  verb.option("--service", flags.service, "NAME", "The service whose events these are").required();
  verb.option("--record-type", flags.record_type, "prediction|event", "Which of its records")
      .required()
      .one_of({"prediction", "event"});
  verb.option("--from", flags.from, "cerberus|json-schema", "What FILE is; else it is told by its looks")
      .one_of({"cerberus", "json-schema"});
  verb.flag("--closed", flags.is_closed,
            "Refuse members that a Cerberus schema does not name, as Cerberus does without allow_unknown");
  flags.settings.add_sources_to(verb);
  verb.examples(
      {"headgate contract import reviews.json --service reviews --record-type event > "
       "contracts/reviews_event.yaml"});
}

}  // namespace headgate::cli
