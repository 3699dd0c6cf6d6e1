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
#include "schema/yaml_advice.h"

namespace headgate {

namespace {

/// Far above what a person writes; a file beyond it would cost the loader seconds and gigabytes.
constexpr std::size_t kBytesMax = 16 * MiB;
constexpr std::size_t kNodesMax = 2'000'000;
/// As deep as values may stand inside each other, aliases written out: many walks go by recursion.
constexpr int kDepthMax = 1'000;
/// So many bytes of text weigh as much as one value.
constexpr std::size_t kBytesPerNode = 32;

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

  /// Where the innermost open [ or { stands, and the last text in quotes: for what is said of a fault.
  [[nodiscard]] std::optional<TextPlace> bracket() const {
    if (open_.empty() || !open_.back().is_flow) return {};
    return TextPlace{open_.back().node->line, open_.back().node->column};
  }
  [[nodiscard]] std::optional<TextPlace> quoted() const { return quoted_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    // In front of a comma that stands in no list the parser stays where it is, and finds documents without
    // end.
    if (document_at_ == mark.pos)
      refuse_at(mark, "this belongs to nothing: leave it out, or put the text in quotes");
    document_at_ = mark.pos;
    anchors_.clear();
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto node = make(mark, DocumentNode::Kind::Null);
    if (!open_.empty() && open_.back().key != nullptr && open_.back().key->line != node->line) {
      // The parser gives the place of whatever comes next.
      node->line = open_.back().key->line;
      node->column = open_.back().key->column;
    }
    put({std::move(node)}, anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) refuse_at(mark, "an alias inside of what it names has no end");
    put(known->second, 0);  // What it names was counted once already, and is now again.
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    auto node = make(mark, DocumentNode::Kind::String);
    node->text = value;
    if (tag == "!") {
      node->quoted = true;
      quoted_ = TextPlace{node->line, node->column};
    } else if (tag == "?" || tag.empty()) {
      node->kind = kind_of(value);
    } else if (tag == "tag:yaml.org,2002:str") {
      node->quoted = true;
    } else {
      refuse_at(mark, "tags are not taken here: write the value as it is, a text in quotes");
    }
    const std::size_t weight = 1 + node->text.size() / kBytesPerNode;
    put({std::move(node), 1, weight}, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(make(mark, DocumentNode::Kind::List), tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(make(mark, DocumentNode::Kind::Map), tag, anchor, style);
  }
  void OnMapEnd() override { close(); }

 private:
  /// A value with all that it holds, aliases written out: a few lines of them could stand for billions.
  struct Whole {
    Document node;
    int height = 1;
    std::size_t weight = 1;
  };
  struct Open {
    std::shared_ptr<DocumentNode> node;
    YAML::anchor_t anchor;
    bool is_flow;  ///< In [ ] or { }.
    Document key;  ///< Of a map: the key whose value comes next.
    std::set<std::string> keys;
    int height = 1;
    std::size_t weight = 1;
  };

  [[noreturn]] void refuse_at(const YAML::Mark& mark, const std::string& why) {
    throw Refused{
        {ErrorCode::Configuration, fmt::format("{}:{}:{}: {}", *file_, mark.line + 1, mark.column + 1, why)}};
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

  void open(std::shared_ptr<DocumentNode> node, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      refuse_here(*node, "tags are not taken here: leave it out");
    }
    open_.push_back({std::move(node), anchor, style == YAML::EmitterStyle::Flow, nullptr, {}});
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    done.node->index();
    put({std::move(done.node), done.height, done.weight}, done.anchor);
  }

  void put(const Whole& whole, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = whole;
    Document node = whole.node;
    if (open_.empty()) {
      documents.push_back(std::move(node));
      return;
    }
    Open& parent = open_.back();
    parent.height = std::max(parent.height, whole.height + 1);
    parent.weight += whole.weight;
    if (parent.height > kDepthMax)
      refuse_here(*parent.node, fmt::format("values stand more than {} deep inside each other", kDepthMax));
    if (parent.weight > kNodesMax)
      refuse_here(*parent.node, "with its aliases written out this is too large");
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

  [[noreturn]] static void refuse_here(const DocumentNode& node, const std::string& why) {
    throw Refused{{ErrorCode::Configuration, fmt::format("{}: {}", place(node), why)}};
  }

  static void key(Open& parent, Document node) {
    if (node->is(DocumentNode::Kind::List) || node->is(DocumentNode::Kind::Map)) {
      refuse_here(*node, "a key has to be a text");
    }
    if (node->is(DocumentNode::Kind::Null)) refuse_here(*node, "a key has to be a text: put null in quotes");
    if (!node->quoted && node->text == "<<") {
      refuse_here(*node, "merge keys (<<) are not taken here: write the members out, or use $ref");
    }
    if (!parent.keys.insert(node->text).second) {
      refuse_here(*node, fmt::format("the key \"{}\" stands here twice: keep one of them", node->text));
    }
    parent.key = std::move(node);
  }

  std::shared_ptr<const std::string> file_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Whole> anchors_;
  std::optional<TextPlace> quoted_;
  std::optional<int> document_at_;  ///< Where the last document began.
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
    return fail(ErrorCode::Configuration, "{}:{}: the file has to be UTF-8, here stands the byte {:02x}",
                file, line, static_cast<unsigned char>(text[whole]));
  }
  const auto refuse_at = [&](const YamlAdvice& wrong) {
    return fail(ErrorCode::Configuration, "{}:{}:{}: {}", file, wrong.at.line, wrong.at.column,
                wrong.message);
  };
  if (const auto unseen = find_unseen(text)) return refuse_at(*unseen);
  DocumentBuilder builder(file);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused& refused) {
    return forward(refused.error);
  } catch (const YAML::Exception& wrong) {
    if (wrong.mark.is_null()) return fail(ErrorCode::Configuration, "{}: {}", file, wrong.msg);
    return refuse_at(advise(
        text,
        {{wrong.mark.line + 1, wrong.mark.column + 1}, wrong.msg, builder.bracket(), builder.quoted()}));
  }
  // The parser takes the end of the file for the closing quote.
  if (builder.quoted() && !closing_quote(text, *builder.quoted()))
    return refuse_at(advise(text, {{}, "", {}, builder.quoted()}));
  return std::move(builder.documents);
}

}  // namespace headgate
