// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <charconv>

namespace headgate {

namespace {
std::string hex(XXH128_hash_t hash) { return fmt::format("{:016x}{:016x}", hash.high64, hash.low64); }
}  // namespace

std::uint64_t hash64(ByteView bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::string hash_hex(ByteView bytes) { return hex(XXH3_128bits(bytes.data(), bytes.size())); }

void SetDigest::add(ByteView member) {
  const XXH128_hash_t hash = XXH3_128bits(member.data(), member.size());
  high += hash.high64;
  low += hash.low64;
}

SetDigest& SetDigest::operator+=(const SetDigest& other) {
  high += other.high;
  low += other.low;
  return *this;
}

SetDigest& SetDigest::operator-=(const SetDigest& other) {
  high -= other.high;
  low -= other.low;
  return *this;
}

std::string SetDigest::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

SetDigest SetDigest::of_hex(ByteView text) {
  constexpr std::size_t kDigits = 16;
  SetDigest digest;
  if (text.size() != 2 * kDigits) return digest;
  std::from_chars(text.data(), text.data() + kDigits, digest.high, 16);
  std::from_chars(text.data() + kDigits, text.data() + 2 * kDigits, digest.low, 16);
  return digest;
}

struct ContentHash::State {
  XXH3_state_t* xxh = XXH3_createState();
  State() { XXH3_128bits_reset(xxh); }
  State(const State&) = delete;
  ~State() { XXH3_freeState(xxh); }
};

ContentHash::ContentHash() : state_(std::make_unique<State>()) {}
ContentHash::~ContentHash() = default;
ContentHash::ContentHash(ContentHash&&) noexcept = default;
ContentHash& ContentHash::operator=(ContentHash&&) noexcept = default;
void ContentHash::feed(ByteView bytes) { XXH3_128bits_update(state_->xxh, bytes.data(), bytes.size()); }
std::string ContentHash::hex() const { return headgate::hex(XXH3_128bits_digest(state_->xxh)); }

}  // namespace headgate
