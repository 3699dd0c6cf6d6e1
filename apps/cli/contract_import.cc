// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "answers/author/import/import.h"
#include "apps/cli/contracts.h"
#include "apps/cli/screen.h"
#include "apps/cli/verbs.h"
#include "contract/table_of_service.h"

namespace headgate::cli {

namespace {

namespace fs = std::filesystem;

struct ContractImportFlags {
  std::string file, service, record_type, from, object, at;
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

/// Tells the other two kinds of files apart: a schema of Cerberus is a map from fields to maps of rules.
bool looks_like_json_schema(const DocumentNode& document) {
  if (!document.is(DocumentNode::Kind::Map)) return true;
  if (document.member("$schema") != nullptr || document.member("$ref") != nullptr) return true;
  for (const DocumentNode::Member& member : document.members) {
    if (!member.value->is(DocumentNode::Kind::Map)) return true;
  }
  const Document* properties = document.member("properties");
  return properties != nullptr && (*properties)->member("type") == nullptr;
}

/// Gives what an error says behind the place that it begins with, `file:line:column: `.
ByteView without_place(ByteView message) {
  for (std::size_t at = message.find(": "); at != ByteView::npos; at = message.find(": ", at + 1)) {
    if (at != 0 && message[at - 1] >= '0' && message[at - 1] <= '9') return message.substr(at + 2);
  }
  return message;
}

/// Gives an error about the contract that came out as one about the schema that went in, where that has the
/// same fault: nobody sees the lines of the contract.
Error where_it_stands(const Document& schema, const Error& error) {
  Schema compiled;
  SchemaOptions options;
  options.unknown_keywords = true;
  const auto again = compile_schema(schema, options, compiled);
  const bool is_same = !again && without_place(again.error().message) == without_place(error.message);
  return is_same ? again.error() : error;
}

/// Says what a file is, in the words of --from.
std::string kind_of(const DocumentNode& document) {
  if (author::is_odcs(document)) return "odcs";
  return looks_like_json_schema(document) ? "json-schema" : "cerberus";
}

Status check_flags(const ContractImportFlags& flags, const std::string& from) {
  if (flags.is_closed && from != "cerberus") {
    return fail(ErrorCode::Configuration,
                "--closed is for Cerberus; a JSON Schema says itself what it refuses (additionalProperties)");
  }
  for (const auto& [flag, value] : {std::pair{"--object", &flags.object}, {"--at", &flags.at}}) {
    if (!value->empty() && from != "odcs")
      return fail(ErrorCode::Configuration, "{} is for data contracts of ODCS: a schema describes the event",
                  flag);
  }
  return {};
}

Result<author::Imported> import(const Document& document, const std::string& from,
                                const ContractImportFlags& flags) {
  if (from == "json-schema") return author::import_json_schema(document);
  if (from == "cerberus") return author::import_cerberus(document, flags.is_closed);
  if (flags.at.empty()) return author::import_odcs(document, flags.object, {});
  TRY(const auto at, split_pointer(flags.at, "--at"));
  return author::import_odcs(document, flags.object, at);
}

Result<ExitCode> act(const ContractImportFlags& flags) {
  TRY(const Settings settings, flags.settings.gather());
  TRY(const Document document, read_document(flags.file));
  const std::string from = flags.from.empty() ? kind_of(*document) : flags.from;
  TRY_OK(check_flags(flags, from));
  if (const std::string fault = service_fault(flags.service); !fault.empty()) {
    return fail(ErrorCode::Configuration, "--service: \"{}\" is no service name: it {}", flags.service,
                fault);
  }
  TRY(const author::Imported imported, import(document, from, flags));
  const char* const what = from == "odcs"       ? "data contract of ODCS"
                           : from == "cerberus" ? "schema of Cerberus 1.3"
                                                : "JSON Schema";
  const std::string heading =
      fmt::format("Imported from {}, a {}.{}", fs::path(flags.file).filename().string(), what,
                  imported.notes.empty() ? "" : " What to know:");
  TRY(const std::string text,
      author::write_contract(flags.service, flags.record_type, heading, imported, settings.identification));
  TRY(const SchemaTexts schemas, read_schemas(fs::path(flags.file).parent_path().string()));
  if (const auto plan = compile_contract(text, "the contract that came out", schemas); !plan) {
    if (from == "json-schema") return forward(where_it_stands(document, plan.error()));
    return fail(ErrorCode::Configuration, "{}: what comes out is no contract: {}", flags.file,
                without_place(plan.error().message));
  }
  say(text);
  return kDone;
}

}  // namespace

void add_contract_import(Verb& contract) {
  Verb verb =
      contract.add("import", "Print a contract made of a JSON Schema, a Cerberus schema or an ODCS contract");
  ContractImportFlags& flags = verb.acts<ContractImportFlags>(act);
  verb.option("FILE", flags.file, "The schema, JSON or YAML").required();
  verb.option("--service", flags.service, "NAME", "The service whose events these are").required();
  verb.option("--record-type", flags.record_type, "prediction|event", "Which of its records")
      .required()
      .one_of({"prediction", "event"});
  verb.option("--from", flags.from, "cerberus|json-schema|odcs", "What FILE is; else it is told by its looks")
      .one_of({"cerberus", "json-schema", "odcs"});
  verb.option("--object", flags.object, "NAME",
              "Which schema object of an ODCS contract; one alone needs no name");
  verb.option("--at", flags.at, "POINTER",
              "Where in an event a row of the ODCS contract stands; without it the event is the row");
  verb.flag("--closed", flags.is_closed,
            "Refuse members that a Cerberus schema does not name, as Cerberus does without allow_unknown");
  flags.settings.add_sources_to(verb);
  verb.examples(
      {"headgate contract import reviews.json --service reviews --record-type event > "
       "contracts/reviews_event.yaml",
       "headgate contract import orders.odcs.yaml --at /detail/evaluation --service orders --record-type "
       "event"});
}

}  // namespace headgate::cli
