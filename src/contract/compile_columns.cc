// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "contract/compile.h"

namespace headgate {

namespace {

constexpr int kTypeDepthMax = 16;
/// As deep as a schema may be: what the columns read is walked by recursion.
constexpr std::size_t kPointerTokensMax = 64;

bool is_column_name(const std::string& name) {
  if (name.empty() || name.size() > 128 || name[0] == '_') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// Reads a column type by recursive descent: string | ... | list<T> | struct<name: T, ...>.
class TypeParser {
 public:
  TypeParser(const YAML::Node& node, const std::string& file)
      : node_(node), file_(file), text_(node.Scalar()) {}

  Result<Column> parse() {
    TRY(Column column, type(0));
    skip();
    if (at_ != text_.size()) return wrong("nothing more");
    return column;
  }

 private:
  Result<Column> type(int depth) {
    if (depth > kTypeDepthMax) return wrong(fmt::format("at most {} levels of nesting", kTypeDepthMax));
    static const std::map<std::string, ColumnKind> kScalars = {{"string", ColumnKind::String},
                                                               {"int64", ColumnKind::Int64},
                                                               {"double", ColumnKind::Double},
                                                               {"boolean", ColumnKind::Boolean},
                                                               {"timestamp", ColumnKind::Timestamp}};
    const std::string name = word();
    Column column;
    if (const auto scalar = kScalars.find(name); scalar != kScalars.end()) {
      column.kind = scalar->second;
      return column;
    }
    if (name == "list") {
      column.kind = ColumnKind::List;
      if (!take('<')) return wrong("< after list");
      TRY(Column element, type(depth + 1));
      element.name = "element";
      column.children.push_back(std::move(element));
      if (!take('>')) return wrong("> at the end of list<");
      return column;
    }
    if (name == "struct") {
      column.kind = ColumnKind::Struct;
      if (!take('<')) return wrong("< after struct");
      std::set<std::string> names;
      do {
        const std::string field_name = word();
        if (!is_column_name(field_name)) return wrong("the name of a field");
        if (!names.insert(lower(field_name)).second) {
          return wrong(
              fmt::format("field names that differ by more than case, not \"{}\" again", field_name));
        }
        if (!take(':')) return wrong(": after the name of a field");
        TRY(Column field, type(depth + 1));
        field.name = field_name;
        field.from = {field_name};
        column.children.push_back(std::move(field));
      } while (take(','));
      if (!take('>')) return wrong("> at the end of struct<");
      return column;
    }
    const std::vector<std::string> known = {"string",    "int64",     "double",     "boolean",
                                            "timestamp", "list<...>", "struct<...>"};
    const std::string meant = yaml::nearest(name, {"string", "int64", "double", "boolean", "timestamp"});
    return wrong(fmt::format("one of {}{}", fmt::join(known, ", "),
                             meant.empty() ? "" : fmt::format(", did you mean \"{}\"?", meant)));
  }

  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  std::string word() {
    skip();
    const std::size_t first = at_;
    while (at_ < text_.size() && (isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
      ++at_;
    return text_.substr(first, at_ - first);
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  tl::unexpected<Error> wrong(const std::string& expected) {
    return yaml::refuse(file_, node_, "the type \"{}\" expects {} at character {}", text_, expected, at_ + 1);
  }

  const YAML::Node& node_;
  const std::string& file_;
  std::string text_;
  std::size_t at_ = 0;
};

void give_field_ids(Column& column, const std::string& path) {
  column.field_id = field_id(path);
  for (Column& child : column.children) give_field_ids(child, path + "." + child.name);
}

bool collect_field_ids(const Column& column, std::set<std::int32_t>& ids) {
  if (!ids.insert(column.field_id).second) return false;
  return std::all_of(column.children.begin(), column.children.end(),
                     [&](const Column& child) { return collect_field_ids(child, ids); });
}

Result<Column> column(const std::string& name, const YAML::Node& node, const std::string& file) {
  TRY_OK(yaml::check_keys(node, file, fmt::format("column \"{}\"", name),
                          {"from", "type", "wrap_scalar", "null_values"}));
  for (const char* key : {"from", "type"}) {
    if (!node[key]) return yaml::refuse(file, node, "column \"{}\" lacks \"{}\"", name, key);
  }
  TRY([[maybe_unused]] const std::string written, yaml::text(node["type"], file, "type"));
  const YAML::Node type = node["type"];
  TRY(Column column, TypeParser(type, file).parse());
  column.name = name;
  TRY(column.from, pointer_tokens(node["from"], file));
  if (node["wrap_scalar"]) {
    TRY(column.wrap_scalar, yaml::boolean(node["wrap_scalar"], file, "wrap_scalar"));
    if (column.wrap_scalar && column.kind != ColumnKind::List) {
      return yaml::refuse(file, node["wrap_scalar"], "wrap_scalar is for a list, column \"{}\" is {}", name,
                          type_text(column));
    }
  }
  if (node["null_values"]) {
    TRY(column.null_values, yaml::texts(node["null_values"], file, "null_values"));
  }
  give_field_ids(column, name);
  return column;
}

/// Grows the tree of what columns read by one column.
class ReachBuilder {
 public:
  void add(const std::vector<std::string>& tokens, std::uint32_t column) {
    Node* node = &root_;
    for (const std::string& token : tokens) {
      auto at = std::find_if(node->below.begin(), node->below.end(),
                             [&](const auto& entry) { return entry.first == token; });
      if (at == node->below.end()) {
        node->below.emplace_back(token, std::make_unique<Node>());
        at = node->below.end() - 1;
      }
      node = at->second.get();
    }
    node->columns.push_back(column);
  }

  void store(Plan& plan) const { store(root_, plan); }

 private:
  struct Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> below;
    std::vector<std::uint32_t> columns;
  };

  static std::uint32_t store(const Node& node, Plan& plan) {
    const auto place = static_cast<std::uint32_t>(plan.reaches.size());
    plan.reaches.emplace_back();
    Reach reach;
    reach.columns = node.columns;
    std::vector<std::string> keys;
    std::vector<std::uint32_t> places;
    for (const auto& [key, child] : node.below) {
      keys.push_back(key);
      places.push_back(store(*child, plan));
    }
    if (!keys.empty()) {
      reach.below = {static_cast<std::uint32_t>(plan.reaches_below.size()),
                     static_cast<std::uint32_t>(places.size())};
      plan.reaches_below.insert(plan.reaches_below.end(), places.begin(), places.end());
      reach.keys = static_cast<std::int32_t>(plan.key_tables.size());
      plan.key_tables.emplace_back(std::move(keys));
    }
    plan.reaches[place] = std::move(reach);
    return place;
  }

  Node root_;
};

}  // namespace

Result<std::vector<std::string>> pointer_tokens(const YAML::Node& node, const std::string& file) {
  TRY(const std::string pointer, yaml::text(node, file, "a pointer"));
  if (pointer.empty() || pointer[0] != '/') {
    return yaml::refuse(file, node, "\"{}\" is no JSON pointer: it has to begin with /", pointer);
  }
  std::vector<std::string> tokens(1);
  for (std::size_t i = 1; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else if (pointer[i] != '~') {
      tokens.back() += pointer[i];
    } else {
      const char next = i + 1 < pointer.size() ? pointer[++i] : '\0';
      if (next != '0' && next != '1') {
        return yaml::refuse(file, node, "\"{}\" is no JSON pointer: after ~ stands 0 or 1", pointer);
      }
      tokens.back() += next == '0' ? '~' : '/';
    }
  }
  if (tokens.size() > kPointerTokensMax) {
    return yaml::refuse(file, node, "a pointer has {} parts at most, here stand {}", kPointerTokensMax,
                        tokens.size());
  }
  return tokens;
}

Status compile_columns(const YAML::Node& columns, Plan& plan) {
  TRY_OK(yaml::check_keys(columns, plan.file, "columns", {}));
  static const std::set<std::string> kEngineColumns = {"event_id", "year", "month", "day", "hour"};
  std::set<std::string> names;
  std::set<std::int32_t> ids;
  for (const char* engine : {"event_id", "_object", "_offset", "_length", "_rescued", "_warnings"}) {
    ids.insert(field_id(engine));
  }
  ReachBuilder reaches;
  for (const auto& entry : columns) {
    const std::string name = entry.first.Scalar();
    if (!is_column_name(name)) {
      return yaml::refuse(plan.file, entry.first,
                          "\"{}\" is no column name: letters, digits and _ (not in front), 128 at most",
                          name);
    }
    if (kEngineColumns.contains(lower(name))) {
      return yaml::refuse(plan.file, entry.first,
                          "the column \"{}\" is made by Headgate itself: leave it out", name);
    }
    if (!names.insert(lower(name)).second) {
      return yaml::refuse(plan.file, entry.first, "a second column \"{}\" (case does not tell columns apart)",
                          name);
    }
    TRY(Column made, column(name, entry.second, plan.file));
    if (!collect_field_ids(made, ids)) {
      return yaml::refuse(plan.file, entry.first,
                          "the column \"{}\" gets the field id of another: give it another name", name);
    }
    reaches.add(made.from, static_cast<std::uint32_t>(plan.columns.size()));
    plan.columns.push_back(std::move(made));
    plan.column_lines.push_back(entry.first.Mark().line + 1);
  }
  reaches.store(plan);
  return {};
}

}  // namespace headgate
