// SPDX-License-Identifier: Apache-2.0
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "base/json.h"
#include "schema/document.h"

namespace headgate {

namespace {

/// How far the parser has read.
struct Position {
  const char* begin;  ///< Of the text.
  const char* at;
  const char* line_begin;
  int line = 1;
};

/// Walks over a text and counts its lines, so that whoever hears of a token can say where it stands.
class LineCounter {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  LineCounter(const char* at, Position* position) : at_(at), position_(position) {}
  reference operator*() const { return *at_; }
  LineCounter& operator++() {
    const bool ends_line = *at_++ == '\n';
    position_->at = at_;
    position_->line += ends_line;
    if (ends_line) position_->line_begin = at_;
    return *this;
  }
  bool operator==(const LineCounter& other) const { return at_ == other.at_; }
  bool operator!=(const LineCounter& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  Position* position_;
};

/// Finds the first byte of a token that was read to its end. Of a number the parser has to read one byte more
/// to know that it ends.
const char* token_begin(const Position& position, DocumentNode::Kind kind, std::size_t size) {
  using Kind = DocumentNode::Kind;
  const char* at = position.at;
  if (kind == Kind::Map || kind == Kind::List) return at - 1;
  if (kind == Kind::Null || kind == Kind::Boolean) return at - size;
  const auto goes_on = [&](const auto& belongs) { return at != position.begin && belongs(at[-1]); };
  if (kind == Kind::Number) {
    const auto is_of_number = [](char c) {
      return std::string_view("+-.0123456789eE").find(c) != std::string_view::npos;
    };
    if (goes_on([&](char c) { return !is_of_number(c); })) --at;
    while (goes_on(is_of_number)) --at;
    return at;
  }
  const auto is_escaped = [&] {  // The quote at `at`.
    const char* slash = at;
    while (slash != position.begin && slash[-1] == '\\') --slash;
    return (at - slash) % 2 != 0;
  };
  --at;  // The quote at its end.
  do {
    --at;
  } while (at != position.begin && (*at != '"' || is_escaped()));
  return at;
}

struct TokenPlace {
  int line, column;
};

TokenPlace place_of(const Position& position, DocumentNode::Kind kind, std::size_t size) {
  const char* const begin = token_begin(position, kind, size);
  if (begin >= position.line_begin) return {position.line, static_cast<int>(begin - position.line_begin) + 1};
  // The byte behind a number was a line break.
  const char* line_begin = begin;
  while (line_begin != position.begin && line_begin[-1] != '\n') --line_begin;
  return {position.line - 1, static_cast<int>(begin - line_begin) + 1};
}

/// Builds a document from the events of nlohmann's parser, which keep the text of numbers.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  static constexpr std::size_t kDepthMax = 500;

  Builder(const std::string& file, const Position& position)
      : file_(std::make_shared<const std::string>(file)), position_(position) {}

  Document root;
  std::string error;

  bool null() override {
    auto node = make(DocumentNode::Kind::Null, "null");
    node->text.clear();
    return put(std::move(node));
  }
  bool boolean(bool value) override {
    return put(make(DocumentNode::Kind::Boolean, value ? "true" : "false"));
  }
  bool number_integer(number_integer_t value) override {
    return put(make(DocumentNode::Kind::Number, std::to_string(value)));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return put(make(DocumentNode::Kind::Number, std::to_string(value)));
  }
  bool number_float(number_float_t /*value*/, const string_t& text) override {
    return put(make(DocumentNode::Kind::Number, text));
  }
  bool string(string_t& value) override {
    auto node = make(DocumentNode::Kind::String, value);
    node->quoted = true;
    return put(std::move(node));
  }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*elements*/) override { return open(DocumentNode::Kind::Map); }
  bool start_array(std::size_t /*elements*/) override { return open(DocumentNode::Kind::List); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    Open& map = open_.back();
    map.key = value;
    map.key_place = place_of(position_, DocumentNode::Kind::String, value.size());
    if (map.keys.insert(value).second) return true;
    error = fmt::format("{}:{}: the key \"{}\" stands here twice", *file_, position_.line, value);
    return false;
  }
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& wrong) override {
    constexpr int kNumberOutOfRange = 406;
    const std::string near =
        to_utf8_lossy(ByteView(token).substr(0, utf8_prefix(ByteView(token).substr(0, 60))));
    error =
        wrong.id == kNumberOutOfRange
            ? fmt::format(
                  "{}:{}: {} is beyond the numbers of a JSON file: write the schema in YAML, which "
                  "takes any number",
                  *file_, position_.line, near)
            : fmt::format("{}:{}: no JSON at byte {}, near \"{}\"", *file_, position_.line, position, near);
    return false;
  }

 private:
  struct Open {
    std::shared_ptr<DocumentNode> node;
    std::string key;
    TokenPlace key_place = {};
    std::set<std::string> keys;
  };

  std::shared_ptr<DocumentNode> make(DocumentNode::Kind kind, const std::string& text) {
    auto node = std::make_shared<DocumentNode>();
    node->kind = kind;
    node->file = file_;
    const TokenPlace place = place_of(position_, kind, text.size());
    node->line = place.line;
    node->column = place.column;
    node->text = text;
    return node;
  }
  bool open(DocumentNode::Kind kind) {
    if (open_.size() == kDepthMax) {
      error = fmt::format("{}:{}: nested more than {} deep", *file_, position_.line, kDepthMax);
      return false;
    }
    open_.push_back({make(kind, ""), "", {}, {}});
    return true;
  }
  bool close() {
    const std::shared_ptr<DocumentNode> done = std::move(open_.back().node);
    open_.pop_back();
    done->index();
    return put(done);
  }
  bool put(Document node) {
    if (open_.empty()) {
      root = std::move(node);
    } else if (Open& parent = open_.back(); parent.node->is(DocumentNode::Kind::List)) {
      parent.node->items.push_back(std::move(node));
    } else {
      parent.node->members.push_back(
          {parent.key, parent.key_place.line, parent.key_place.column, std::move(node)});
    }
    return true;
  }

  std::shared_ptr<const std::string> file_;
  const Position& position_;
  std::vector<Open> open_;
};

}  // namespace

Result<Document> read_json(const std::string& text, const std::string& file) {
  Position position{text.data(), text.data(), text.data()};
  Builder builder(file, position);
  const bool read = nlohmann::json::sax_parse(LineCounter(text.data(), &position),
                                              LineCounter(text.data() + text.size(), &position), &builder);
  if (!read) return fail(ErrorCode::Configuration, "{}", builder.error);
  return builder.root;
}

}  // namespace headgate
