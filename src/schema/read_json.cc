// SPDX-License-Identifier: Apache-2.0
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "base/json.h"
#include "schema/document.h"

namespace headgate {

namespace {

/// Walks over a text and counts its lines, so that whoever hears of a token can say where it ends.
class LineCounter {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  LineCounter(const char* at, int* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  LineCounter& operator++() {
    if (*at_++ == '\n') ++*line_;
    return *this;
  }
  bool operator==(const LineCounter& other) const { return at_ == other.at_; }
  bool operator!=(const LineCounter& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  int* line_;
};

/// Builds a document from the events of nlohmann's parser, which keep the text of numbers.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  static constexpr std::size_t kDepthMax = 500;

  Builder(const std::string& file, const int& line)
      : file_(std::make_shared<const std::string>(file)), line_(line) {}

  Document root;
  std::string error;

  bool null() override { return put(make(DocumentNode::Kind::Null, "")); }
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
    map.key_line = line_;
    if (map.keys.insert(value).second) return true;
    error = fmt::format("{}:{}: the key \"{}\" stands here twice", *file_, line_, value);
    return false;
  }
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& wrong) override {
    constexpr int kNumberOutOfRange = 406;
    const std::string near =
        to_utf8_lossy(ByteView(token).substr(0, utf8_prefix(ByteView(token).substr(0, 60))));
    error = wrong.id == kNumberOutOfRange
                ? fmt::format(
                      "{}:{}: {} is beyond the numbers of a JSON file: write the schema in YAML, which "
                      "takes any number",
                      *file_, line_, near)
                : fmt::format("{}:{}: no JSON at byte {}, near \"{}\"", *file_, line_, position, near);
    return false;
  }

 private:
  struct Open {
    std::shared_ptr<DocumentNode> node;
    std::string key;
    int key_line = 0;
    std::set<std::string> keys;
  };

  std::shared_ptr<DocumentNode> make(DocumentNode::Kind kind, const std::string& text) {
    auto node = std::make_shared<DocumentNode>();
    node->kind = kind;
    node->file = file_;
    node->line = line_;
    node->column = 1;
    node->text = text;
    return node;
  }
  bool open(DocumentNode::Kind kind) {
    if (open_.size() == kDepthMax) {
      error = fmt::format("{}:{}: nested more than {} deep", *file_, line_, kDepthMax);
      return false;
    }
    open_.push_back({make(kind, ""), "", 0, {}});
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
      parent.node->members.push_back({parent.key, parent.key_line, 1, std::move(node)});
    }
    return true;
  }

  std::shared_ptr<const std::string> file_;
  const int& line_;
  std::vector<Open> open_;
};

}  // namespace

Result<Document> read_json(const std::string& text, const std::string& file) {
  int line = 1;
  Builder builder(file, line);
  const bool read = nlohmann::json::sax_parse(LineCounter(text.data(), &line),
                                              LineCounter(text.data() + text.size(), &line), &builder);
  if (!read) return fail(ErrorCode::Configuration, "{}", builder.error);
  return builder.root;
}

}  // namespace headgate
