// SPDX-License-Identifier: MIT

#include "live_telemetry/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace live_telemetry {
namespace {

struct UnitName {
  Unit unit;
  std::string_view text;
  // What a record keeps of the value.
  int decimals;
};

constexpr std::array<UnitName, 5> kUnitNames = {{
    {Unit::kCount, "", 2},
    {Unit::kPercent, "%", 2},
    {Unit::kBytes, "B", 0},
    {Unit::kBytesPerSecond, "B/s", 0},
    {Unit::kPerSecond, "/s", 1},
}};

const UnitName& NameOf(Unit unit) {
  return *std::find_if(kUnitNames.begin(), kUnitNames.end(),
                       [unit](const UnitName& name) { return name.unit == unit; });
}

void AppendDecimals(double value, int decimals, std::string& text) {
  // Room for the largest double, written out.
  std::array<char, 400> digits;
  const std::to_chars_result result = std::to_chars(digits.data(), digits.data() + digits.size(),
                                                    value, std::chars_format::fixed, decimals);
  text.append(digits.data(), result.ptr);
}

// Takes the text up to the next space, and that space, off `text`.
std::string_view TakeWord(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(word.size() + 1, text.size()));
  return word;
}

std::string ScaledBytes(double bytes, std::string_view suffix) {
  constexpr std::array<std::string_view, 6> kPrefixes = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  std::size_t prefix = 0;
  // 1,000 and not 1,024, so that there are never four digits.
  for (; (bytes >= 999.5 || bytes <= -999.5) && prefix + 1 < kPrefixes.size(); ++prefix) {
    bytes /= 1024;
  }
  std::string text;
  AppendDecimals(bytes, prefix == 0 || bytes >= 9.95 ? 0 : 1, text);
  text += ' ';
  text += kPrefixes[prefix];
  text += suffix;
  return text;
}

}  // namespace

void AppendRecordText(const Quantity& quantity, std::string_view label, std::string& text) {
  const UnitName& name = NameOf(quantity.unit);
  AppendDecimals(quantity.value, name.decimals, text);
  if (!name.text.empty()) {
    text += ' ';
    text += name.text;
  }
  if (!label.empty()) {
    text += ' ';
    text += label;
  }
}

std::optional<Reading> ParseRecordText(std::string_view text) {
  Reading reading;
  const std::string_view number = TakeWord(text);
  const std::from_chars_result result =
      std::from_chars(number.data(), number.data() + number.size(), reading.quantity.value);
  if (result.ec != std::errc() || result.ptr != number.data() + number.size()) return std::nullopt;
  const std::string_view behind_number = text;
  const std::string_view word = TakeWord(text);
  for (const UnitName& name : kUnitNames) {
    if (name.text.empty() || name.text != word) continue;
    reading.quantity.unit = name.unit;
    reading.label = text;
    return reading;
  }
  reading.label = behind_number;
  return reading;
}

std::string WithDecimals(double value, int decimals) {
  std::string text;
  AppendDecimals(value, decimals, text);
  return text;
}

std::string WithThousands(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3;) {
    place -= 3;
    digits.insert(place, ",");
  }
  return digits;
}

std::string ToHuman(const Quantity& quantity) {
  switch (quantity.unit) {
    case Unit::kBytes:
      return ScaledBytes(quantity.value, "");
    case Unit::kBytesPerSecond:
      return ScaledBytes(quantity.value, "/s");
    case Unit::kPercent:
      return WithDecimals(quantity.value, quantity.value >= 9.95 ? 0 : 1) + " %";
    case Unit::kPerSecond:
      if (quantity.value < 0) break;
      return WithThousands(static_cast<std::uint64_t>(quantity.value + 0.5)) + "/s";
    case Unit::kCount:
      break;
  }
  return WithDecimals(quantity.value, 2);
}

}  // namespace live_telemetry
