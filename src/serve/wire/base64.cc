// SPDX-License-Identifier: MIT
#include "serve/wire/base64.h"

#include <array>
#include <cstddef>
#include <cstdint>
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

}  // namespace

void AppendBase64(std::span<const std::byte> data, std::string& text) {
  std::size_t at = text.size();
  text.resize(at + (data.size() + 2) / 3 * 4);
  const auto bits = [&data](std::size_t i) { return std::to_integer<std::uint32_t>(data[i]); };
  std::size_t i = 0;
  for (; i + 3 <= data.size(); i += 3, at += 4) {
    const std::uint32_t three = (bits(i) << 16) | (bits(i + 1) << 8) | bits(i + 2);
    text[at] = DigitOf(three >> 18);
    text[at + 1] = DigitOf(three >> 12);
    text[at + 2] = DigitOf(three >> 6);
    text[at + 3] = DigitOf(three);
  }
  if (i == data.size()) return;
  const bool is_one = data.size() - i == 1;
  const std::uint32_t rest = (bits(i) << 16) | (is_one ? 0 : bits(i + 1) << 8);
  text[at] = DigitOf(rest >> 18);
  text[at + 1] = DigitOf(rest >> 12);
  text[at + 2] = is_one ? '=' : DigitOf(rest >> 6);
  text[at + 3] = '=';
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
