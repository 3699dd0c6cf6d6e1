// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "adapters/http/signature.h"
#include "logs/log_index.h"
#include "store/retry_store.h"

namespace headgate::elasticsearch {

/// Says how a server of Elasticsearch's kind is spoken to.
struct ServerOptions {
  std::string url;  ///< `https://search.example.com:9200`, with a path where a proxy wants one.
  std::string environment = "dev";
  std::string certificates = {};  ///< A file with those of who vouches for it; empty: the system's.
  // One of these, or none.
  std::string user = {}, password = {};
  std::string api_key = {};                                  ///< As it is sent: Base64 of `id:key`.
  std::shared_ptr<http::CredentialSource> credentials = {};  ///< Of AWS: then with `region`.
  std::string region = {};
  RetryPolicy retry = {};
  Pause pause = pause_thread;               ///< What is done before something is tried again.
  const std::atomic<bool>* stop = nullptr;  ///< Ends all waiting for the server once it is raised.
  std::size_t batch_bytes = 5 * MiB, batch_documents = 5000;
  unsigned requests_max = 4;
};

/// Gives the index `event_file_logs_<environment>` of a server: Elasticsearch 8 and 9, OpenSearch 2 and 3.
/// Asks it nothing yet. Configuration where the address or the environment is none.
Result<std::unique_ptr<LogIndex>> open_log_index(const ServerOptions& options);

}  // namespace headgate::elasticsearch
