// SPDX-License-Identifier: MIT
#include "serve/wire/request_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"
#include "serve/wire/base64.h"
#include "serve/wire/wire_body.h"
#include "serve/wire/wire_format.h"
#include "weir/base/concat.h"
#include "weir/model/internal/utf8.h"
#include "weir/service/stream_shapes.h"

namespace weir::serve_internal {
namespace {

// How much of a text a message quotes.
constexpr std::size_t kQuotedBytesMax = 1024;

constexpr std::string_view kListFound = "Start of list found where not expected";
constexpr std::string_view kMapFound = "Start of structure or map found where not expected.";

// `text` as it stands in a message, which ends with a whole character.
std::string_view Quoted(std::string_view text) {
  if (text.size() <= kQuotedBytesMax) return text;
  std::size_t bytes = kQuotedBytesMax;
  const auto is_tail = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; };
  while (bytes > 0 && is_tail(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

// The service's class for what stands there.
std::string_view JavaClass(WireKind kind) {
  switch (kind) {
    case WireKind::kBoolean:
      return "class java.lang.Boolean";
    case WireKind::kText:
      return "class java.lang.String";
    case WireKind::kBlob:
      return "class java.nio.ByteBuffer";
    default:
      return "class java.math.BigDecimal";
  }
}

bool IsNumber(const WireValue& value) {
  return value.kind() == WireKind::kInteger || value.kind() == WireKind::kDouble;
}

// The greatest integer that is not greater, or the nearest that there is; of no number 0.
template <class Integer>
Integer Floored(double real) {
  using Limits = std::numeric_limits<Integer>;
  if (std::isnan(real)) return 0;
  // Every power of two is a double, but the greatest integer may not be.
  if (real >= -static_cast<double>(Limits::min())) return Limits::max();
  if (real <= static_cast<double>(Limits::min())) return Limits::min();
  return static_cast<Integer>(std::floor(real));
}

}  // namespace

void RequestReader::Refuse(std::string_view message) {
  if (!fault_.has_value()) fault_ = message;
}

void RequestReader::RefuseKind(const WireValue& value, std::string_view type) {
  if (value.kind() == WireKind::kList) return Refuse(kListFound);
  if (value.kind() == WireKind::kMap) return Refuse(kMapFound);
  Refuse(Concat(JavaClass(value.kind()), " can not be converted to ", type));
}

bool RequestReader::ExpectMap(const WireValue& value, std::string_view otherwise) {
  if (value.kind() == WireKind::kMap) return true;
  Refuse(value.kind() == WireKind::kList ? kListFound : otherwise);
  return false;
}

bool RequestReader::ExpectList(const WireValue& value) {
  if (value.kind() == WireKind::kList) return true;
  Refuse(value.kind() == WireKind::kMap ? kMapFound : "Expected list or null");
  return false;
}

void RequestReader::ReadValue(const WireValue& value, std::optional<std::string_view>& member) {
  if (value.kind() != WireKind::kText) return RefuseKind(value, "an String");
  member = value.text();
}

void RequestReader::ReadValue(const WireValue& value, std::optional<std::int32_t>& member) {
  if (!IsNumber(value)) return RefuseKind(value, "an Integer");
  using Limits = std::numeric_limits<std::int32_t>;
  member = value.kind() == WireKind::kDouble ? Floored<std::int32_t>(value.real())
                                             : static_cast<std::int32_t>(std::clamp<std::int64_t>(
                                                   value.integer(), Limits::min(), Limits::max()));
}

void RequestReader::ReadValue(const WireValue& value, std::optional<bool>& member) {
  if (value.kind() == WireKind::kBoolean) {
    member = value.boolean();
    return;
  }
  if (value.kind() != WireKind::kText) return RefuseKind(value, "an Boolean");
  std::string upper(Quoted(value.text()));
  absl::AsciiStrToUpper(&upper);
  const auto is_one_of = [&upper](const std::array<std::string_view, 3>& words) {
    return std::find(words.begin(), words.end(), upper) != words.end();
  };
  if (is_one_of({"TRUE", "YES", "1"})) {
    member = true;
  } else if (is_one_of({"FALSE", "NO", "0"})) {
    member = false;
  } else {
    Refuse(Concat("'", upper, "' can not be converted to an Boolean"));
  }
}

void RequestReader::ReadValue(const WireValue& value,
                              std::optional<std::span<const std::byte>>& member) {
  if (value.kind() == WireKind::kBlob) {
    member = value.blob();
  } else if (value.kind() == WireKind::kText && body_.format() == WireFormat::kJson) {
    member = DecodeBlob(value.text());
  } else {
    RefuseKind(value, "a Blob");
  }
}

void RequestReader::ReadValue(const WireValue& value, std::optional<absl::Time>& member) {
  if (!IsNumber(value)) return RefuseKind(value, "milliseconds since epoch");
  const bool is_integer = value.kind() == WireKind::kInteger;
  if (body_.format() == WireFormat::kCbor) {
    member =
        absl::FromUnixMillis(is_integer ? value.integer() : Floored<std::int64_t>(value.real()));
  } else {
    // A double has more than milliseconds for some thousands of years.
    member = is_integer
                 ? absl::FromUnixSeconds(value.integer())
                 : absl::FromUnixMillis(Floored<std::int64_t>(std::round(value.real() * 1000.0)));
  }
}

std::string_view RequestReader::ElementText(const WireValue& value) {
  std::optional<std::string_view> text;
  if (value.kind() != WireKind::kNull) ReadValue(value, text);
  return text.value_or(std::string_view());
}

void RequestReader::ReadValue(const WireValue& value, std::optional<kinesis::TagMap>& member) {
  if (!ExpectMap(value, "Expected map or null")) return;
  member.emplace();
  value.ForEachEntry([&](std::string_view key, const WireValue& element) {
    (*member)[std::string(key)] = ElementText(element);
  });
}

void RequestReader::ReadValue(const WireValue& value,
                              std::optional<std::vector<std::string_view>>& member) {
  if (!ExpectList(value)) return;
  member.emplace();
  value.ForEachElement([&](const WireValue& element) { member->push_back(ElementText(element)); });
}

std::span<const std::byte> RequestReader::DecodeBlob(std::string_view text) {
  if (blobs_ == nullptr) {
    blobs_ = std::make_unique_for_overwrite<std::byte[]>(Base64BytesMax(body_.bytes()));
  }
  std::byte* const data = blobs_.get() + blob_bytes_;
  const Base64Decoded decoded = DecodeBase64(text, data);
  const auto refuse = [&](const auto&... why) {
    Refuse(Concat("'", Quoted(text), "' can not be converted to a Blob: ", why...));
  };
  switch (decoded.fault) {
    case Base64Fault::kNone:
      blob_bytes_ += decoded.count;
      return {data, decoded.count};
    case Base64Fault::kLength:
      refuse("Base64 encoded length is expected a multiple of 4 bytes but found: ", text.size());
      break;
    case Base64Fault::kCharacter: {
      const std::string_view rest = text.substr(decoded.count);
      refuse("Invalid Base64 character: '", rest.substr(0, model_internal::Utf8SequenceBytes(rest)),
             "'");
      break;
    }
    case Base64Fault::kPadding:
      refuse("Invalid last non-pad Base64 character dectected");
      break;
  }
  return {};
}

}  // namespace weir::serve_internal
