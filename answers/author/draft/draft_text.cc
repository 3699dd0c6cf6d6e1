// SPDX-License-Identifier: Apache-2.0
#include "answers/author/draft/draft.h"

#include <fmt/format.h>

#include <utility>

#include "answers/author/yaml/yaml.h"
#include "schema/keywords.h"

namespace headgate::author {

namespace {

constexpr std::size_t kLineMax = 110;

std::string comment_text(const std::string& comment) {
  return comment.empty() ? "\n" : "   # " + yaml::comment(comment) + "\n";
}

/// Writes types as `type` takes them: one, or a list.
std::string types_text(TypeMask mask) {
  const std::vector<std::string> words = type_words(mask);
  return words.size() == 1 ? yaml::scalar(words.front()) : yaml::list(words);
}

std::string values_text(const SchemaDraft& schema) {
  if (schema.is_const) return "const: " + yaml::scalar(schema.values.front());
  std::string list = yaml::list(schema.values);
  if ((schema.types & types::Null) != 0) list.insert(list.size() - 1, ", null");
  return "enum: " + list;
}

/// Writes a schema on one line; empty where it does not fit there.
std::string inline_text(const SchemaDraft& schema) {
  if (schema.types == types::All) return "true";
  if (!schema.values.empty()) return "{" + values_text(schema) + "}";
  if (!schema.properties.empty() || !schema.branches.empty()) return "";
  std::string text = "{type: " + types_text(schema.types);
  if (schema.format != inspect::TextFormat::None) text += ", format: " + std::string(name(schema.format));
  for (const auto& [key, inside] :
       {std::pair{"items", schema.items.get()}, {"additionalProperties", schema.additional.get()}}) {
    if (inside == nullptr) continue;
    const std::string below = inline_text(*inside);
    if (below.empty()) return "";
    text += fmt::format(", {}: {}", key, below);
  }
  return text + "}";
}

/// Writes `key: [a, b]`, over several lines where it is long.
std::string list_text(const std::string& key, const std::vector<std::string>& texts, std::size_t indent) {
  const std::string blanks(indent, ' ');
  std::string text = blanks + key + ": [", line = text;
  text.clear();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string item = yaml::scalar(texts[i]) + (i + 1 < texts.size() ? ", " : "]");
    if (line.size() + item.size() > kLineMax && line.size() > indent + key.size() + 3) {
      while (line.back() == ' ') line.pop_back();
      text += line + "\n";
      line = blanks + "  ";
    }
    line += item;
  }
  return text + line + "\n";
}

std::string branch_text(const std::string& kind, const SchemaDraft::Branch& branch, std::size_t indent) {
  const std::string blanks(indent, ' ');
  std::string text = blanks + "- properties:" + comment_text(branch.comment);
  text += fmt::format("{}    {}: {{const: {}}}\n", blanks, yaml::scalar(kind), yaml::scalar(branch.value));
  for (const auto& [member, required] : branch.inside) {
    text += fmt::format("{}    {}: {{required: {}}}\n", blanks, yaml::scalar(member), yaml::list(required));
  }
  if (!branch.required.empty()) text += list_text("required", branch.required, indent + 2);
  return text;
}

/// Finds the next comma between the parts of a type: none of a member's name, which stands in single quotes.
std::size_t comma_behind(const std::string& type, std::size_t begin) {
  bool is_name = false;
  for (std::size_t at = begin; at < type.size(); ++at) {
    if (type[at] == '\'') is_name = !is_name;
    if (!is_name && type.compare(at, 2, ", ") == 0) return at;
  }
  return std::string::npos;
}

/// Breaks a long type over lines behind its commas; in quotes a line break is a blank.
std::string folded(const std::string& type, const std::string& margin) {
  std::string text = "type: ";
  std::size_t used = 6 + text.size();
  for (std::size_t begin = 0; begin < type.size();) {
    const std::size_t comma = comma_behind(type, begin);
    const std::string part = type.substr(begin, comma == std::string::npos ? comma : comma + 2 - begin);
    if (used + part.size() > kLineMax && begin != 0) {
      text.pop_back();
      text += "\n" + margin + "  ";
      used = 8;
    }
    text += part;
    used += part.size();
    begin += part.size();
  }
  return text;
}

std::string schema_text(const SchemaDraft& schema, std::size_t indent) {
  const std::string blanks(indent, ' ');
  std::string text = blanks + "type: " + types_text(schema.types) + "\n";
  if (!schema.required.empty()) text += list_text("required", schema.required, indent);
  if (!schema.properties.empty()) {
    text += blanks + "properties:\n";
    for (const auto& [name, property] : schema.properties) text += field_text(name, property, indent + 2);
  }
  if (schema.additional != nullptr) text += field_text("additionalProperties", *schema.additional, indent);
  if (schema.items != nullptr) text += field_text("items", *schema.items, indent);
  if (schema.branches.empty()) return text;
  text += fmt::format("{}# What has to be there depends on {}.\n{}oneOf:\n", blanks,
                      yaml::comment(schema.kind), blanks);
  for (const SchemaDraft::Branch& branch : schema.branches)
    text += branch_text(schema.kind, branch, indent + 2);
  return text;
}

/// Gives what a column says besides its place and its type.
std::vector<std::pair<const char*, std::string>> options_of(const ColumnDraft& column) {
  std::vector<std::pair<const char*, std::string>> options;
  if (column.wrap_scalar) options.emplace_back("wrap_scalar", "true");
  if (!column.null_values.empty()) options.emplace_back("null_values", yaml::list(column.null_values));
  if (!column.default_value.empty()) options.emplace_back("default", column.default_value);
  if (!column.timestamp.empty()) options.emplace_back("timestamp", column.timestamp);
  if (!column.format.empty()) options.emplace_back("format", column.format);
  if (!column.zone.empty()) options.emplace_back("zone", column.zone);
  if (column.parse) options.emplace_back("parse", "true");
  return options;
}

}  // namespace

std::string field_text(const std::string& name, const SchemaDraft& schema, std::size_t indent, bool is_bare) {
  const std::string blanks(indent, ' ');
  std::string text;
  for (const std::string& note : schema.notes) {
    if (!is_bare) text += blanks + "# " + yaml::comment(note) + "\n";
  }
  const std::string line = inline_text(schema);
  text += blanks + yaml::scalar(name) + ":" + (line.empty() ? "" : " ") + line +
          comment_text(is_bare ? "" : schema.comment);
  return line.empty() ? text + schema_text(schema, indent + 2) : text;
}

std::string column_line(const ColumnDraft& column) {
  std::string line = fmt::format("{}: {{from: {}, type: {}", yaml::scalar(column.name),
                                 yaml::scalar(column.from), yaml::schema_word(column.type));
  for (const auto& [key, value] : options_of(column)) line += fmt::format(", {}: {}", key, value);
  return line + "}";
}

std::string column_text(const ColumnDraft& column, std::size_t indent, bool is_bare) {
  constexpr std::size_t kWidth = kLineMax - 4;  // As wide as it is in a draft, wherever it goes.
  const std::string blanks(indent, ' '), deeper = blanks + "  ";
  const std::string comment = comment_text(is_bare ? "" : column.comment), from = yaml::scalar(column.from);
  const std::string type = yaml::schema_word(column.type);
  std::string rest = fmt::format("from: {}, type: {}", from, type);
  for (const auto& [key, value] : options_of(column)) rest += fmt::format(", {}: {}", key, value);
  const std::string name = yaml::scalar(column.name) + ":";
  if (name.size() + rest.size() + 3 <= kWidth) return blanks + name + " {" + rest + "}" + comment;
  const std::string text = blanks + name + comment + deeper;
  if (rest.size() + 4 <= kWidth) return text + "{" + rest + "}\n";
  std::string lines = "from: " + from + "\n" + deeper + folded(type, deeper) + "\n";
  for (const auto& [key, value] : options_of(column)) lines += fmt::format("{}{}: {}\n", deeper, key, value);
  return text + lines;
}

std::string columns_text(const ColumnDrafts& drafts) {
  std::string text = drafts.columns.empty() ? "  columns: {}\n" : "  columns:\n";
  for (const ColumnDraft& column : drafts.columns) text += column_text(column, 4);
  if (drafts.left_out.empty()) return text;
  text += "    # No column shows these; clean_json has them:\n";
  for (const std::string& line : drafts.left_out) text += "    #   " + yaml::comment(line) + "\n";
  return text;
}

}  // namespace headgate::author
