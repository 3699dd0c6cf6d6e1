// SPDX-License-Identifier: Apache-2.0
#include "answers/author/yaml/yaml_editor.h"

#include <algorithm>

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

std::size_t indent_of(ByteView line) { return std::min(line.find_first_not_of(' '), line.size()); }

}  // namespace

Result<YamlSource> YamlSource::read(std::string text, const std::string& file) {
  TRY(const auto documents, read_yaml(text, file));
  if (documents.size() != 1) return fail(ErrorCode::Configuration, "{}: not one document", file);
  YamlSource source;
  source.text_ = std::move(text);
  source.document_ = documents.front();
  source.line_starts_.push_back(0);
  for (std::size_t at = 0; (at = source.text_.find('\n', at)) != std::string::npos;) {
    if (++at < source.text_.size()) source.line_starts_.push_back(at);
  }
  if (source.text_.find("\r\n") != std::string::npos) source.line_break_ = "\r\n";
  return source;
}

const DocumentNode* YamlSource::at(const YamlPath& path) const {
  const DocumentNode* node = document_.get();
  for (const std::string& token : path) {
    if (const Document* member = node->member(token)) {
      node = member->get();
    } else if (const auto place = element_place(token, node->items.size())) {
      node = node->items[*place].get();
    } else {
      return nullptr;
    }
  }
  return node;
}

const DocumentNode::Member* YamlSource::member_at(const YamlPath& path) const {
  if (path.empty()) return nullptr;
  const DocumentNode* const map = at({path.begin(), path.end() - 1});
  if (map == nullptr) return nullptr;
  const auto member = std::find_if(map->members.begin(), map->members.end(),
                                   [&](const auto& each) { return each.key == path.back(); });
  return member == map->members.end() ? nullptr : &*member;
}

std::size_t YamlSource::offset(int line, int column) const {
  return std::min(line_start(line) + static_cast<std::size_t>(column - 1), text_.size());
}

std::size_t YamlSource::line_start(int line) const {
  return line > lines() ? text_.size() : line_starts_[static_cast<std::size_t>(line - 1)];
}

std::size_t YamlSource::line_end(int line) const {
  std::size_t end = std::min(text_.find('\n', line_start(line)), text_.size());
  if (end > line_start(line) && text_[end - 1] == '\r') --end;
  return end;
}

ByteView YamlSource::line(int number) const {
  return ByteView(text_).substr(line_start(number), line_end(number) - line_start(number));
}

int YamlSource::line_of(std::size_t offset) const {
  const auto behind = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<int>(behind - line_starts_.begin());
}

bool YamlSource::in_brackets(const DocumentNode& node) const {
  if (!node.is(Kind::List) && !node.is(Kind::Map)) return false;
  const std::size_t at = start(node);
  return at < text_.size() && text_[at] == (node.is(Kind::List) ? '[' : '{');
}

/// Skips what may stand between the parts of brackets, comments included.
std::size_t YamlSource::skip_blank(std::size_t at) const {
  while (at < text_.size()) {
    if (text_[at] == '#') {
      at = std::min(text_.find('\n', at), text_.size());
    } else if (ByteView(" \t\r\n").find(text_[at]) != ByteView::npos) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

std::optional<std::size_t> YamlSource::scalar_end(std::size_t start, const std::string& characters) const {
  if (start >= text_.size()) return {};
  const char quote = text_[start];
  if (quote == '"' || quote == '\'') {
    for (std::size_t i = start + 1; i < text_.size(); ++i) {
      if (quote == '"' && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        if (quote == '"' || i + 1 >= text_.size() || text_[i + 1] != quote) return i + 1;
        ++i;
      }
    }
    return {};
  }
  const bool is_plain = !characters.empty() && text_.compare(start, characters.size(), characters) == 0 &&
                        ByteView("|>&*!").find(quote) == ByteView::npos;
  return is_plain ? std::optional(start + characters.size()) : std::nullopt;
}

std::optional<std::size_t> YamlSource::key_end(const DocumentNode::Member& member) const {
  return scalar_end(offset(member.line, member.column), member.key);
}

std::optional<std::size_t> YamlSource::end(const DocumentNode& node) const {
  if (node.is(Kind::Null)) {
    const auto word = scalar_end(start(node), "null");
    return word ? word : scalar_end(start(node), "~");
  }
  if (!node.is(Kind::List) && !node.is(Kind::Map)) return scalar_end(start(node), node.text);
  if (!in_brackets(node)) return {};
  std::size_t at = start(node) + 1;
  if (!node.items.empty() || !node.members.empty()) {
    const auto last = end(node.is(Kind::List) ? *node.items.back() : *node.members.back().value);
    if (!last) return {};
    at = skip_blank(*last);
    if (at < text_.size() && text_[at] == ',') ++at;
  }
  at = skip_blank(at);
  if (at >= text_.size() || text_[at] != (node.is(Kind::List) ? ']' : '}')) return {};
  return at + 1;
}

int YamlSource::line_behind(const YamlPath& path) const {
  const DocumentNode* const node = at(path);
  int behind = lines() + 1;
  // What comes next is the next sibling, or that of the nearest value around that has one.
  for (YamlPath around = path; !around.empty() && behind > lines();) {
    const std::string token = around.back();
    around.pop_back();
    const DocumentNode& parent = *at(around);
    for (std::size_t i = 0; i + 1 < parent.members.size(); ++i) {
      if (parent.members[i].key == token) behind = parent.members[i + 1].line;
    }
    const auto place = element_place(token, parent.items.size());
    if (place && *place + 1 < parent.items.size()) behind = parent.items[*place + 1]->line;
  }
  const auto indent = static_cast<std::size_t>(node->column - 1);
  for (; behind - 1 > node->line; --behind) {
    const ByteView above = line(behind - 1);
    const std::size_t blanks = indent_of(above);
    const bool is_comment = blanks < above.size() && above[blanks] == '#';
    if (blanks < above.size() && above != "..." && !(is_comment && blanks < indent)) break;
  }
  return behind;
}

}  // namespace headgate::author
