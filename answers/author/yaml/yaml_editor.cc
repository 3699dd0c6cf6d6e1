// SPDX-License-Identifier: Apache-2.0
#include "answers/author/yaml/yaml_editor.h"

#include <algorithm>
#include <map>

#include "answers/author/yaml/yaml.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

/// Refuses a change. The reason goes on a line that says what was to be changed.
tl::unexpected<Error> refuse_change(const char* why) { return fail(ErrorCode::Configuration, "{}", why); }

constexpr const char* kSeveralLines = "its values stand over several lines";

/// Reads what is to be put in, as it would be read by itself.
Result<Yaml> read_value(const std::string& written) {
  TRY(const auto documents, read_yaml(written + "\n", "change"));
  if (documents.size() != 1) return refuse_change("its value does not fit there");
  return Yaml::of(*documents.front());
}

void count_nodes(const DocumentNode& node, std::map<const DocumentNode*, int>& counts) {
  if (++counts[&node] > 1) return;
  for (const Document& item : node.items) count_nodes(*item, counts);
  for (const DocumentNode::Member& member : node.members) count_nodes(*member.value, counts);
}

/// Finds where the comment of a line begins, from a place outside of quotes on.
std::size_t find_comment(ByteView line, std::size_t from) {
  char quote = 0;
  for (std::size_t i = from; i < line.size(); ++i) {
    const char before = i == 0 ? ' ' : line[i - 1];
    if (quote != 0) {
      if (quote == '"' && line[i] == '\\') {
        ++i;
      } else if (line[i] == quote) {
        quote = 0;
      }
    } else if (line[i] == '#' && (before == ' ' || before == '\t')) {
      return i;
    } else if ((line[i] == '"' || line[i] == '\'') && ByteView(" \t[{,:").find(before) != ByteView::npos) {
      quote = line[i];
    }
  }
  return ByteView::npos;
}

bool is_blank(ByteView text) { return text.find_first_not_of(" \t") == ByteView::npos; }

/// Finds where a value ends that a change has to see as a whole.
Result<std::size_t> end_of(const YamlSource& source, const DocumentNode& value,
                           const char* why = "its value stands over several lines") {
  const auto end = source.end(value);
  if (!end) return refuse_change(why);
  return *end;
}

/// Takes out each element with the comma behind it; behind the last one that stays, with the comma before.
Status remove_from_brackets(const YamlSource& source, const DocumentNode& list, const std::vector<bool>& gone,
                            YamlPatches& patches) {
  std::size_t kept = source.start(list) + 1;
  for (std::size_t i = 0; i < gone.size(); ++i) {
    TRY(const std::size_t end, end_of(source, *list.items[i], kSeveralLines));
    const bool keeps_more =
        std::find(gone.begin() + static_cast<std::ptrdiff_t>(i), gone.end(), false) != gone.end();
    if (!gone[i]) {
      kept = end;
    } else if (keeps_more) {
      patches.push_back({source.start(*list.items[i]), source.start(*list.items[i + 1]), ""});
    } else {
      TRY(const std::size_t last, end_of(source, *list.items.back(), kSeveralLines));
      patches.push_back({kept, last, ""});
      break;
    }
  }
  return {};
}

Status remove_from_lines(const YamlSource& source, const YamlPath& path, const std::vector<bool>& gone,
                         const std::string& comment, YamlPatches& patches) {
  const DocumentNode& list = *source.at(path);
  const DocumentNode::Member* const key = source.member_at(path);
  const auto key_end = key == nullptr ? std::nullopt : source.key_end(*key);
  if (!key_end || key->line == list.line) return refuse_change("it has no lines of its own");
  for (std::size_t i = 0; i < gone.size(); ++i) {
    const DocumentNode& item = *list.items[i];
    TRY(const std::size_t end, end_of(source, item, kSeveralLines));
    if (source.line_of(end) != item.line) return refuse_change(kSeveralLines);
    if (gone[i]) patches.push_back({source.line_start(item.line), source.line_start(item.line + 1), ""});
  }
  const bool is_empty = std::find(gone.begin(), gone.end(), false) == gone.end();
  if (is_empty) patches.push_back({*key_end + 1, *key_end + 1, " []"});
  patches.push_back(comment_behind(source, *key_end, comment));
  return {};
}

}  // namespace

YamlPatch comment_behind(const YamlSource& source, std::size_t at, const std::string& comment) {
  const int number = source.line_of(at);
  const std::size_t end = source.line_end(number);
  const ByteView line = source.line(number);
  const std::size_t sign = find_comment(line, std::min(at - source.line_start(number), line.size()));
  const std::string text = yaml::comment(comment);
  const bool says_it = sign != ByteView::npos && line.find(text, sign) != ByteView::npos;
  if (text.empty() || says_it) return {end, end, ""};
  return {end, end, (sign != ByteView::npos ? "; " : "   # ") + text};
}

Result<YamlEditor> YamlEditor::open(std::string text, const std::string& file) {
  TRY(YamlSource source, YamlSource::read(std::move(text), file));
  return YamlEditor(std::move(source), file);
}

/// Refuses what an alias names: a change there would change it elsewhere, too.
Status YamlEditor::check_is_single(const YamlPath& path) const {
  std::map<const DocumentNode*, int> counts;
  count_nodes(source_.document(), counts);
  YamlPath way;
  for (const std::string& token : path) {
    way.push_back(token);
    const DocumentNode* const node = source_.at(way);
    if (node == nullptr) return refuse_change("it is not there any more");
    if (counts[node] > 1) return refuse_change("an alias (*) stands for it elsewhere");
  }
  return {};
}

Status YamlEditor::apply(YamlPatches patches, const Yaml& expected) {
  std::stable_sort(patches.begin(), patches.end(),
                   [](const YamlPatch& a, const YamlPatch& b) { return a.begin < b.begin; });
  std::reverse(patches.begin(), patches.end());
  std::string text = source_.text();
  for (YamlPatch& patch : patches) {
    if (source_.line_break() != "\n") {
      for (std::size_t at = 0; (at = patch.text.find('\n', at)) != std::string::npos; at += 2)
        patch.text.replace(at, 1, source_.line_break());
    }
    text.replace(patch.begin, patch.end - patch.begin, patch.text);
  }
  auto changed = YamlSource::read(std::move(text), file_);
  if (!changed || !(Yaml::of(changed->document()) == expected)) {
    return refuse_change("how it is written there leaves no safe place for it");
  }
  source_ = std::move(*changed);
  return {};
}

Status YamlEditor::replace(const YamlPath& value, const std::string& written, const std::string& comment) {
  TRY_OK(check_is_single(value));
  const DocumentNode& node = *source_.at(value);
  TRY(const std::size_t end, end_of(source_, node));
  Yaml expected = tree();
  TRY(expected.at(value), read_value(written));
  return apply({{source_.start(node), end, written}, comment_behind(source_, end, comment)}, expected);
}

Status YamlEditor::replace_member(const YamlPath& member, const std::string& key, const std::string& written,
                                  const std::string& comment) {
  TRY_OK(check_is_single(member));
  const DocumentNode::Member& old = *source_.member_at(member);
  const auto key_end = source_.key_end(old);
  TRY(const std::size_t end, end_of(source_, *old.value));
  if (!key_end) return refuse_change("its value stands over several lines");
  Yaml expected = tree();
  YamlPath map = member;
  map.pop_back();
  TRY(Yaml value, read_value(written));
  for (auto& [name, held] : expected.at(map).members) {
    if (name == key) return refuse_change("the other keyword of its kind stands there, too");
    if (name == member.back()) name = key, held = value;
  }
  return apply({{source_.offset(old.line, old.column), *key_end, key},
                {source_.start(*old.value), end, written},
                comment_behind(source_, end, comment)},
               expected);
}

Status YamlEditor::remove_member(const YamlPath& member, const std::string& comment) {
  TRY_OK(check_is_single(member));
  YamlPath path = member;
  path.pop_back();
  const DocumentNode& map = *source_.at(path);
  const DocumentNode::Member& old = *source_.member_at(member);
  TRY(const std::size_t end, end_of(source_, *old.value));
  const std::size_t begin = source_.offset(old.line, old.column);
  Yaml expected = tree();
  auto& members = expected.at(path).members;
  std::erase_if(members, [&](const auto& each) { return each.first == member.back(); });

  if (source_.in_brackets(map)) {
    const auto place = static_cast<std::size_t>(&old - map.members.data());
    YamlPatch gone{begin, end, ""};
    if (place + 1 < map.members.size()) {
      const DocumentNode::Member& behind = map.members[place + 1];
      gone.end = source_.offset(behind.line, behind.column);
    } else if (place > 0) {
      TRY(gone.begin, end_of(source_, *map.members[place - 1].value));
    }
    return apply({std::move(gone), comment_behind(source_, end, comment)}, expected);
  }
  const std::size_t line_start = source_.line_start(old.line), line_end = source_.line_end(old.line);
  const ByteView margin = ByteView(source_.text()).substr(line_start, begin - line_start);
  if (!is_blank(margin) || end > line_end) return refuse_change("it has no line of its own");
  std::string rest = source_.text().substr(end, line_end - end);
  rest.erase(0, rest.find_first_not_of(" \t"));
  // A map needs something to stand for it.
  const std::string nothing = members.empty() ? "{}   " : "";
  return apply({{begin, line_end, nothing + (rest.empty() ? "# " : rest + "; ") + yaml::comment(comment)}},
               expected);
}

Status YamlEditor::append(const YamlPath& path, const std::vector<std::string>& written,
                          const std::string& comment) {
  TRY_OK(check_is_single(path));
  const DocumentNode& list = *source_.at(path);
  Yaml expected = tree();
  for (const std::string& each : written) {
    TRY(expected.at(path).items.emplace_back(), read_value(each));
  }
  std::size_t last = source_.start(list) + 1;
  if (!list.items.empty()) {
    TRY(last, end_of(source_, *list.items.back(), kSeveralLines));
  }
  const int on = source_.line_of(last);
  std::string text;
  if (!source_.in_brackets(list)) {
    if (on != list.items.back()->line) return refuse_change(kSeveralLines);
    const std::string margin(static_cast<std::size_t>(list.column - 1), ' ');
    for (const std::string& each : written) text += "\n" + margin + "- " + each;
    const std::size_t end = source_.line_end(on);
    return apply({{end, end, text + "   # " + yaml::comment(comment)}}, expected);
  }
  const ByteView line = source_.line(on);
  std::size_t used = std::min(find_comment(line, last - source_.line_start(on)), line.size());
  for (const std::string& each : written) {
    used += each.size() + 2;
    // A long list goes on below its first value.
    const bool breaks = used > kYamlLineMax && !list.items.empty();
    const auto column =
        static_cast<std::size_t>((list.items.empty() ? list : *list.items.front()).column - 1);
    text += list.items.empty() && text.empty() ? "" : breaks ? ",\n" + std::string(column, ' ') : ", ";
    if (breaks) used = column + each.size();
    text += each;
  }
  return apply({{last, last, text}, comment_behind(source_, last, comment)}, expected);
}

Status YamlEditor::remove_items(const YamlPath& path, const std::vector<std::string>& texts,
                                const std::string& comment) {
  TRY_OK(check_is_single(path));
  const DocumentNode& list = *source_.at(path);
  Yaml expected = tree();
  std::vector<Yaml>& items = expected.at(path).items;
  std::vector<bool> gone;
  for (const Document& item : list.items) {
    gone.push_back(std::find(texts.begin(), texts.end(), item->text) != texts.end());
  }
  for (std::size_t i = items.size(); i-- > 0;) {
    if (gone[i]) items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
  }
  YamlPatches patches;
  if (source_.in_brackets(list)) {
    TRY_OK(remove_from_brackets(source_, list, gone, patches));
    patches.push_back(comment_behind(source_, patches.back().end, comment));
  } else {
    TRY_OK(remove_from_lines(source_, path, gone, comment, patches));
  }
  return apply(std::move(patches), expected);
}

}  // namespace headgate::author
