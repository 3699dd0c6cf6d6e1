// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "contract/compile.h"

namespace headgate {

namespace {

constexpr int kTypeDepthMax = 16;
constexpr std::int32_t kPrecisionMax = 38;

const std::map<std::string, ColumnKind>& scalars() {
  static const std::map<std::string, ColumnKind> kScalars = {
      {"string", ColumnKind::String},   {"int64", ColumnKind::Int64},         {"double", ColumnKind::Double},
      {"boolean", ColumnKind::Boolean}, {"timestamp", ColumnKind::Timestamp}, {"date", ColumnKind::Date},
      {"json", ColumnKind::Json}};
  return kScalars;
}

/// Gives the word for what other systems call otherwise, else the one that is written nearly so.
std::string meant_by(const std::string& word) {
  static const std::map<std::string, std::string> kForeign = {
      {"integer", "int64"},       {"int", "int64"},
      {"int32", "int64"},         {"long", "int64"},
      {"bigint", "int64"},        {"number", "double"},
      {"float", "double"},        {"real", "double"},
      {"float64", "double"},      {"bool", "boolean"},
      {"text", "string"},         {"varchar", "string"},
      {"str", "string"},          {"char", "string"},
      {"utf8", "string"},         {"datetime", "timestamp"},
      {"time", "timestamp"},      {"array", "list<...>"},
      {"object", "json"},         {"row", "struct<...>"},
      {"record", "struct<...>"},  {"dict", "map<string, ...>"},
      {"numeric", "decimal(...)"}};
  std::string lower = word;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (const auto foreign = kForeign.find(lower); foreign != kForeign.end()) return foreign->second;
  static const std::map<std::string, std::string> kNested = {{"list", "list<...>"},
                                                             {"struct", "struct<...>"},
                                                             {"map", "map<string, ...>"},
                                                             {"decimal", "decimal(...)"}};
  std::vector<std::string> known;
  for (const auto& [name, kind] : scalars()) known.push_back(name);
  for (const auto& [name, shown] : kNested) known.push_back(name);
  const std::string near = nearest_word(lower, known);
  const auto nested = kNested.find(near);
  return nested == kNested.end() ? near : nested->second;
}

/// Reads a column type by recursive descent: string | ... | list<T> | struct<name: T, name from 'member': T,
/// ...> | map<string, T>.
class TypeParser {
 public:
  explicit TypeParser(const DocumentNode& node) : node_(node), text_(node.text) {}

  Result<Column> parse() {
    TRY(Column column, type(0));
    skip();
    if (at_ != text_.size()) return wrong("nothing more");
    return column;
  }

 private:
  Result<Column> type(int depth) {
    if (depth > kTypeDepthMax) return wrong(fmt::format("at most {} levels of nesting", kTypeDepthMax));
    const std::string name = word();
    Column column;
    if (const auto scalar = scalars().find(name); scalar != scalars().end()) {
      column.kind = scalar->second;
      return column;
    }
    if (name == "decimal") return decimal();
    if (name == "list") return list(depth);
    if (name == "struct") return structure(depth);
    if (name == "map") return map(depth);
    at_ -= name.size();
    const std::string meant = meant_by(name);
    return wrong(
        fmt::format("one of string, int64, double, boolean, timestamp, date, decimal(...), json, "
                    "list<...>, struct<...>, map<string, ...>{}",
                    meant.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", meant)));
  }

  Result<Column> decimal() {
    Column column;
    column.kind = ColumnKind::Decimal;
    TRY_OK(take('(', "( after decimal"));
    TRY(column.precision, number(1, kPrecisionMax, "how many digits the decimal has"));
    TRY_OK(take(',', ", and how many of the digits stand behind the point"));
    TRY(column.scale, number(0, column.precision, "how many of the digits stand behind the point"));
    TRY_OK(take(')', ") at the end of decimal("));
    return column;
  }

  Result<Column> list(int depth) {
    Column column;
    column.kind = ColumnKind::List;
    TRY_OK(take('<', "< after list"));
    TRY(Column element, type(depth + 1));
    element.name = "element";
    column.children.push_back(std::move(element));
    TRY_OK(take('>', "> at the end of list<"));
    return column;
  }

  Result<Column> map(int depth) {
    Column column;
    column.kind = ColumnKind::Map;
    TRY_OK(take('<', "< after map"));
    const std::string key = word();
    if (key != "string") {
      at_ -= key.size();
      return wrong("string: the keys of a map are strings");
    }
    TRY_OK(take(',', ", and the type of the values"));
    TRY(Column value, type(depth + 1));
    column.children.resize(1);
    column.children.front().name = "key";
    value.name = "value";
    column.children.push_back(std::move(value));
    TRY_OK(take('>', "> at the end of map<"));
    return column;
  }

  Result<Column> structure(int depth) {
    Column column;
    column.kind = ColumnKind::Struct;
    TRY_OK(take('<', "< after struct"));
    std::set<std::string> names;
    do {
      TRY(Column field, this->field(names, depth));
      column.children.push_back(std::move(field));
    } while (took(','));
    TRY_OK(take('>', "> at the end of struct<"));
    return column;
  }

  Result<Column> field(std::set<std::string>& names, int depth) {
    static const std::string kOther = "another member is read by name from '@member'";
    const std::string name = word();
    if (!is_column_name(name)) {
      at_ -= name.size();
      return wrong("the name of a field: letters, digits and _ (not in front); " + kOther);
    }
    if (!names.insert(lower_case(name)).second) {
      return wrong(fmt::format("field names that differ by more than case, not \"{}\" again", name));
    }
    std::string member_name = name;
    const std::size_t behind_name = at_;
    if (word() == "from") {
      TRY(member_name, member());
    } else {
      at_ = behind_name;
    }
    TRY_OK(take(':', ": after the name of a field; " + kOther));
    TRY(Column field, type(depth + 1));
    field.name = name;
    field.from = {std::move(member_name)};
    return field;
  }

  /// Reads the name of a member: any characters in single quotes, a quote among them written twice.
  Result<std::string> member() {
    TRY_OK(take('\'', "the member in single quotes, as in name from '@member',"));
    const std::size_t first = at_;
    std::string name;
    for (;;) {
      const std::size_t quote = text_.find('\'', at_);
      if (quote == std::string::npos) {
        at_ = first - 1;
        return wrong("a second quote behind the one");
      }
      name.append(text_, at_, quote - at_);
      at_ = quote + 1;
      if (at_ == text_.size() || text_[at_] != '\'') return name;
      name += text_[at_++];
    }
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
  Result<std::int32_t> number(std::int32_t least, std::int32_t most, const std::string& what) {
    const std::string digits = word();
    const bool plain = !digits.empty() && digits.size() <= 3 &&
                       std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    const int value = plain ? std::stoi(digits) : -1;
    if (value >= least && value <= most) return value;
    at_ -= digits.size();
    return wrong(fmt::format("{}: {} to {}", what, least, most));
  }
  bool took(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  Status take(char c, const std::string& expected) {
    if (took(c)) return {};
    return wrong(expected);
  }
  tl::unexpected<Error> wrong(const std::string& expected) {
    const std::string before = text_.substr(0, at_);
    const auto characters =
        std::count_if(before.begin(), before.end(), [](char c) { return (c & '\xc0') != '\x80'; });
    return refuse(node_, "the type \"{}\" expects {} at character {}", text_, expected, characters + 1);
  }

  const DocumentNode& node_;
  std::string text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Column> column_type(const DocumentNode& type) {
  TRY([[maybe_unused]] const std::string written, as_text(type, "type"));
  return TypeParser(type).parse();
}

}  // namespace headgate
