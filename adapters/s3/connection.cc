// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "base/assert.h"

namespace headgate::s3 {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

/// Finds the certificates of those who vouch for servers: what the user names, or what the system keeps,
/// which is elsewhere on each.
std::string certificate_file() {
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

/// Holds what connections share. With no certificates no server is trusted, and one without TLS is still
/// reached.
asio::ssl::context& certificates() {
  static asio::ssl::context context = [] {
    asio::ssl::context made(asio::ssl::context::tls_client);
    error_code ignored;
    if (const std::string file = certificate_file(); !file.empty()) made.load_verify_file(file, ignored);
    made.set_verify_mode(asio::ssl::verify_peer);
    return made;
  }();
  return context;
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

/// Waits for each operation, and for no longer than is patient: a stream of the library has time limits only
/// for operations that do not block.
class Connection::Link {
 public:
  Link(const Endpoint& endpoint, const std::optional<Endpoint>& proxy, const Patience& patience)
      : endpoint_(endpoint), proxy_(proxy), patience_(patience), stream_(io_, certificates()) {}

  Status connect() {
    const Endpoint& next = proxy_ ? *proxy_ : endpoint_;
    asio::ip::tcp::resolver resolver(io_);
    error_code error;
    const auto found = resolver.resolve(next.host, std::to_string(next.port), error);
    if (error) return failed("found", error, ErrorClass::Retryable);
    error = wait(patience_.connect, [&](auto done) { tcp().async_connect(found, done); });
    if (error) return failed("reached", error, ErrorClass::Retryable);
    tcp().socket().set_option(asio::ip::tcp::no_delay(true), error);
    if (!endpoint_.is_encrypted) return {};
    if (proxy_) TRY_OK(open_tunnel());
    return shake_hands();
  }

  Result<Head> send(const Request& request) {
    is_head_ = request.method == "HEAD";
    begin_answer();
    std::string text = fmt::format("{} {}{} HTTP/1.1\r\n", request.method, absolute(), request.target());
    for (const auto& [name, value] : request.headers) text += fmt::format("{}: {}\r\n", name, value);
    if (proxy_ && !endpoint_.is_encrypted) text += proxy_authorization();
    text += fmt::format("content-length: {}\r\n\r\n", request.body.size());
    TRY_OK(write(text));
    TRY_OK(write(request.body));
    return read_head();
  }

  Result<std::size_t> read(char* buffer, std::size_t size) {
    if (size == 0 || head_->is_done()) return 0;
    auto& body = head_->get().body();
    body.data = buffer;
    body.size = size;
    const error_code error = wait(patience_.silence, [&](auto done) {
      with_stream([&](auto& stream) { http::async_read(stream, received_, *head_, done); });
    });
    if (error && error != http::error::need_buffer) return failed("read to the end", error);
    return size - body.size;
  }

  [[nodiscard]] bool is_free() {
    if (head_ && (!head_->is_done() || !head_->keep_alive())) return false;
    if (received_.size() != 0 || !tcp().socket().is_open()) return false;
    // Whatever there is to read now is no answer: an end, mostly.
    error_code error;
    char byte;
    tcp().socket().non_blocking(true, error);
    tcp().socket().receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, error);
    return error == asio::error::would_block;
  }

 private:
  beast::tcp_stream& tcp() { return beast::get_lowest_layer(stream_); }

  template <class Act>
  void with_stream(Act act) {
    endpoint_.is_encrypted ? act(stream_) : act(stream_.next_layer());
  }

  template <class Start>
  error_code wait(std::chrono::milliseconds patience, Start start) {
    error_code result;
    tcp().expires_after(patience);
    start([&](error_code error, auto&&...) { result = error; });
    io_.restart();
    io_.run();
    return result;
  }

  Status write(ByteView bytes) {
    while (!bytes.empty()) {
      std::size_t sent = 0;
      const error_code error = wait(patience_.silence, [&](auto done) {
        with_stream([&](auto& stream) {
          stream.async_write_some(asio::buffer(bytes.data(), bytes.size()),
                                  [&, done](error_code e, std::size_t n) {
                                    sent = n;
                                    done(e);
                                  });
        });
      });
      if (error) return failed("sent a whole request", error, ErrorClass::Retryable);
      bytes.remove_prefix(sent);
    }
    return {};
  }

  Result<Head> read_head() {
    for (;;) {
      const error_code error = wait(patience_.silence, [&](auto done) {
        with_stream([&](auto& stream) { http::async_read_header(stream, received_, *head_, done); });
      });
      if (error) return failed("heard of a request that was sent", error);
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
    error_code error =
        wait(patience_.connect, [&](auto done) { asio::async_write(tcp(), asio::buffer(text), done); });
    http::response_parser<http::empty_body> answer;
    answer.skip(true);
    if (!error) {
      error = wait(patience_.connect,
                   [&](auto done) { http::async_read_header(tcp(), received_, answer, done); });
    }
    if (error) return failed("reached through its proxy", error, ErrorClass::Retryable);
    if (answer.get().result() == http::status::ok) return {};
    return fail(ErrorCode::Configuration, "the proxy {} does not lead to {}: it answers {}",
                proxy_->authority(), there, answer.get().result_int());
  }

  Status shake_hands() {
    error_code error;
    const bool is_name_set = SSL_set_tlsext_host_name(stream_.native_handle(), endpoint_.host.c_str()) == 1;
    HEADGATE_ASSERT(is_name_set);
    stream_.set_verify_callback(asio::ssl::host_name_verification(endpoint_.host), error);
    if (!error)
      error = wait(patience_.connect,
                   [&](auto done) { stream_.async_handshake(asio::ssl::stream_base::client, done); });
    if (!error) return {};
    if (const long reason = SSL_get_verify_result(stream_.native_handle()); reason != X509_V_OK) {
      return fail(
          ErrorCode::Configuration,
          "the certificate of {} is not to be trusted: {} (AWS_CA_BUNDLE names a file with the certificates "
          "of those who vouch for it)",
          endpoint_.authority(), X509_verify_cert_error_string(reason));
    }
    return failed("met with TLS", error, ErrorClass::Retryable);
  }

  tl::unexpected<Error> failed(ByteView what, const error_code& error,
                               ErrorClass kind = ErrorClass::OutcomeUnknown) {
    head_.reset();
    tcp().close();
    return forward({ErrorCode::Io,
                    fmt::format("{} could not be {}: {}", endpoint_.authority(), what,
                                error == beast::error::timeout ? "it does not answer" : error.message()),
                    kind});
  }

  const Endpoint endpoint_;
  const std::optional<Endpoint> proxy_;
  const Patience patience_;
  asio::io_context io_{1};
  beast::ssl_stream<beast::tcp_stream> stream_;
  beast::flat_buffer received_;
  std::optional<http::response_parser<http::buffer_body>> head_;
  bool is_head_ = false;
};

Connection::Connection(std::unique_ptr<Link> link) : link_(std::move(link)) {}
Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(const Endpoint& endpoint,
                                                     const std::optional<Endpoint>& proxy,
                                                     const Patience& patience) {
  auto link = std::make_unique<Link>(endpoint, proxy, patience);
  TRY_OK(link->connect());
  return std::unique_ptr<Connection>(new Connection(std::move(link)));
}

Result<Head> Connection::send(const Request& request) { return link_->send(request); }
Result<std::size_t> Connection::read(char* buffer, std::size_t size) { return link_->read(buffer, size); }
bool Connection::is_free() { return link_->is_free(); }

}  // namespace headgate::s3
