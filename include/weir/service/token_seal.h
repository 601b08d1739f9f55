// SPDX-License-Identifier: MIT
//
// A TokenSeal turns bytes into a token that a caller can keep and not change, and back.
//
// Shard iterators and page tokens go out to callers and come back, in time from anybody
// who can reach an endpoint. So each carries a code that only the holder of the key can
// make: HMAC, by RFC 2104, over the MD5 that routing needs anyway. Collisions of MD5 are
// no attack on it. What is in a token is not secret. Not for passwords or signatures.
//
//   weir::TokenSeal seal(weir::TokenSeal::RandomKey());
//   std::string token = seal.Seal("payload");
//   seal.Open(token);    // "payload"; nullopt of any other text
//
// Threads:   a value; methods from any thread.
// Progress:  wait-free, but for allocations.
// Cost:      sealing and opening an MD5 of the payload and of four blocks more.
// Lifetime:  a value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

class TokenSeal {
 public:
  static constexpr std::size_t kKeyBytes = 16;
  using Key = std::array<std::uint8_t, kKeyBytes>;
  // How many characters a token has at most that Open() looks at.
  static constexpr std::size_t kTokenCharactersMax = 8'192;

  explicit TokenSeal(const Key& key) : key_(key) {}

  // From the system's source of random numbers.
  static Key RandomKey();

  // The token of `payload`: base64 of it and its code, 4 characters for each 3 bytes.
  std::string Seal(std::string_view payload) const;

  // What was sealed with this key; nullopt if `token` is not, to the last character, what
  // Seal() returned.
  std::optional<std::string> Open(std::string_view token) const;

 private:
  // Set at construction, never written again.
  Key key_;
};

namespace service_internal {

// HMAC-MD5 of `message`; `key` has at most 64 bytes.
std::array<std::uint8_t, 16> HmacMd5(std::string_view key, std::string_view message);

}  // namespace service_internal
}  // namespace weir
