// SPDX-License-Identifier: Apache-2.0
#include "logs/log_documents.h"

#include <fmt/format.h>

#include <simdjson.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/json.h"

namespace headgate {

namespace {

constexpr Micros kSecond = 1'000'000;

/// Takes the members off the beginning of a line of ours, whose keys stand in one order.
class Head {
 public:
  explicit Head(ByteView line) : rest_(line) {}

  /// Gives the text of a string as it is written, without its quotes.
  std::optional<ByteView> text(ByteView key) {
    if (!enter(key) || !rest_.starts_with('"')) return std::nullopt;
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
    if (end >= rest_.size()) return std::nullopt;
    return take(1, end, end + 1);
  }
  std::optional<ByteView> number(ByteView key) {
    if (!enter(key)) return std::nullopt;
    const std::size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    return end == 0 ? std::nullopt : take(0, end, end);
  }

 private:
  /// Goes behind the key and its colon.
  bool enter(ByteView key) {
    const std::string wanted = fmt::format("{}\"{}\":", is_first_ ? '{' : ',', key);
    if (!rest_.starts_with(wanted)) return false;
    is_first_ = false;
    rest_.remove_prefix(wanted.size());
    return true;
  }
  std::optional<ByteView> take(std::size_t begin, std::size_t end, std::size_t next) {
    const ByteView taken = rest_.substr(begin, end - begin);
    rest_.remove_prefix(next);
    return taken;
  }

  ByteView rest_;
  bool is_first_ = true;
};

/// Gives the value of a member that is a plain text, from anywhere in a line: no text inside can hold its key
/// with these quotes, which would be escaped there.
ByteView plain_text(ByteView line, ByteView key) {
  const std::string wanted = fmt::format("\"{}\":\"", key);
  const std::size_t begin = line.find(wanted);
  if (begin == ByteView::npos) return {};
  const ByteView rest = line.substr(begin + wanted.size());
  return rest.substr(0, rest.find('"'));
}

/// Says whether a line is JSON, whole.
bool is_json(ByteView line) {
  thread_local simdjson::dom::parser parser;
  return parser.parse(line.data(), line.size()).error() == simdjson::SUCCESS;
}

/// Reads a JSON string as it is written between its quotes.
std::string unescaped(ByteView text) {
  if (text.find('\\') == ByteView::npos) return std::string(text);
  const auto read = nlohmann::json::parse(fmt::format("\"{}\"", text), nullptr, /*allow_exceptions=*/false);
  return read.is_string() ? read.get<std::string>() : std::string(text);
}

}  // namespace

std::optional<Micros> start_of_run(const std::string& run) {
  // 20261122T140342192737Z-bf1da2fa
  if (run.size() < 22) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t size) { return run.substr(at, size); };
  return parse_time(fmt::format("{}-{}-{}T{}:{}:{}.{}Z", part(0, 4), part(4, 2), part(6, 2), part(9, 2),
                                part(11, 2), part(13, 2), part(15, 6)));
}

LogDocuments::LogDocuments(const Place& place, const CommitRecord& commit, const CommitRecord& origin,
                           const std::map<std::string, std::string>& sources)
    : commit_(commit), ingested_(origin.time), sources_(sources), place_(place) {
  JsonObject json(head_);
  json.text("@timestamp", format_time(commit.time));
  json.number("commit", static_cast<std::int64_t>(commit.seq));
  json.text("commit_kind", name(commit.kind));
  json.text("run", commit.run);
  json.text("ingested", format_time(origin.time));
  json.text("ingested_run", origin.run);
  if (!origin.caller.workflow_run.empty()) json.text("workflow_run", origin.caller.workflow_run);
  if (!origin.caller.job_run.empty()) json.text("job_run", origin.caller.job_run);
  json.text("landing", to_utf8_lossy(place.landing.root));
  json.text("landing_id", place.landing.id);
  json.text("environment", place.environment);
  json.text("loaded", format_time(place.loaded));
  json.text("data_version", commit.data_version);
}

ByteView object_of(ByteView line) { return Head(line).text("object").value_or(ByteView()); }

std::string LogDocuments::rooted(ByteView object) const {
  const std::string name = unescaped(object), source = name.substr(0, name.find('/'));
  const auto root = sources_.find(source);
  return (root == sources_.end() ? "" : root->second) + "\n" + name;
}

std::string LogDocuments::id_of_group(ByteView object, std::uint64_t number) const {
  return hash_hex(fmt::format("clean\n{}\n{}", rooted(object), number));
}

LogDocument LogDocuments::document_of_group(ByteView object, std::uint64_t number, const CleanGroup& group,
                                            const CleanSum& sum) const {
  LogDocument document{
      id_of_group(object, number), place_.landing.id, commit_.run, commit_.seq, head_, sum.events};
  std::string& json = document.json;
  json +=
      fmt::format(R"(,"object":"{}","kind":"clean","status":"clean","clean":true,"events":{},"length":{})",
                  object, sum.events, sum.bytes);
  for (const auto& [key, value] : {std::pair("service", &group.service),
                                   {"record_type", &group.record_type},
                                   {"table", &group.table},
                                   {"contract", &group.contract},
                                   {"contract_version", &group.contract_version}}) {
    if (value->empty()) continue;
    json += fmt::format(",\"{}\":", key);
    append_json_string(json, *value);
  }
  if (sum.event_time) {
    json += fmt::format(R"(,"event_time":"{}","lag_s":{})", format_time(*sum.event_time),
                        (ingested_ - *sum.event_time) / kSecond);
  }
  json += '}';
  return document;
}

std::optional<LogDocument> LogDocuments::document_of(ByteView line) const {
  Head head(line);
  const auto object = head.text("object");
  const auto offset = head.number("offset"), length = head.number("length");
  const auto kind = head.text("kind"), status = head.text("status");
  // What is not whole would hold up all that is sent with it.
  if (!object || !offset || !length || !kind || !status || !is_json(line)) return std::nullopt;
  LogDocument document{hash_hex(fmt::format("{}@{}+{}", rooted(*object), *offset, *length)),
                       place_.landing.id, commit_.run, commit_.seq, head_};
  std::string& json = document.json;
  json.reserve(json.size() + line.size() + object->size() + 128);
  json += fmt::format(",\"address\":\"{}@{}+{}\",\"clean\":{},\"events\":1", *object, *offset, *length,
                      *status == "clean");
  if (const auto event_time = parse_time(plain_text(line, "event_time")))
    json += fmt::format(",\"lag_s\":{}", (ingested_ - *event_time) / kSecond);
  json += ',';
  json += line.substr(1);
  return document;
}

LogDocument LogDocuments::document_of_run(const Books& books, std::uint64_t commits) const {
  LogDocument document{
      hash_hex("run\n" + commit_.run), place_.landing.id, commit_.run, commit_.seq, head_, 0};
  std::string& json = document.json;
  json += fmt::format(",\"kind\":\"run\",\"commits\":{},\"books\":{}", commits, to_json(books));
  if (const auto start = start_of_run(commit_.run); start && *start <= commit_.time) {
    const double seconds = static_cast<double>(commit_.time - *start) / static_cast<double>(kSecond);
    json += fmt::format(",\"started\":\"{}\",\"duration_s\":{:.3f}", format_time(*start), seconds);
    if (seconds > 0) {
      json += fmt::format(",\"bytes_per_s\":{:.1f},\"events_per_s\":{:.1f}",
                          static_cast<double>(books.bytes_read) / seconds,
                          static_cast<double>(books.events) / seconds);
    }
  }
  const std::uint64_t lines = books.clean_lines + books.dirty_lines;
  if (lines != 0) {
    json += fmt::format(",\"dirty_rate\":{:.6f}",
                        static_cast<double>(books.dirty_lines) / static_cast<double>(lines));
  }
  json += '}';
  return document;
}

}  // namespace headgate
