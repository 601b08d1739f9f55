// SPDX-License-Identifier: MIT
#include "serve/wire/base64.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace weir::serve_internal {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// What no character is worth.
constexpr std::uint8_t kNoDigit = 0xFF;

constexpr std::array<std::uint8_t, 256> MakeValues() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr std::array<std::uint8_t, 256> kValues = MakeValues();

std::uint32_t ValueOf(char character) { return kValues[static_cast<unsigned char>(character)]; }

// The digits of `text`, of which one is none: which, and how.
Base64Decoded FaultOf(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (ValueOf(text[i]) == kNoDigit && text[i] != '=') return {Base64Fault::kCharacter, i};
  }
  return {Base64Fault::kPadding, 0};
}

std::byte ByteOf(std::uint32_t bits) { return static_cast<std::byte>(bits & 0xFFU); }

char DigitOf(std::uint32_t bits) { return kDigits[bits & 0x3FU]; }

// Two digits for each twelve bits: half as many steps as one for each six.
constexpr std::size_t kPairBits = 12;
constexpr std::array<char, std::size_t{2} << kPairBits> MakePairs() {
  std::array<char, std::size_t{2} << kPairBits> pairs{};
  for (std::size_t i = 0; i < pairs.size() / 2; ++i) {
    pairs[2 * i] = kDigits[i >> 6];
    pairs[2 * i + 1] = kDigits[i & 0x3FU];
  }
  return pairs;
}
constexpr std::array<char, std::size_t{2} << kPairBits> kPairs = MakePairs();

}  // namespace

void AppendBase64(std::span<const std::byte> data, std::string& text) {
  const std::size_t begin = text.size();
  text.resize(begin + (data.size() + 2) / 3 * 4);
  // By pointers of its own: for all that a compiler knows, what is written may be the text's.
  char* to = text.data() + begin;
  const std::byte* from = data.data();
  const auto bits = [](std::byte byte) { return std::to_integer<std::uint32_t>(byte); };
  const std::size_t left = data.size() % 3;
  for (const std::byte* const end = from + (data.size() - left); from != end; from += 3, to += 4) {
    const std::uint32_t three = (bits(from[0]) << 16) | (bits(from[1]) << 8) | bits(from[2]);
    std::memcpy(to, &kPairs[2 * (three >> kPairBits)], 2);
    std::memcpy(to + 2, &kPairs[2 * (three & 0xFFFU)], 2);
  }
  if (left == 0) return;
  const std::uint32_t rest = (bits(from[0]) << 16) | (left == 1 ? 0 : bits(from[1]) << 8);
  to[0] = DigitOf(rest >> 18);
  to[1] = DigitOf(rest >> 12);
  to[2] = left == 1 ? '=' : DigitOf(rest >> 6);
  to[3] = '=';
}

Base64Decoded DecodeBase64(std::string_view text, std::byte* data) {
  if (text.size() % 4 != 0) return {Base64Fault::kLength, 0};
  const std::string_view padded = text;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  std::size_t count = 0;
  // Has the bits of all values that were used, of which only kNoDigit has the highest.
  std::uint32_t seen = 0;
  while (text.size() >= 4) {
    const std::uint32_t a = ValueOf(text[0]);
    const std::uint32_t b = ValueOf(text[1]);
    const std::uint32_t c = ValueOf(text[2]);
    const std::uint32_t d = ValueOf(text[3]);
    seen |= a | b | c | d;
    const std::uint32_t three = (a << 18) | (b << 12) | (c << 6) | d;
    data[count] = ByteOf(three >> 16);
    data[count + 1] = ByteOf(three >> 8);
    data[count + 2] = ByteOf(three);
    count += 3;
    text.remove_prefix(4);
  }
  if (!text.empty()) {
    // Two or three are left, for their padding filled the four.
    const std::uint32_t a = ValueOf(text[0]);
    const std::uint32_t b = ValueOf(text[1]);
    const std::uint32_t c = text.size() == 3 ? ValueOf(text[2]) : 0;
    seen |= a | b | c;
    const std::uint32_t left = text.size() == 3 ? c & 0x3U : b & 0xFU;
    if (seen <= 0x3FU && left != 0) return {Base64Fault::kPadding, 0};
    const std::uint32_t rest = (a << 18) | (b << 12) | (c << 6);
    data[count++] = ByteOf(rest >> 16);
    if (text.size() == 3) data[count++] = ByteOf(rest >> 8);
  }
  if (seen > 0x3FU) return FaultOf(padded);
  return {Base64Fault::kNone, count};
}

}  // namespace weir::serve_internal
