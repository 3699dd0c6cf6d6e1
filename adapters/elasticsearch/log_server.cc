// SPDX-License-Identifier: Apache-2.0
#include "adapters/elasticsearch/log_server.h"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/elasticsearch/bulk.h"
#include "adapters/elasticsearch/gzip.h"
#include "adapters/elasticsearch/mapping.h"
#include "adapters/http/client.h"
#include "base/json.h"

namespace headgate::elasticsearch {

namespace {

using http::Answer;
using http::Request;

constexpr const char* kJson = "application/json";
constexpr const char* kLines = "application/x-ndjson";

/// Of how many versions in the way a document is told before it is given up: each is an operator's delete.
constexpr int kConflictsMax = 8;

bool is_success(const Answer& answer) { return answer.head.status >= 200 && answer.head.status < 300; }

/// Says whether a status is of this moment, and not of what was asked.
bool passes(unsigned status) { return status == 408 || status == 429 || status >= 500; }

/// Gives a query's clause that a field is that text.
std::string is_text(ByteView field, ByteView text) {
  std::string clause = fmt::format(R"({{"term":{{"{}":)", field);
  append_json_string(clause, to_utf8_lossy(text));
  return clause + "}}";
}

/// Says what a refusal of a whole request means.
Error error_of(const std::string& place, const Answer& answer) {
  const unsigned status = answer.head.status;
  const std::string text = fmt::format("{} answers {}: {}", place, status, reason_of(answer.body));
  if (status == 401 || status == 403) return {ErrorCode::Denied, text, ErrorClass::Permanent};
  if (passes(status)) return {ErrorCode::Io, text, ErrorClass::Retryable};
  return {ErrorCode::Configuration, text, ErrorClass::Permanent};
}

class LogServer : public LogIndex {
 public:
  LogServer(ServerOptions options, http::Server server, std::string path)
      : options_(std::move(options)),
        path_(std::move(path)),
        index_("event_file_logs_" + options_.environment),
        client_(std::move(server), options_.requests_max) {}

  [[nodiscard]] std::string name() const override {
    std::string name = index_ + "_at_" + client_.server().endpoint.authority() + path_;
    for (char& c : name) {
      const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                        c == '.' || c == '_' || c == '-';
      if (!fits) c = '_';
    }
    return name;
  }
  [[nodiscard]] std::string place() const override {
    const http::Endpoint& endpoint = client_.server().endpoint;
    return fmt::format("{}://{}{}/{}", endpoint.is_encrypted ? "https" : "http", endpoint.authority(), path_,
                       index_);
  }
  [[nodiscard]] std::size_t batch_bytes() const override { return options_.batch_bytes; }
  [[nodiscard]] std::size_t batch_documents() const override { return options_.batch_documents; }
  [[nodiscard]] unsigned calls_at_once() const override { return options_.requests_max; }

  Status prepare() override {
    TRY_OK(done("PUT", "/_index_template/event_file_logs", template_json()));
    const auto made = ask_patiently("PUT", "/" + index_, {}, "", kJson);
    if (!made) return forward(made.error());
    if (is_success(*made)) return {};
    // It is there, and may be older than a field.
    const bool is_there = reason_of(made->body).find("already_exists") != std::string::npos;
    if (!is_there) return forward(error_of(place(), *made));
    return done("PUT", "/" + index_ + "/_mapping", mapping_json());
  }

  Result<SentLogs> send(std::vector<LogDocument> documents) override {
    SentLogs sent;
    const std::size_t count = documents.size();
    std::vector<Outgoing> all;
    all.reserve(count);
    for (LogDocument& each : documents) all.push_back({std::move(each), 0});
    for (Outgoing& each : all) each.version = each.document.commit;
    TRY_OK(send_all(std::move(all), sent));
    // A closed index, a pipeline that is not there, a proxy: it is not of the documents.
    if (count > 1 && sent.refused.size() == count) {
      const RefusedLog& first = sent.refused.front();
      return fail(ErrorCode::Configuration, "{} refuses every document, {}: {}", place(), first.status,
                  first.reason);
    }
    return sent;
  }

  Result<std::vector<std::optional<StandingLog>>> standing(const std::vector<std::string>& ids) override {
    TRY(const auto all, look_up(ids));
    std::vector<std::optional<StandingLog>> found(all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].is_there) found[i] = all[i].log;
    return found;
  }

  Result<CountedLogs> count(const LandingName& landing) override {
    constexpr ByteView kEvents = R"({"range":{"events":{"gt":0}}})";
    CountedLogs counted;
    TRY_OK(refresh());
    TRY(counted.documents,
        count_of(fmt::format(R"("filter":[{},{}])", kEvents, is_text("landing_id", landing.id))));
    TRY(counted.foreign,
        count_of(fmt::format(R"("filter":[{},{}],"must_not":[{}])", kEvents, is_text("landing", landing.root),
                             is_text("landing_id", landing.id))));
    return counted;
  }

  Result<bool> holds_shared() override {
    // Without the right to do this it sees what stood there a moment ago.
    const Status refreshed = refresh();
    if (!refreshed && refreshed.error().code != ErrorCode::Denied) return forward(refreshed.error());
    TRY(const std::uint64_t shared, count_of(fmt::format(R"("filter":[{}])", is_text("kind", "clean"))));
    return shared != 0;
  }

 private:
  /// Makes all that is there be found: where nobody has searched for a while that does not happen by itself.
  Status refresh() {
    TRY(const Answer answer, ask_patiently("POST", "/" + index_ + "/_refresh", {}, "", kJson));
    if (is_success(answer) || answer.head.status == 404) return {};  // There may be no index.
    return forward(error_of(place(), answer));
  }
  Result<std::uint64_t> count_of(const std::string& clauses) {
    const std::string query = R"({"query":{"bool":{)" + clauses + "}}}";
    TRY(const Answer answer, ask_patiently("POST", "/" + index_ + "/_count", {}, query, kJson));
    if (answer.head.status == 404) return 0;
    if (!is_success(answer)) return forward(error_of(place(), answer));
    const auto counted = read_count_answer(answer.body);
    if (counted) return *counted;
    return fail(ErrorCode::Io, "{} does not say how many documents it has", place());
  }

  /// Tries what may pass again; gives any other answer, whatever it is. To ask twice does no harm here.
  Result<Answer> ask_patiently(const std::string& method, const std::string& path, const http::Fields& query,
                               const std::string& body, const char* type) {
    const std::string packed = body.empty() ? "" : gzip(body);
    for (unsigned tried = 1;; ++tried) {
      auto answer = ask(method, path, query, packed, type);
      if (answer && !passes(answer->head.status)) return answer;
      if (!answer && answer.error().kind == ErrorClass::Permanent) return answer;
      const Error why = answer ? error_of(place(), *answer) : answer.error();
      TRY_OK(wait(tried, why));
    }
  }

  Result<Answer> ask(const std::string& method, const std::string& path, const http::Fields& query,
                     ByteView packed, const char* type) {
    Request request{.method = method, .path = path_ + path, .query = query, .headers = {}, .body = packed};
    if (!packed.empty()) {
      request.headers.emplace_back("content-encoding", "gzip");
      request.headers.emplace_back("content-type", type);
    }
    if (!options_.api_key.empty()) {
      request.headers.emplace_back("authorization", "ApiKey " + options_.api_key);
    } else if (!options_.user.empty()) {
      request.headers.emplace_back("authorization",
                                   "Basic " + base64(options_.user + ":" + options_.password));
    }
    if (!options_.credentials) return client_.ask(std::move(request));
    TRY(const http::Credentials credentials, options_.credentials->credentials());
    auto answer = client_.ask(std::move(request), [&](Request& each) {
      sign(each, client_.server().endpoint.authority(), {options_.region, "es"}, credentials, now());
    });
    if (answer && answer->head.status == 403) options_.credentials->expired(credentials);
    return answer;
  }

  static bool is_of_index(const std::string& reason) {
    return reason.starts_with("index_closed_exception") || reason.starts_with("routing_missing_exception") ||
           reason.starts_with("cluster_block_exception") ||
           reason.starts_with("illegal_argument_exception: pipeline with id");
  }

  /// Says whether an answer is a page for people: of another server, or of a proxy that is none of ours.
  static bool is_page(const std::string& body) {
    const std::size_t begin = body.find_first_not_of(" \t\r\n");
    return begin != std::string::npos && body[begin] == '<';
  }
  [[nodiscard]] Error no_log_server() const {
    return {ErrorCode::Configuration, place() + " answers with a page: is this Elasticsearch or OpenSearch?",
            ErrorClass::Permanent};
  }

  /// Waits before something is tried again; the reason where that is enough.
  Status wait(unsigned tried, const Error& why) {
    if (tried >= options_.retry.tries) return forward({why.code, why.message, ErrorClass::Retryable});
    if (options_.pause({place(), why, tried, pause_after(tried, options_.retry)})) return {};
    return fail(ErrorCode::Interrupted, "interrupted while it waited: {}", why.message);
  }

  Status done(const std::string& method, const std::string& path, const std::string& body) {
    TRY(const Answer answer, ask_patiently(method, path, {}, body, kJson));
    if (is_success(answer)) return {};
    return forward(error_of(place(), answer));
  }

  /// Sends documents until each is told of. What passes is tried again, and only that.
  Status send_all(std::vector<Outgoing> all, SentLogs& sent) {
    int conflicts = 0;
    for (unsigned tried = 1; !all.empty(); ++tried) {
      TRY(const Answer answer,
          ask_patiently("POST", "/" + index_ + "/_bulk",
                        {{"filter_path", "errors,items.*.status,items.*.error"}}, bulk_body(all), kLines));
      const unsigned status = answer.head.status;
      // Of a body that is too large a proxy often tells by a page.
      if (status == 413) return send_halves(std::move(all), answer, sent);
      if (!is_success(answer) && is_page(answer.body)) return forward(no_log_server());
      if (status == 400) return send_halves(std::move(all), answer, sent);
      if (!is_success(answer)) return forward(error_of(place(), answer));
      const auto items = read_bulk_answer(answer.body, all.size());
      if (!items) {
        if (is_page(answer.body)) return forward(no_log_server());
        TRY_OK(wait(tried, {ErrorCode::Io, place() + " does not tell of each document what became of it",
                            ErrorClass::Retryable}));
        continue;
      }
      const std::size_t before = all.size();
      Error why{ErrorCode::Io, "", ErrorClass::Retryable};
      TRY(Left left, sort_out(std::move(all), *items, sent, why));
      all = std::move(left.again);
      if (!left.conflicts.empty()) {
        if (++conflicts > kConflictsMax)
          return fail(ErrorCode::Io, "{}: documents are deleted as often as they are sent", place());
        TRY_OK(settle(std::move(left.conflicts), all, sent));
      }
      if (left.has_passing) TRY_OK(wait(tried, why));
      if (all.size() < before) tried = 0;  // It moves on.
    }
    return {};
  }

  struct Left {
    std::vector<Outgoing> again;
    std::vector<std::pair<Outgoing, std::string>> conflicts;
    bool has_passing = false;
  };

  Result<Left> sort_out(std::vector<Outgoing> all, const std::vector<BulkItem>& items, SentLogs& sent,
                        Error& why) {
    Left left;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& [status, reason] = items[i];
      if (status >= 200 && status < 300) {
        ++sent.indexed;
      } else if (status == 409) {
        left.conflicts.emplace_back(std::move(all[i]), reason);
      } else if (passes(status)) {
        why.message = fmt::format("{} answers {} of a document: {}", place(), status, reason);
        left.has_passing = true;
        left.again.push_back(std::move(all[i]));
      } else if (status == 401 || status == 403 || status == 404 || is_of_index(reason)) {
        // Not of this document: of the index, or of who asks.
        return fail(status == 404 || status == 400 ? ErrorCode::Configuration : ErrorCode::Denied,
                    "{} answers {}: {}", place(), status, reason);
      } else {
        sent.refused.push_back({std::move(all[i].document), status, reason});
      }
    }
    return left;
  }

  /// Looks what stands in the way of documents: one that holds it is as good. A version
  /// that an operator's delete has left, or an earlier commit above it, gives way to a higher one.
  Status settle(std::vector<std::pair<Outgoing, std::string>> conflicts, std::vector<Outgoing>& again,
                SentLogs& sent) {
    std::vector<std::string> ids;
    for (const auto& [each, reason] : conflicts) ids.push_back(each.document.id);
    TRY(const auto standing, look_up(ids));
    for (std::size_t i = 0; i < conflicts.size(); ++i) {
      auto& [each, reason] = conflicts[i];
      if (standing[i].is_there && standing[i].log.holds(each.document)) {
        ++sent.known;
        continue;
      }
      const std::uint64_t in_the_way = std::max(standing[i].version, version_in_the_way(reason));
      each.version = std::max(in_the_way, each.version) + 1;
      again.push_back(std::move(each));
    }
    return {};
  }

  /// One malformed document, or one too many, takes all that is sent with it along.
  Status send_halves(std::vector<Outgoing> all, const Answer& answer, SentLogs& sent) {
    if (all.size() == 1) {
      sent.refused.push_back({std::move(all.front().document), answer.head.status, reason_of(answer.body)});
      return {};
    }
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::vector<Outgoing> second(std::make_move_iterator(middle), std::make_move_iterator(all.end()));
    all.erase(middle, all.end());
    TRY_OK(send_all(std::move(all), sent));
    return send_all(std::move(second), sent);
  }

  Result<std::vector<Standing>> look_up(const std::vector<std::string>& ids) {
    for (unsigned tried = 1;; ++tried) {
      TRY(const Answer answer,
          ask_patiently("POST", "/" + index_ + "/_mget",
                        {{"_source_includes", "landing_id,run,commit,events"}}, ids_body(ids), kJson));
      if (answer.head.status == 413 && ids.size() > 1) return look_up_halves(ids);
      if (!is_success(answer)) return forward(error_of(place(), answer));
      auto standing = read_standing(answer.body, ids.size());
      if (standing) return std::move(*standing);
      std::string why = place() + " does not tell of each document whether it is there";
      if (const std::string error = error_among(answer.body); !error.empty()) why += ": " + error;
      TRY_OK(wait(tried, {ErrorCode::Io, std::move(why), ErrorClass::Retryable}));
    }
  }

  Result<std::vector<Standing>> look_up_halves(const std::vector<std::string>& ids) {
    const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(ids.size() / 2);
    TRY(auto found, look_up({ids.begin(), middle}));
    TRY(auto rest, look_up({middle, ids.end()}));
    found.insert(found.end(), std::make_move_iterator(rest.begin()), std::make_move_iterator(rest.end()));
    return found;
  }

  const ServerOptions options_;
  const std::string path_;  ///< Before all paths; empty, or begins with a slash and ends without one.
  const std::string index_;
  http::Client client_;
};

Status check_environment(const std::string& environment) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (!environment.empty() && environment.size() <= 64 && std::ranges::all_of(environment, fits)) return {};
  return fail(ErrorCode::Configuration,
              "logs.environment takes small letters, digits, - and _ (64 at most), not \"{}\"", environment);
}

}  // namespace

Result<std::unique_ptr<LogIndex>> open_log_index(const ServerOptions& options) {
  TRY_OK(check_environment(options.environment));
  ByteView url = options.url;
  // Never shown: what stands there may be a secret.
  if (url.find_first_of("?#; ") != ByteView::npos) {
    return fail(ErrorCode::Configuration,
                "logs.url takes an address without ? ; # and blanks: secrets come from the environment");
  }
  const std::size_t scheme = url.find("://");
  const std::size_t slash = scheme == ByteView::npos ? url.find('/') : url.find('/', scheme + 3);
  std::string path(slash == ByteView::npos ? "" : url.substr(slash));
  while (path.ends_with('/')) path.pop_back();
  http::Server server;
  TRY(server.endpoint, http::Endpoint::parse(std::string(url.substr(0, slash)), "logs.url"));
  if (!server.endpoint.user.empty()) {
    return fail(ErrorCode::Configuration,
                "logs.url takes no name and password: they come from the environment, ELASTICSEARCH_USER and "
                "ELASTICSEARCH_PASSWORD");
  }
  server.patience.stop = options.stop;
  server.certificates = options.certificates;
  server.certificates_setting = "logs.ca";
  return std::make_unique<LogServer>(options, std::move(server), std::move(path));
}

}  // namespace headgate::elasticsearch
