// SPDX-License-Identifier: MIT
#include "serve/auth/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "weir/base/concat.h"

namespace weir::serve_internal {
namespace {

using Digest = std::array<unsigned char, 32>;

std::string HexOf(const Digest& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const unsigned char byte : digest) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 0xFU];
  }
  return hex;
}

const unsigned char* BytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view TextOf(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// Whether `digest` is now the HMAC of `text`. `key` may lie in `digest`: it is taken in before
// anything is written.
bool SetToHmac(Digest& digest, std::string_view key, std::string_view text) {
  Digest result;
  unsigned int bytes = 0;
  const bool is_done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), BytesOf(text),
                            text.size(), result.data(), &bytes) != nullptr &&
                       bytes == result.size();
  if (is_done) digest = result;
  return is_done;
}

}  // namespace

std::optional<std::string> Sha256Hex(std::string_view bytes) {
  Digest digest;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    return std::nullopt;
  }
  return HexOf(digest);
}

std::optional<std::string> SignatureHex(std::string_view secret_access_key,
                                        const CredentialScope& scope, std::string_view signing_time,
                                        std::string_view canonical_request) {
  const std::optional<std::string> hash = Sha256Hex(canonical_request);
  if (!hash.has_value()) return std::nullopt;
  const std::string string_to_sign =
      Concat("AWS4-HMAC-SHA256\n", signing_time, "\n", scope.date, "/", scope.region, "/",
             scope.service, "/", scope.terminator, "\n", *hash);
  std::string secret = Concat("AWS4", secret_access_key);
  Digest key;
  const bool is_done =
      SetToHmac(key, secret, scope.date) && SetToHmac(key, TextOf(key), scope.region) &&
      SetToHmac(key, TextOf(key), scope.service) && SetToHmac(key, TextOf(key), scope.terminator) &&
      SetToHmac(key, TextOf(key), string_to_sign);
  OPENSSL_cleanse(secret.data(), secret.size());
  if (!is_done) return std::nullopt;
  return HexOf(key);
}

bool IsEqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace weir::serve_internal
