// SPDX-License-Identifier: MIT
#include "weir/service/token_seal.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "weir/base/check.h"
#include "weir/base/md5.h"
#include "weir/base/status.h"
#include "weir/base/uint128.h"

namespace weir {
namespace {

constexpr std::size_t kCodeBytes = 16;

std::string_view AsText(const TokenSeal::Key& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

// In a time that does not depend on where they differ.
bool IsSame(const std::array<std::uint8_t, kCodeBytes>& code, std::string_view text) {
  std::uint8_t difference = 0;
  for (std::size_t i = 0; i < kCodeBytes; ++i) {
    difference =
        static_cast<std::uint8_t>(difference | (code[i] ^ static_cast<std::uint8_t>(text[i])));
  }
  return difference == 0;
}

}  // namespace

namespace service_internal {

std::array<std::uint8_t, kCodeBytes> HmacMd5(std::string_view key, std::string_view message) {
  constexpr std::size_t kBlockBytes = 64;
  WEIR_CHECK(key.size() <= kBlockBytes, "a longer key would have to be hashed first");
  const auto pad = [key](char with) {
    std::string block(kBlockBytes, with);
    for (std::size_t i = 0; i < key.size(); ++i) block[i] = static_cast<char>(block[i] ^ key[i]);
    return block;
  };
  const auto bytes_of = [](const Uint128& digest) {
    std::array<std::uint8_t, kCodeBytes> bytes{};
    for (std::size_t i = 0; i < kCodeBytes; ++i) {
      const std::uint64_t half = i < 8 ? digest.high : digest.low;
      bytes[i] = static_cast<std::uint8_t>(half >> (56 - 8 * (i % 8)));
    }
    return bytes;
  };
  const auto inner = bytes_of(Md5(pad(0x36).append(message)));
  return bytes_of(Md5(pad(0x5c).append(reinterpret_cast<const char*>(inner.data()), inner.size())));
}

}  // namespace service_internal

TokenSeal::Key TokenSeal::RandomKey() {
  std::random_device random;
  Key key{};
  for (std::uint8_t& byte : key) byte = static_cast<std::uint8_t>(random());
  return key;
}

std::string TokenSeal::Seal(std::string_view payload) const {
  std::string sealed(payload);
  const auto code = service_internal::HmacMd5(AsText(key_), payload);
  sealed.append(reinterpret_cast<const char*>(code.data()), code.size());
  return absl::Base64Escape(ToAbsl(sealed));
}

std::optional<std::string> TokenSeal::Open(std::string_view token) const {
  if (token.empty() || token.size() > kTokenCharactersMax) return std::nullopt;
  std::string sealed;
  if (!absl::Base64Unescape(ToAbsl(token), &sealed)) return std::nullopt;
  if (sealed.size() < kCodeBytes) return std::nullopt;
  const std::size_t payload_bytes = sealed.size() - kCodeBytes;
  const std::string_view code = std::string_view(sealed).substr(payload_bytes);
  const std::string_view payload = std::string_view(sealed).substr(0, payload_bytes);
  if (!IsSame(service_internal::HmacMd5(AsText(key_), payload), code)) return std::nullopt;
  // Blanks and other bits behind the end read the same and were never sealed.
  if (absl::Base64Escape(ToAbsl(sealed)) != ToAbsl(token)) return std::nullopt;
  sealed.resize(payload_bytes);
  return sealed;
}

}  // namespace weir
