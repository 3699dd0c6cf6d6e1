// SPDX-License-Identifier: Apache-2.0
#include "answers/author/import/import.h"

#include <algorithm>
#include <map>
#include <set>

#include "schema/ascii.h"

namespace headgate::author {

namespace {

constexpr TypeMask kNotNull = types::All & ~types::Null;
constexpr TypeMask kScalars = types::Boolean | types::Number | types::String;
/// Objects inside objects beyond this stay whole, as JSON.
constexpr std::size_t kDepthMax = 12;
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

struct Proposal {
  std::vector<std::string> from;
  std::string type;
  bool wrap_scalar = false;
  std::string name;
};

class Proposer {
 public:
  explicit Proposer(const SchemaView& view) : view_(view) {}

  std::vector<Proposal> propose() {
    members();
    for (std::size_t depth = 1; give_names(depth);) ++depth;
    return std::move(proposals_);
  }

 private:
  void members() {
    for (const std::string& name : view_.members_at(view_.root(), steps_)) {
      if (proposals_.size() >= kColumnsMax) return;
      steps_.push_back({Step::To::Member, name});
      member();
      steps_.pop_back();
    }
  }

  void member() {
    // The event's own id is a column of every table already.
    if (steps_.size() == 1 && steps_[0].name == "id") return;
    const TypeMask possible = view_.types_at(view_.root(), steps_) & kNotNull;
    if (possible == 0) return;
    const bool is_object = possible == types::Object && steps_.size() < kDepthMax;
    if (is_object && !view_.members_at(view_.root(), steps_).empty()) return members();
    Proposal proposal;
    for (const Step& step : steps_) proposal.from.push_back(step.name);
    proposal.type = type_text(steps_, 0);
    if ((possible & types::Array) != 0 && (possible & kScalars) != 0 && (possible & types::Object) == 0) {
      std::vector<Step> element = steps_;
      element.push_back({Step::To::Element, ""});
      const std::string scalar = scalar_type(possible & kScalars, steps_);
      const TypeMask of_element = view_.types_at(view_.root(), element) & kNotNull;
      if ((of_element & ~kScalars) == 0 && scalar == type_text(element, 1)) {
        proposal.type = "list<" + scalar + ">";
        proposal.wrap_scalar = true;
      }
    }
    proposals_.push_back(std::move(proposal));
  }

  [[nodiscard]] std::string scalar_type(TypeMask possible, const std::vector<Step>& steps) const {
    if (possible == types::Boolean) return "boolean";
    if (possible == types::Integer) return "int64";
    if ((possible & ~types::Number) == 0) return "double";
    if (possible != types::String) return "string";
    if (steps.size() == 1 && steps[0].name == "time") return "timestamp";
    for (const DocumentNode* schema : view_.schemas_at(view_.root(), steps)) {
      const Document* format = schema->member("format");
      if (format != nullptr && (*format)->text == "date-time") return "timestamp";
      if (format != nullptr && (*format)->text == "date") return "date";
    }
    return "string";
  }

  std::string type_text(std::vector<Step>& steps, std::size_t depth) {
    const TypeMask possible = view_.types_at(view_.root(), steps) & kNotNull;
    if (possible != 0 && (possible & ~kScalars) == 0) return scalar_type(possible, steps);
    if (depth >= kDepthMax) return "json";
    if (possible == types::Array) {
      steps.push_back({Step::To::Element, ""});
      const std::string element = type_text(steps, depth + 1);
      steps.pop_back();
      return "list<" + element + ">";
    }
    return possible == types::Object ? struct_text(steps, depth) : "json";
  }

  std::string struct_text(std::vector<Step>& steps, std::size_t depth) {
    std::string text;
    std::set<std::string> names;
    for (const std::string& name : view_.members_at(view_.root(), steps)) {
      // A field is filled from the member of its own name: another name would read nothing.
      if (column_name(name) != name || !names.insert(lower_case(name)).second) return "json";
      steps.push_back({Step::To::Member, name});
      text += (text.empty() ? "" : ", ") + name + ": " + type_text(steps, depth + 1);
      steps.pop_back();
    }
    return text.empty() ? "json" : "struct<" + text + ">";
  }

  /// Names each column by the last `depth` members of its pointer where fewer do not tell it apart; says
  /// whether some still have the same name.
  bool give_names(std::size_t depth) {
    std::map<std::string, int> taken;
    for (Proposal& proposal : proposals_) {
      const bool is_spent =
          depth > proposal.from.size() && !kEngineColumns.contains(lower_case(proposal.name));
      if (depth == 1 || (clashing_.contains(lower_case(proposal.name)) && !is_spent)) {
        proposal.name = name_of(proposal, depth);
      }
      ++taken[lower_case(proposal.name)];
    }
    clashing_.clear();
    for (const auto& [name, times] : taken) {
      if (times > 1 || kEngineColumns.contains(name)) clashing_.insert(name);
    }
    if (depth < kDepthMax + 2) return !clashing_.empty();
    number_the_rest();
    return false;
  }

  static std::string name_of(const Proposal& proposal, std::size_t depth) {
    if (proposal.from == std::vector<std::string>{"time"}) return "date_time";
    const std::size_t parts = std::min(depth, proposal.from.size());
    std::string name = depth > proposal.from.size() ? "event" : "";
    for (std::size_t i = proposal.from.size() - parts; i < proposal.from.size(); ++i) {
      name += (name.empty() ? "" : "_") + proposal.from[i];
    }
    return column_name(name);
  }

  /// Tells apart what differs only by characters that a column name does not take.
  void number_the_rest() {
    std::map<std::string, int> seen;
    for (Proposal& proposal : proposals_) {
      const int times = ++seen[lower_case(proposal.name)];
      if (times > 1) proposal.name += fmt::format("_{}", times);
    }
  }

  const SchemaView& view_;
  std::vector<Step> steps_;
  std::vector<Proposal> proposals_;
  std::set<std::string> clashing_;
};

}  // namespace

Yaml propose_columns(const SchemaView& expect) {
  Yaml columns = Yaml::map();
  for (const Proposal& proposal : Proposer(expect).propose()) {
    Yaml column =
        Yaml::map({{"from", Yaml::text(pointer_text(proposal.from))}, {"type", Yaml::text(proposal.type)}});
    if (proposal.wrap_scalar) column.set("wrap_scalar", Yaml::plain("true"));
    columns.set(proposal.name, std::move(column));
  }
  return columns;
}

Result<std::string> write_contract(const std::string& service, const std::string& record_type,
                                   const std::string& heading, const std::vector<std::string>& notes,
                                   const Yaml& expect) {
  Yaml contract = Yaml::map();
  Yaml name = Yaml::text(service + "_" + record_type);
  name.comment = heading;
  for (const std::string& note : notes) name.comment += "\n- " + note;
  contract.set("contract", std::move(name));
  contract.set("version", Yaml::text("1.0.0"));
  contract.set("service", Yaml::text(service));
  contract.set("record_type", Yaml::text(record_type));
  contract.set("expect", expect);
  // What is proposed is read from the schema as it is written, so that both cannot differ.
  TRY(const auto documents, read_yaml(write_yaml(contract), "the contract"));
  const SchemaDocuments none;
  const SchemaView view(*documents.front()->member("expect"), none);
  Yaml columns = propose_columns(view);
  columns.comment = "A proposal: rename, retype or leave out what nobody asks for.";
  contract.set("table", Yaml::map({{"columns", std::move(columns)}}));
  return write_yaml(contract);
}

}  // namespace headgate::author
