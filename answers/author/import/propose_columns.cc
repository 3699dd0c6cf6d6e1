// SPDX-License-Identifier: Apache-2.0
#include "answers/author/import/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "answers/author/struct_text.h"
#include "schema/ascii.h"

namespace headgate::author {

namespace {

/// Objects inside objects beyond this stay whole, as JSON.
constexpr std::size_t kColumnDepthMax = 12;
/// More columns than this are no proposal.
constexpr std::size_t kColumnsMax = 2000;

const std::set<std::string> kEngineColumns = {"event_id", "year", "month", "day", "hour"};

/// Makes a column name of a member's: what may not stand there becomes `_`.
std::string column_name(const std::string& member) {
  std::string name;
  for (const char c : member) {
    const bool is_good = isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    if (is_good || !name.ends_with('_')) name += is_good ? c : '_';
  }
  while (name.starts_with('_')) name.erase(0, 1);
  return name.empty() ? "value" : name.substr(0, 100);
}

/// Says whether texts at a place of the event's time are what a column without options takes.
bool is_iso(const Identification::Time& place) { return place.form == TimeForm(); }

struct Proposal {
  std::vector<std::string> from;
  std::string type;
  bool wrap_scalar = false;
  std::string name;
};

/// Finds what columns there are to be.
class Proposer {
 public:
  Proposer(const SchemaView& view, const Identification& identification)
      : view_(view), identification_(identification) {}

  void members(const std::vector<Step>& steps) {
    for (const std::string& name : members_at(steps)) {
      if (proposals.size() >= kColumnsMax) return;
      member(below(steps, {Step::To::Member, name}));
    }
  }

  /// Proposes a column for one value as a whole.
  [[nodiscard]] Proposal propose(const std::vector<Step>& steps, TypeMask possible) const {
    Proposal proposal;
    for (const Step& step : steps) proposal.from.push_back(step.name);
    proposal.type = type_text(steps, 0);
    if ((possible & types::Array) != 0 && (possible & types::Scalar) != 0 &&
        (possible & types::Object) == 0) {
      const std::vector<Step> element = below(steps, {Step::To::Element, ""});
      const std::string scalar = scalar_type(possible & types::Scalar, steps);
      if ((types_at(element) & ~types::Scalar) == 0 && scalar == type_text(element, 1)) {
        proposal.type = "list<" + scalar + ">";
        proposal.wrap_scalar = true;
      }
    }
    return proposal;
  }

  std::vector<Proposal> proposals;

 private:
  static std::vector<Step> below(std::vector<Step> steps, Step step) {
    steps.push_back(std::move(step));
    return steps;
  }
  [[nodiscard]] TypeMask types_at(const std::vector<Step>& steps) const {
    return view_.types_at(view_.root(), steps) & types::NotNull;
  }
  [[nodiscard]] std::vector<std::string> members_at(const std::vector<Step>& steps) const {
    return view_.members_at(view_.root(), steps);
  }

  void member(const std::vector<Step>& steps) {
    // The event's own id is a column of every table already.
    if (stands_at(steps, identification_.event_id)) return;
    const TypeMask possible = types_at(steps);
    if (possible == 0) return;
    const bool is_object = possible == types::Object && steps.size() < kColumnDepthMax;
    if (is_object && !members_at(steps).empty()) return members(steps);
    proposals.push_back(propose(steps, possible));
  }

  [[nodiscard]] std::string scalar_type(TypeMask possible, const std::vector<Step>& steps) const {
    if (possible == types::Boolean) return "boolean";
    if (possible == types::Integer) return "int64";
    if ((possible & ~types::Number) == 0) return "double";
    if (possible != types::String) return "string";
    for (const Identification::Time& place : identification_.event_time)
      if (is_iso(place) && stands_at(steps, place.place.pointer)) return "timestamp";
    for (const DocumentNode* schema : view_.schemas_at(view_.root(), steps)) {
      const DocumentNode* const format = value_of(*schema, "format");
      if (format != nullptr && format->text == "date-time") return "timestamp";
      if (format != nullptr && format->text == "date") return "date";
    }
    return "string";
  }

  [[nodiscard]] std::string type_text(const std::vector<Step>& steps, std::size_t depth) const {
    const TypeMask possible = types_at(steps);
    if (possible != 0 && (possible & ~types::Scalar) == 0) return scalar_type(possible, steps);
    if (depth >= kColumnDepthMax) return "json";
    if (possible == types::Array) {
      return "list<" + type_text(below(steps, {Step::To::Element, ""}), depth + 1) + ">";
    }
    return possible == types::Object ? struct_text(steps, depth) : "json";
  }

  [[nodiscard]] std::string struct_text(const std::vector<Step>& steps, std::size_t depth) const {
    std::vector<MemberType> fields;
    for (const std::string& name : members_at(steps)) {
      fields.push_back({name, type_text(below(steps, {Step::To::Member, name}), depth + 1)});
    }
    return fields.empty() ? "json" : headgate::author::struct_text(fields);
  }

  static bool stands_at(const std::vector<Step>& steps, const PointerTokens& pointer) {
    return std::ranges::equal(steps, pointer, [](const Step& step, const std::string& token) {
      return step.to == Step::To::Member && step.name == token;
    });
  }

  const SchemaView& view_;
  const Identification& identification_;
};

std::string name_of(const Proposal& proposal, std::size_t depth, const Identification& identification) {
  const auto is_time = [&](const Identification::Time& place) {
    return is_iso(place) && proposal.from == place.place.pointer;
  };
  if (std::ranges::any_of(identification.event_time, is_time)) return "date_time";
  const auto parts = static_cast<std::ptrdiff_t>(std::min(depth, proposal.from.size()));
  const std::string event = depth > proposal.from.size() ? "event_" : "";
  return column_name(event +
                     fmt::format("{}", fmt::join(proposal.from.end() - parts, proposal.from.end(), "_")));
}

/// Names each column by as few of the last members of its pointer as tell it apart. Numbers tell apart what
/// differs only by characters that a column name does not take.
void name_columns(std::vector<Proposal>& proposals, const Identification& identification) {
  std::set<std::string> clashing;
  for (std::size_t depth = 1; depth == 1 || (!clashing.empty() && depth <= kColumnDepthMax + 2); ++depth) {
    std::map<std::string, int> taken;
    for (Proposal& each : proposals) {
      const std::string before = lower_case(each.name);
      const bool is_spent = depth > each.from.size() && !kEngineColumns.contains(before);
      if (depth == 1 || (clashing.contains(before) && !is_spent))
        each.name = name_of(each, depth, identification);
      ++taken[lower_case(each.name)];
    }
    clashing.clear();
    for (const auto& [name, times] : taken) {
      if (times > 1 || kEngineColumns.contains(name)) clashing.insert(name);
    }
  }
  std::map<std::string, int> seen;
  for (Proposal& each : proposals) {
    const int times = ++seen[lower_case(each.name)];
    if (times > 1) each.name += fmt::format("_{}", times);
  }
}

}  // namespace

Yaml propose_columns(const SchemaView& expect, const Identification& identification) {
  Proposer proposer(expect, identification);
  proposer.members({});
  name_columns(proposer.proposals, identification);
  Yaml columns = Yaml::map();
  for (const Proposal& proposal : proposer.proposals) {
    Yaml column =
        Yaml::map({{"from", Yaml::text(pointer_text(proposal.from))}, {"type", Yaml::text(proposal.type)}});
    if (proposal.wrap_scalar) column.set("wrap_scalar", Yaml::plain("true"));
    columns.set(proposal.name, std::move(column));
  }
  return columns;
}

std::optional<ProposedType> propose_type(const SchemaView& expect, const std::vector<std::string>& from) {
  std::vector<Step> steps;
  for (const std::string& name : from) steps.push_back({Step::To::Member, name});
  const TypeMask possible = expect.types_at(expect.root(), steps) & types::NotNull;
  const bool is_one_kind = std::popcount(possible) == 1 || possible == types::Number;
  const Identification none;
  const Proposal proposal = Proposer(expect, none).propose(steps, possible);
  // `json` is what is left where too little is said.
  if (proposal.type.find("json") != std::string::npos) return {};
  if (!is_one_kind && !proposal.wrap_scalar) return {};
  return ProposedType{proposal.type, proposal.wrap_scalar};
}

Result<std::string> write_contract(const std::string& service, const std::string& record_type,
                                   const std::string& heading, const Imported& imported,
                                   const Identification& identification) {
  Yaml contract = Yaml::map();
  Yaml name = Yaml::text(service + "_" + record_type);
  name.comment = heading;
  for (const std::string& note : imported.notes) name.comment += "\n- " + note;
  contract.set("contract", std::move(name));
  contract.set("version", Yaml::text(imported.version));
  contract.set("service", Yaml::text(service));
  contract.set("record_type", Yaml::text(record_type));
  contract.set("expect", imported.expect);
  // What is proposed is read from the schema as it is written, so that both cannot differ.
  TRY(const auto documents, read_yaml(write_yaml(contract), "the contract"));
  const SchemaDocuments none;
  const SchemaView view(*documents.front()->member("expect"), none);
  Yaml columns = propose_columns(view, identification);
  columns.comment = "A proposal: rename, retype or leave out what nobody asks for.";
  contract.set("table", Yaml::map({{"columns", std::move(columns)}}));
  return write_yaml(contract);
}

}  // namespace headgate::author
