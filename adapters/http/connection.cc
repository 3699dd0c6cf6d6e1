// SPDX-License-Identifier: Apache-2.0
#include "adapters/http/connection.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <map>
#include <mutex>

#include "adapters/http/socket.h"
#include "base/assert.h"

namespace headgate::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = beast::http;
using boost::system::error_code;

/// Finds the certificates of those who vouch for servers: what the user names, or what the system keeps,
/// which is elsewhere on each.
std::string certificate_file(const Server& server) {
  if (!server.certificates.empty()) return server.certificates;
  for (const char* const name : {"AWS_CA_BUNDLE", "SSL_CERT_FILE"}) {
    const char* const file = std::getenv(name);
    if (file != nullptr && *file != '\0') return file;
  }
  for (const char* const file :
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem"}) {
    if (std::error_code error; std::filesystem::exists(file, error)) return file;
  }
  return {};
}

/// Gives what connections share that trust the same. With no certificates no server is trusted, and one
/// without TLS is still reached.
Result<std::shared_ptr<asio::ssl::context>> certificates(const Server& server) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<asio::ssl::context>> all;
  const std::string file = certificate_file(server);
  const std::lock_guard guard(mutex);
  auto& known = all[file];
  if (known) return known;
  auto made = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
  if (!file.empty()) {
    error_code error;
    made->load_verify_file(file, error);
    if (error) {  // Where the file is there, it may be descriptors that are not.
      const bool is_there = ::access(file.c_str(), R_OK) == 0;
      return forward({is_there ? ErrorCode::Io : ErrorCode::Configuration,
                      fmt::format("the certificates in {} could not be read: {}", file, error.message()),
                      is_there ? ErrorClass::Retryable : ErrorClass::Permanent});
    }
  }
  made->set_verify_mode(asio::ssl::verify_peer);
  known = std::move(made);
  return known;
}

std::string more_descriptors(const Server& server) {
  return ": let this process open more files (`ulimit -n`)" +
         (server.requests_setting.empty() ? "" : ", or set " + server.requests_setting + " lower");
}

/// Says what could not be done with a server, or with the one before it, and why.
Error told(const Server& server, const std::string& authority, ByteView what, const error_code& error,
           ErrorClass kind) {
  const bool has_no_descriptor =
      error == asio::error::no_descriptors || error == boost::system::errc::too_many_files_open_in_system;
  const std::string why = error == asio::error::timed_out ? "it does not answer" : error.message();
  // Nobody asks for anything again then.
  if (error == asio::error::operation_aborted)
    return {ErrorCode::Interrupted, "interrupted", ErrorClass::Permanent};
  return {has_no_descriptor ? ErrorCode::NoSpace : ErrorCode::Io,
          fmt::format("{} could not be {}: {}{}", authority, what, why,
                      has_no_descriptor ? more_descriptors(server) : ""),
          kind};
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

/// Finds the addresses of a server. For how long to look is the system's to say (resolv.conf: some seconds
/// for each of its servers), and nobody can call it off.
Result<Addresses> find_addresses(const Server& server, const Endpoint& next) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  const std::string port = std::to_string(next.port);
  const int failed = ::getaddrinfo(next.host.c_str(), port.c_str(), &wanted, &first);
  if (failed == 0) return Addresses(first, ::freeaddrinfo);
  if (failed == EAI_SYSTEM) {
    const error_code error(errno, boost::system::system_category());
    return forward(told(server, next.authority(), "found", error, ErrorClass::Retryable));
  }
  return forward({ErrorCode::Io,
                  fmt::format("{} could not be found: {}", next.authority(), ::gai_strerror(failed)),
                  ErrorClass::Retryable});
}

std::string base64(ByteView bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

}  // namespace

ByteView Head::header(ByteView name) const {
  const auto found =
      std::ranges::find(headers, name, [](const auto& field) { return ByteView(field.first); });
  return found == headers.end() ? ByteView() : ByteView(found->second);
}

class Connection::Link {
 public:
  explicit Link(const Server& server) : server_(server) { socket_.heed(server.patience.stop); }

  Status connect() {
    const Endpoint& next = proxy_ ? *proxy_ : endpoint_;
    TRY(const Addresses found, find_addresses(server_, next));
    if (const error_code error = reach(*found))
      return forward(told(server_, next.authority(), "reached", error, ErrorClass::Retryable));
    socket_.set_patience(patience_.connect);
    if (endpoint_.is_encrypted) {
      if (proxy_) TRY_OK(open_tunnel());
      TRY_OK(shake_hands());
    }
    socket_.set_patience(patience_.silence);
    return {};
  }

  Result<Head> send(const Request& request) {
    is_head_ = request.method == "HEAD";
    is_sent_ = false;
    begin_answer();
    std::string text = fmt::format("{} {}{} HTTP/1.1\r\n", request.method, absolute(), request.target());
    for (const auto& [name, value] : request.headers) text += fmt::format("{}: {}\r\n", name, value);
    if (proxy_ && !endpoint_.is_encrypted) text += proxy_authorization();
    text += fmt::format("content-length: {}\r\n\r\n", request.body.size());
    error_code error = write(text);
    if (!error) error = write(request.body);
    if (error) return early_answer(error);
    is_sent_ = true;
    auto head = read_head(error);
    if (error) return failed("heard of a request that was sent", error);
    return head;
  }

  Result<std::size_t> read(char* buffer, std::size_t size) {
    if (size == 0 || head_->is_done()) return 0;
    auto& body = head_->get().body();
    body.data = buffer;
    body.size = size;
    error_code error;
    // A piece at a time: whoever asks sees how fast they come.
    do {
      with_stream([&](auto& stream) { wire::read_some(stream, received_, *head_, error); });
    } while (!error && body.size == size && !head_->is_done());
    if (error && error != wire::error::need_buffer)
      return failed("read to the end", error, is_sent_ ? ErrorClass::OutcomeUnknown : ErrorClass::Retryable);
    return size - body.size;
  }

  [[nodiscard]] bool is_free() const {
    if (head_ && (!is_sent_ || !head_->is_done() || !head_->keep_alive())) return false;
    return received_.size() == 0 && socket_.is_quiet();
  }

 private:
  template <class Act>
  void with_stream(Act act) {
    tls_ ? act(*tls_) : act(socket_);
  }

  /// Tries the addresses in the order that the system gives, each for its share of the time that is left.
  error_code reach(const addrinfo& first) {
    using std::chrono::steady_clock;
    const auto end = steady_clock::now() + patience_.connect;
    int left = 0;
    for (const addrinfo* each = &first; each != nullptr; each = each->ai_next) ++left;
    error_code error;
    for (const addrinfo* each = &first; each != nullptr; each = each->ai_next, --left) {
      const auto share = (end - steady_clock::now()) / left;
      error = socket_.connect(*each, std::chrono::ceil<std::chrono::milliseconds>(share));
      if (!error) break;
    }
    return error;
  }

  error_code write(ByteView bytes) {
    error_code error;
    while (!bytes.empty() && !error) {
      with_stream([&](auto& stream) {
        bytes.remove_prefix(stream.write_some(asio::buffer(bytes.data(), bytes.size()), error));
      });
    }
    return error;
  }

  /// A head that comes in drops, or answers that are none without end, are silence.
  Head read_head(error_code& error) {
    socket_.set_deadline(std::chrono::steady_clock::now() + patience_.silence);
    const Head head = read_head_until(error);
    socket_.forget_deadline();
    return head;
  }

  Head read_head_until(error_code& error) {
    for (;;) {
      with_stream([&](auto& stream) { wire::read_header(stream, received_, *head_, error); });
      if (error) return {};
      if (head_->get().result_int() >= 200) break;
      begin_answer();  // Such as 100: the answer is still to come.
    }
    Head head{.status = head_->get().result_int(), .headers = {}};
    for (const auto& field : head_->get()) {
      std::string name(field.name_string());
      std::ranges::transform(name, name.begin(),
                             [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      head.headers.emplace_back(std::move(name), field.value());
    }
    return head;
  }

  /// Looks why a request could not be sent: a server that refuses one may hang up before it has read all.
  Result<Head> early_answer(const error_code& why) {
    socket_.set_patience(std::min<std::chrono::milliseconds>(patience_.silence, kEarlyPatience));
    error_code error;
    auto head = read_head(error);
    socket_.set_patience(patience_.silence);
    // Nobody acts on half a request: a success is none.
    if (error || head.status < 300) return failed("sent a whole request", why, ErrorClass::Retryable);
    return head;
  }

  void begin_answer() {
    head_.emplace();
    head_->body_limit(std::numeric_limits<std::uint64_t>::max());
    head_->skip(is_head_);
  }

  [[nodiscard]] std::string proxy_authorization() const {
    if (proxy_->user.empty()) return {};
    return fmt::format("proxy-authorization: Basic {}\r\n", base64(proxy_->user));
  }

  /// A proxy of plain HTTP wants to know of whom; the signature is over the path alone.
  [[nodiscard]] std::string absolute() const {
    return proxy_ && !endpoint_.is_encrypted ? "http://" + endpoint_.authority() : "";
  }

  Status open_tunnel() {
    const std::string there = fmt::format("{}:{}", endpoint_.host, endpoint_.port);
    std::string text = fmt::format("CONNECT {} HTTP/1.1\r\nhost: {}\r\n", there, there);
    text += proxy_authorization();
    text += "\r\n";
    error_code error = write(text);
    wire::response_parser<wire::empty_body> answer;
    answer.skip(true);
    if (!error) wire::read_header(socket_, received_, answer, error);
    if (error) return failed("reached through its proxy", error, ErrorClass::Retryable);
    const unsigned status = answer.get().result_int();
    if (status == 200) return {};
    socket_.close();
    const bool is_busy = status >= 500 || status == 429;
    return forward(
        {is_busy ? ErrorCode::Denied : ErrorCode::Configuration,
         fmt::format("the proxy {} does not lead to {}: it answers {}", proxy_->authority(), there, status),
         is_busy ? ErrorClass::Retryable : ErrorClass::Permanent});
  }

  Status shake_hands() {
    TRY(const auto trusted, certificates(server_));
    auto& stream = tls_.emplace(socket_, *trusted);
    error_code error;
    const bool is_name_set = SSL_set_tlsext_host_name(stream.native_handle(), endpoint_.host.c_str()) == 1;
    HEADGATE_ASSERT(is_name_set);
    stream.set_verify_callback(asio::ssl::host_name_verification(endpoint_.host), error);
    if (!error) stream.handshake(asio::ssl::stream_base::client, error);
    if (!error) return {};
    if (const long reason = SSL_get_verify_result(stream.native_handle()); reason != X509_V_OK) {
      return fail(ErrorCode::Configuration,
                  "the certificate of {} is not to be trusted: {} ({} names a file with the certificates of "
                  "those who "
                  "vouch for it)",
                  endpoint_.authority(), X509_verify_cert_error_string(reason), server_.certificates_setting);
    }
    return failed("met with TLS (without TLS: http:// before the name)", error, ErrorClass::Retryable);
  }

  tl::unexpected<Error> failed(ByteView what, const error_code& error,
                               ErrorClass kind = ErrorClass::OutcomeUnknown) {
    head_.reset();
    socket_.close();
    return forward(told(server_, endpoint_.authority(), what, error, kind));
  }

  static constexpr std::chrono::milliseconds kEarlyPatience{1000};

  const Server server_;
  const Endpoint& endpoint_ = server_.endpoint;
  const std::optional<Endpoint>& proxy_ = server_.proxy;
  const Patience& patience_ = server_.patience;
  Socket socket_;
  std::optional<asio::ssl::stream<Socket&>> tls_;
  beast::flat_buffer received_;
  std::optional<wire::response_parser<wire::buffer_body>> head_;
  bool is_head_ = false;
  bool is_sent_ = false;  ///< The last request was, wholly.
};

Connection::Connection(std::unique_ptr<Link> link) : link_(std::move(link)) {}
Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(const Server& server) {
  auto link = std::make_unique<Link>(server);
  try {
    TRY_OK(link->connect());
  } catch (const boost::system::system_error& error) {  // What TLS needs could not be had.
    return forward(told(server, server.endpoint.authority(), "reached", error.code(), ErrorClass::Retryable));
  }
  return std::unique_ptr<Connection>(new Connection(std::move(link)));
}

Result<Head> Connection::send(const Request& request) { return link_->send(request); }
Result<std::size_t> Connection::read(char* buffer, std::size_t size) { return link_->read(buffer, size); }
bool Connection::is_free() { return link_->is_free(); }

}  // namespace headgate::http
