// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/contract_text.h"

#include <filesystem>

#include "adapters/local/local_sink.h"
#include "apps/cli/contracts.h"

namespace headgate::cli {

namespace fs = std::filesystem;

Result<ContractText> read_contract_text(const std::string& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return fail(ErrorCode::Configuration, "there is no file {}", file);
  ContractText contract{file, fs::canonical(file, error).string(), "", {}, nullptr};
  if (error) return fail(ErrorCode::Io, "cannot look at {}: {}", file, error.message());
  TRY(contract.text, read_text(file));
  TRY(contract.schemas, read_schemas(fs::path(file).parent_path().string()));
  TRY(contract.plan, compile_contract(contract.text, file, contract.schemas));
  return contract;
}

Status replace_file(const ContractText& contract, const std::string& text) {
  std::error_code error;
  TRY(const std::string now, read_text(contract.path));
  if (now != contract.text) {
    return fail(ErrorCode::Changed, "{} was changed meanwhile: nothing was written", contract.file);
  }
  const fs::perms permissions = fs::status(contract.path, error).permissions();
  {
    local::LocalSink sink(contract.path + ".unfinished", contract.path);
    TRY_OK(sink.append(text));
    TRY_OK(sink.finish());
  }
  fs::permissions(contract.path, permissions, error);
  if (!error) return {};
  return fail(ErrorCode::Io, "{} was written, but cannot get its permissions back: {}", contract.file,
              error.message());
}

}  // namespace headgate::cli
