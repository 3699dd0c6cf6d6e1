// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "answers/author/yaml/yaml.h"
#include "answers/author/yaml/yaml_editor.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

constexpr std::size_t kStep = 2;

tl::unexpected<Error> tangled() {
  return fail(ErrorCode::Configuration, "{}", "the brackets that it stands in are too tangled to edit");
}

/// Says what is added to a map in brackets, in the words that stand before the first comma of each comment.
std::string added_comment(const std::vector<NewMember>& members) {
  std::string text;
  for (const NewMember& member : members) {
    text += (text.empty() ? "added: " : "; ") + member.key;
    const std::string first = member.comment.substr(0, member.comment.find(','));
    if (!first.empty()) text += " in " + first.substr(0, first.find(':'));
  }
  return text;
}

Status add_in_lines(const YamlSource& source, const YamlPath& path, const std::vector<NewMember>& members,
                    YamlPatches& patches) {
  const DocumentNode& map = *source.at(path);
  const int behind = source.line_behind(path);
  std::string text;
  for (const NewMember& member : members) {
    text += member.lines(static_cast<std::size_t>(map.column - 1), false);
  }
  const std::size_t at = source.line_start(behind);
  if (behind > source.lines() && source.line_end(source.lines()) == source.text().size()) {
    // The file does not end with a line break; it goes on so.
    text.insert(0, 1, '\n');
    text.pop_back();
  }
  patches.push_back({at, at, text});
  return {};
}

Status add_in_brackets(const YamlSource& source, const DocumentNode& map,
                       const std::vector<NewMember>& members, YamlPatches& patches) {
  const auto end = source.end(map);
  if (!end || map.members.empty() || source.line_of(*end) != map.line) return tangled();
  std::string text;
  for (const NewMember& member : members) {
    text += ", " + member.lines(0, true);
    text.pop_back();
    if (text.find('\n') != std::string::npos) return tangled();
  }
  const std::size_t at = *source.end(*map.members.back().value);
  YamlPatch comment = comment_behind(source, *end, added_comment(members));
  // What a comment says may stand beyond the margin; what counts may not.
  const std::size_t line_start = source.line_start(map.line);
  const std::size_t used = std::min(source.line_end(map.line), source.text().find(" #", *end)) - line_start;
  if (used + text.size() > kYamlLineMax) return tangled();
  patches.push_back({at, at, text});
  patches.push_back(std::move(comment));
  return {};
}

/// Gives a value as it is written; line breaks between its parts become blanks.
Result<std::string> on_one_line(const YamlSource& source, const DocumentNode& node) {
  const auto end = source.end(node);
  if (!end) return tangled();
  const std::size_t begin = source.start(node);
  const std::string text = source.text().substr(begin, *end - begin);
  if (text.find('\n') == std::string::npos) return text;
  if (text.find_first_of("\"'#") != std::string::npos) return tangled();
  std::string line;
  for (const char c : text) {
    const bool blank = ByteView(" \t\r\n").find(c) != ByteView::npos;
    if (!blank) line += c;
    if (blank && line.back() != ' ') line += ' ';
  }
  return line;
}

Result<std::string> spread_lines(const YamlSource& source, const DocumentNode& map,
                                 const std::vector<std::string>& way, std::size_t indent,
                                 const std::vector<NewMember>& members) {
  if (!map.is(Kind::Map)) return tangled();
  const std::string margin(indent, ' ');
  std::string text;
  for (const DocumentNode::Member& member : map.members) {
    const std::size_t begin = source.offset(member.line, member.column);
    const auto end = source.key_end(member);
    if (!end) return tangled();
    text += margin + source.text().substr(begin, *end - begin) + ":";
    if (!way.empty() && way.front() == member.key) {
      TRY(const std::string below,
          spread_lines(source, *member.value, {way.begin() + 1, way.end()}, indent + kStep, members));
      text += "\n" + below;
    } else {
      TRY(const std::string value, on_one_line(source, *member.value));
      text += " " + value + "\n";
    }
  }
  if (!way.empty()) return text;
  for (const NewMember& member : members) text += member.lines(indent, false);
  return text;
}

/// Writes the outermost brackets around a map as lines, down to that map.
Status spread(const YamlSource& source, const YamlPath& path, const std::vector<NewMember>& members,
              YamlPatches& patches) {
  YamlPath outer;
  while (!source.in_brackets(*source.at(outer))) outer.push_back(path[outer.size()]);
  const DocumentNode& whole = *source.at(outer);
  const auto end = source.end(whole);
  if (!end || outer.empty()) return tangled();
  const std::size_t begin = source.start(whole), line_end = source.line_end(source.line_of(*end));
  const ByteView inside = ByteView(source.text()).substr(begin, *end - begin);
  const bool may_hold_comments = inside.find('\n') != ByteView::npos && inside.find('#') != ByteView::npos;
  if (may_hold_comments) return tangled();
  const std::string rest = source.text().substr(*end, line_end - *end);
  const std::size_t sign = rest.find_first_not_of(" \t");
  if (sign != std::string::npos && rest[sign] != '#') return tangled();

  const std::vector<std::string> way(path.begin() + static_cast<std::ptrdiff_t>(outer.size()), path.end());
  const DocumentNode::Member* const key = source.member_at(outer);
  const bool behind_key = key != nullptr && key->line == whole.line;
  const auto indent = static_cast<std::size_t>(behind_key ? key->column - 1 : whole.column - 1);
  TRY(std::string text, spread_lines(source, whole, way, indent + (behind_key ? kStep : 0), members));
  text.pop_back();
  if (behind_key) {
    const auto key_end = source.key_end(*key);
    if (!key_end) return tangled();
    patches.push_back({*key_end + 1, line_end, rest + "\n" + text});
  } else {
    patches.push_back({begin, *end, text.substr(indent)});
  }
  return {};
}

}  // namespace

Status YamlEditor::add_members(const YamlPath& path, const std::vector<NewMember>& members) {
  TRY_OK(check_is_single(path));
  const DocumentNode& map = *source_.at(path);
  Yaml expected = tree();
  for (const NewMember& member : members) {
    TRY(const auto read, read_yaml(member.lines(0, true), "change"));
    expected.at(path).members.emplace_back(member.key, Yaml::of(*read.front()->members.front().value));
  }
  YamlPatches patches;
  if (!source_.in_brackets(map)) {
    TRY_OK(add_in_lines(source_, path, members, patches));
    return apply(std::move(patches), expected);
  }
  if (add_in_brackets(source_, map, members, patches)) {
    if (const Status applied = apply(patches, expected); applied) return applied;
  }
  patches.clear();
  TRY_OK(spread(source_, path, members, patches));
  return apply(std::move(patches), expected);
}

}  // namespace headgate::author
