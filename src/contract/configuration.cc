// SPDX-License-Identifier: Apache-2.0
#include "contract/configuration.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "contract/compile.h"

namespace headgate {

namespace {

/// Far more than there are settings.
constexpr int kDepthMax = 16;
constexpr std::size_t kSettingsMax = 10'000;

/// Says whether a map is one place in an event, and no map of settings.
bool is_place(const DocumentNode& map, const std::string& key) {
  if (key == "identification.record_types") return false;  // Its keys are what events say.
  if (map.member("at") != nullptr) return true;
  if (key == "identification.services" && map.member("constant") != nullptr) return true;
  return key.starts_with("identification.") && map.member("path") != nullptr;
}

/// Appends the words of a map that stand beside its place.
Result<std::string> with_words(const DocumentNode& map, std::string phrase,
                               std::initializer_list<const char*> words) {
  for (const char* word : words) {
    const Document* value = map.member(word);
    if (value == nullptr) continue;
    TRY(const std::string text, as_text(**value, word));
    phrase.append(1, kPhraseMark).append(word).append(1, kPhraseMark).append(text);
  }
  return phrase;
}

/// Writes a map that is a place as one text: `{at: /created, as: epoch_s}` is `/created as epoch_s`,
/// `{constant: shop}` is `constant shop`, and `{path: (?P<service>[^/]+)/}` is `path (?P<service>[^/]+)/`.
/// What stands beside `at` is kept apart from it, so that a member may have any name.
Result<std::string> as_phrase(const DocumentNode& map, const std::string& key) {
  if (const Document* constant = map.member("constant")) {
    TRY_OK(check_keys(map, key, {"constant"}));
    TRY(const std::string text, as_text(**constant, "constant"));
    return "constant " + text;
  }
  if (const Document* path = map.member("path")) {
    TRY_OK(check_keys(map, key, {"path", "as", "zone"}));
    TRY(const std::string text, as_text(**path, "path"));
    return with_words(map, std::string("path") + kPhraseMark + text, {"as", "zone"});
  }
  TRY_OK(check_keys(map, key, {"at", "after", "as", "zone"}));
  const Document* at = map.member("at");
  if (at == nullptr) return refuse(map, "{}: a map has to say \"at\" which pointer", key);
  TRY(std::string phrase, as_text(**at, "at"));
  return with_words(map, std::move(phrase), {"after", "as", "zone"});
}

/// Reads the values of a list: texts, and maps as texts.
Result<std::vector<std::string>> list_values(const DocumentNode& list, const std::string& key) {
  const bool has_maps = std::any_of(list.items.begin(), list.items.end(),
                                    [](const Document& value) { return value->is(DocumentNode::Kind::Map); });
  if (!has_maps) return as_texts(list, key);
  std::vector<std::string> values;
  for (const Document& value : list.items) {
    const bool is_map = value->is(DocumentNode::Kind::Map);
    TRY(values.emplace_back(), is_map ? as_phrase(*value, key) : as_text(*value, key));
  }
  return values;
}

Status flatten(const DocumentNode& map, const std::string& prefix, int depth,
               std::vector<Setting>& settings) {
  using Kind = DocumentNode::Kind;
  if (depth > kDepthMax || settings.size() > kSettingsMax) {
    return refuse(map, "a configuration has {} levels and {} settings at most", kDepthMax, kSettingsMax);
  }
  TRY_OK(check_keys(map, prefix.empty() ? "a configuration" : prefix, {}));
  for (const DocumentNode::Member& member : map.members) {
    const std::string key = prefix.empty() ? member.key : prefix + "." + member.key;
    const DocumentNode& value = *member.value;
    if (value.is(Kind::Map) && !is_place(value, key)) {
      TRY_OK(flatten(value, key, depth + 1, settings));
      continue;
    }
    Setting setting{key, {}, place(value)};
    if (value.is(Kind::Map)) {
      TRY(setting.values.emplace_back(), as_phrase(value, key));
    } else if (value.is(Kind::List)) {
      TRY(setting.values, list_values(value, key));
    } else {
      // A setting that is `null`, `~` or empty in YAML is an empty text.
      TRY(setting.values.emplace_back(), value.is(Kind::Null) ? value.text : as_text(value, key));
    }
    settings.push_back(std::move(setting));
  }
  return {};
}

}  // namespace

Result<std::vector<Setting>> read_settings(const std::string& text, const std::string& file) {
  std::vector<Setting> settings;
  TRY(const std::vector<Document> documents, read_yaml(text, file));
  if (documents.empty() || documents.front()->is(DocumentNode::Kind::Null)) return settings;
  TRY_OK(flatten(*documents.front(), "", 1, settings));
  return settings;
}

Result<std::vector<std::string>> split_pointer(const std::string& pointer, const std::string& place) {
  DocumentNode node;
  node.kind = DocumentNode::Kind::String;
  node.text = pointer;
  node.file = std::make_shared<const std::string>(place);
  return pointer_tokens(node);
}

}  // namespace headgate
