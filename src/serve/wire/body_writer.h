// SPDX-License-Identifier: MIT
//
// A BodyWriter writes one body, in either format, value by value.
//
// In CBOR lists and maps end with a break, as AWS's do: whoever writes need not count what
// will come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "serve/wire/wire_format.h"

namespace weir::serve_internal {

class BodyWriter {
 public:
  explicit BodyWriter(WireFormat format) : format_(format) {}

  // So many more bytes will come, about.
  void Expect(std::size_t bytes) { body_.reserve(body_.size() + bytes); }

  void BeginMap();
  void EndMap();
  // In a map, before its value. It has no character that JSON escapes.
  void Name(std::string_view name);
  void BeginList();
  void EndList();

  // What of it is not UTF-8 becomes U+FFFD.
  void Text(std::string_view text);
  // ASCII, of which JSON escapes nothing: it is not looked at.
  void PlainText(std::string_view text);
  void Integer(std::int64_t value);
  void Boolean(bool value);
  void Blob(std::span<const std::byte> data);
  // In milliseconds. JSON has seconds, with a fraction if there is one.
  void Time(absl::Time time);

  std::string Take() && { return std::move(body_); }

 private:
  bool IsJson() const { return format_ == WireFormat::kJson; }
  // In JSON: puts a comma unless what comes is the first, or has its name before it.
  void Separate();
  void AppendDigits(std::int64_t value);
  void AppendEscaped(std::string_view text);
  // In CBOR: what begins each value, its kind and its number or length.
  void AppendHead(std::uint8_t major_type, std::uint64_t value);

  const WireFormat format_;
  std::string body_;
};

}  // namespace weir::serve_internal
