// SPDX-License-Identifier: MIT
#include "serve/wire/body_writer.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "serve/wire/base64.h"
#include "weir/model/internal/utf8.h"

namespace weir::serve_internal {
namespace {

// The kinds of CBOR, RFC 8949, 3.1.
constexpr std::uint8_t kUnsigned = 0;
constexpr std::uint8_t kNegative = 1;
constexpr std::uint8_t kByteString = 2;
constexpr std::uint8_t kTextString = 3;

constexpr char kCborList = '\x9f';
constexpr char kCborMap = '\xbf';
constexpr char kCborBreak = '\xff';
constexpr char kCborFalse = '\xf4';
constexpr char kCborTrue = '\xf5';

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Of which characters a text may consist without being looked at closer.
constexpr std::array<bool, 256> MakePlain() {
  std::array<bool, 256> plain{};
  for (std::size_t i = 0x20; i < 0x80; ++i) plain[i] = i != '"' && i != '\\';
  return plain;
}
constexpr std::array<bool, 256> kPlain = MakePlain();

// How many bytes `text` begins with that are plain.
std::size_t PlainBytes(std::string_view text) {
  std::size_t bytes = 0;
  while (bytes < text.size() && kPlain[static_cast<unsigned char>(text[bytes])]) ++bytes;
  return bytes;
}

bool IsUtf8(std::string_view text) {
  while (true) {
    text.remove_prefix(PlainBytes(text));
    if (text.empty()) return true;
    const std::size_t bytes = model_internal::Utf8SequenceBytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
}

std::string MadeUtf8(std::string_view text) {
  std::string made;
  while (!text.empty()) {
    const std::size_t bytes = model_internal::Utf8SequenceBytes(text);
    made += bytes > 0 ? text.substr(0, bytes) : kReplacement;
    text.remove_prefix(bytes > 0 ? bytes : 1);
  }
  return made;
}

void AppendControl(char character, std::string& body) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(character);
  switch (character) {
    case '\n':
      body += "\\n";
      return;
    case '\r':
      body += "\\r";
      return;
    case '\t':
      body += "\\t";
      return;
    default:
      body += "\\u00";
      body += kHex[code >> 4];
      body += kHex[code & 0xFU];
  }
}

}  // namespace

void BodyWriter::Separate() {
  if (body_.empty()) return;
  const char last = body_.back();
  if (last != '{' && last != '[' && last != ':') body_ += ',';
}

void BodyWriter::AppendDigits(std::int64_t value) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  body_.append(digits.data(), end);
}

void BodyWriter::AppendEscaped(std::string_view text) {
  while (true) {
    const std::size_t plain = PlainBytes(text);
    body_ += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) return;
    const std::size_t bytes = model_internal::Utf8SequenceBytes(text);
    const char first = text.front();
    if (bytes == 0) {
      body_ += kReplacement;
    } else if (bytes > 1 || first == '\x7f') {
      body_ += text.substr(0, bytes);
    } else if (first == '"' || first == '\\') {
      body_ += '\\';
      body_ += first;
    } else {
      AppendControl(first, body_);
    }
    text.remove_prefix(bytes > 0 ? bytes : 1);
  }
}

void BodyWriter::AppendHead(std::uint8_t major_type, std::uint64_t value) {
  const auto type = static_cast<unsigned>(major_type) << 5;
  if (value < 24) {
    body_ += static_cast<char>(type | static_cast<unsigned>(value));
    return;
  }
  // 24 to 27 say that 1, 2, 4 or 8 bytes follow.
  unsigned size_log2 = 0;
  while (size_log2 < 3 && value >> (8U << size_log2) != 0) ++size_log2;
  body_ += static_cast<char>(type | (24 + size_log2));
  for (unsigned bits = 8U << size_log2; bits > 0; bits -= 8) {
    body_ += static_cast<char>((value >> (bits - 8)) & 0xFFU);
  }
}

void BodyWriter::BeginMap() {
  if (!IsJson()) {
    body_ += kCborMap;
    return;
  }
  Separate();
  body_ += '{';
}

void BodyWriter::EndMap() { body_ += IsJson() ? '}' : kCborBreak; }

void BodyWriter::BeginList() {
  if (!IsJson()) {
    body_ += kCborList;
    return;
  }
  Separate();
  body_ += '[';
}

void BodyWriter::EndList() { body_ += IsJson() ? ']' : kCborBreak; }

void BodyWriter::Name(std::string_view name) {
  if (!IsJson()) {
    AppendHead(kTextString, name.size());
    body_ += name;
    return;
  }
  Separate();
  body_ += '"';
  body_ += name;
  body_ += "\":";
}

void BodyWriter::Text(std::string_view text) {
  if (IsJson()) {
    Separate();
    body_ += '"';
    AppendEscaped(text);
    body_ += '"';
    return;
  }
  if (!IsUtf8(text)) return Text(MadeUtf8(text));
  PlainText(text);
}

void BodyWriter::PlainText(std::string_view text) {
  if (IsJson()) {
    Separate();
    body_ += '"';
    body_ += text;
    body_ += '"';
    return;
  }
  AppendHead(kTextString, text.size());
  body_ += text;
}

void BodyWriter::Integer(std::int64_t value) {
  if (IsJson()) {
    Separate();
    return AppendDigits(value);
  }
  if (value >= 0) return AppendHead(kUnsigned, static_cast<std::uint64_t>(value));
  AppendHead(kNegative, static_cast<std::uint64_t>(-1 - value));
}

void BodyWriter::Boolean(bool value) {
  if (!IsJson()) {
    body_ += value ? kCborTrue : kCborFalse;
    return;
  }
  Separate();
  body_ += value ? "true" : "false";
}

void BodyWriter::Blob(std::span<const std::byte> data) {
  if (!IsJson()) {
    AppendHead(kByteString, data.size());
    body_.append(reinterpret_cast<const char*>(data.data()), data.size());
    return;
  }
  Separate();
  body_ += '"';
  AppendBase64(data, body_);
  body_ += '"';
}

void BodyWriter::Time(absl::Time time) {
  const std::int64_t millis = absl::ToUnixMillis(time);
  if (!IsJson()) return Integer(millis);
  std::int64_t seconds = millis / 1000;
  std::int64_t fraction = millis % 1000;
  Separate();
  if (millis < 0) {
    body_ += '-';
    seconds = -seconds;
    fraction = -fraction;
  }
  AppendDigits(seconds);
  if (fraction == 0) return;
  body_ += '.';
  body_ += static_cast<char>('0' + fraction / 100);
  body_ += static_cast<char>('0' + fraction / 10 % 10);
  body_ += static_cast<char>('0' + fraction % 10);
}

}  // namespace weir::serve_internal
