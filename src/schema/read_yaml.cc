// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "base/json.h"
#include "schema/document.h"
#include "schema/number.h"

namespace headgate {

namespace {

/// Far above what a person writes; a file beyond it would cost the loader seconds and gigabytes.
constexpr std::size_t kBytesMax = 16 * MiB;
constexpr std::size_t kNodesMax = 2'000'000;

/// Is thrown out of yaml-cpp's parser, whose events have no way to say no, and caught in read_yaml().
struct Refused {
  Error error;
};

/// Builds documents from the events of yaml-cpp's parser: its own tree copies aliases, allows a key twice and
/// takes a time that grows faster than the file.
class DocumentBuilder : public YAML::EventHandler {
 public:
  explicit DocumentBuilder(const std::string& file) : file_(std::make_shared<const std::string>(file)) {}

  std::vector<Document> documents;

  void OnDocumentStart(const YAML::Mark& /*mark*/) override { anchors_.clear(); }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    put(make(mark, DocumentNode::Kind::Null), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) refuse_at(mark, "an alias inside of what it names has no end");
    put(known->second, 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    auto node = make(mark, DocumentNode::Kind::String);
    node->text = value;
    if (tag == "!") {
      node->quoted = true;
    } else if (tag == "?" || tag.empty()) {
      node->kind = kind_of(value);
    } else if (tag == "tag:yaml.org,2002:str") {
      node->quoted = true;
    } else {
      refuse_at(mark, "tags are not taken here: write the value as it is, a text in quotes");
    }
    put(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(make(mark, DocumentNode::Kind::List), tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(make(mark, DocumentNode::Kind::Map), tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    std::shared_ptr<DocumentNode> node;
    YAML::anchor_t anchor;
    Document key;  ///< Of a map: the key whose value comes next.
    std::set<std::string> keys;
  };

  [[noreturn]] void refuse_at(const YAML::Mark& mark, const std::string& why) {
    throw Refused{{ErrorCode::Configuration,
                   fmt::format("{}:{}:{}: {}", *file_, mark.line + 1, mark.column + 1, why)}};
  }

  std::shared_ptr<DocumentNode> make(const YAML::Mark& mark, DocumentNode::Kind kind) {
    if (++nodes_ > kNodesMax) refuse_at(mark, fmt::format("more than {} values in one file", kNodesMax));
    auto node = std::make_shared<DocumentNode>();
    node->kind = kind;
    node->file = file_;
    node->line = mark.line + 1;
    node->column = mark.column + 1;
    return node;
  }

  static DocumentNode::Kind kind_of(const std::string& value) {
    if (value.empty() || value == "null" || value == "~") return DocumentNode::Kind::Null;
    if (value == "true" || value == "false") return DocumentNode::Kind::Boolean;
    return is_json_number(value) ? DocumentNode::Kind::Number : DocumentNode::Kind::String;
  }

  void open(std::shared_ptr<DocumentNode> node, const std::string& tag, YAML::anchor_t anchor) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      throw Refused{{ErrorCode::Configuration, fmt::format("{}: tags are not taken here", place(*node))}};
    }
    open_.push_back({std::move(node), anchor, nullptr, {}});
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    put(std::move(done.node), done.anchor);
  }

  void put(Document node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = node;
    if (open_.empty()) {
      documents.push_back(std::move(node));
      return;
    }
    Open& parent = open_.back();
    if (parent.node->is(DocumentNode::Kind::List)) {
      parent.node->items.push_back(std::move(node));
    } else if (parent.key == nullptr) {
      key(parent, std::move(node));
    } else {
      parent.node->members.push_back(
          {parent.key->text, parent.key->line, parent.key->column, std::move(node)});
      parent.key = nullptr;
    }
  }

  static void key(Open& parent, Document node) {
    const auto refuse_here = [&](const std::string& why) {
      throw Refused{{ErrorCode::Configuration, fmt::format("{}: {}", place(*node), why)}};
    };
    if (node->is(DocumentNode::Kind::List) || node->is(DocumentNode::Kind::Map)) {
      refuse_here("a key has to be a text");
    }
    if (!node->quoted && node->text == "<<") refuse_here("merge keys (<<) are not taken here");
    if (!parent.keys.insert(node->text).second) {
      refuse_here(fmt::format("the key \"{}\" stands here twice", node->text));
    }
    parent.key = std::move(node);
  }

  std::shared_ptr<const std::string> file_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Document> anchors_;
  std::size_t nodes_ = 0;
};

}  // namespace

Result<std::vector<Document>> read_yaml(const std::string& text, const std::string& file) {
  if (text.size() > kBytesMax) {
    return fail(ErrorCode::Configuration, "{}: a file of {} bytes; {} are the most that is read", file,
                text.size(), kBytesMax);
  }
  if (const std::size_t whole = utf8_prefix(text); whole != text.size()) {
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(whole), '\n') + 1;
    return fail(ErrorCode::Configuration, "{}:{}: the file has to be UTF-8, here stands the byte {:02x}", file,
                line, static_cast<unsigned char>(text[whole]));
  }
  DocumentBuilder builder(file);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {}
  } catch (const Refused& refused) {
    return forward(refused.error);
  } catch (const YAML::Exception& wrong) {
    if (wrong.mark.is_null()) return fail(ErrorCode::Configuration, "{}: {}", file, wrong.msg);
    return fail(ErrorCode::Configuration, "{}:{}:{}: {}", file, wrong.mark.line + 1, wrong.mark.column + 1,
                wrong.msg);
  }
  return std::move(builder.documents);
}

}  // namespace headgate
