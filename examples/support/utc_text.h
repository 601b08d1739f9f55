// SPDX-License-Identifier: MIT
//
// UtcText writes moments as people and file systems sort them, in UTC:
// "2025-01-01T00:00:00.000000000Z" and, for folders, "2025/01/01/00".
//
// Not absl::FormatTime(): that costs a microsecond, and an archive writes one
// moment per record. This one works out a second's text once.
//
//   examples::UtcText utc;
//   utc.Append(record.approximate_arrival_nanos, line);
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace examples {

inline constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
inline constexpr std::int64_t kNanosPerHour = 3'600 * kNanosPerSecond;

// Appends `value` with exactly `width` digits.
inline void AppendDigits(std::uint64_t value, std::size_t width, std::string& out) {
  const std::size_t begin = out.size();
  out.append(width, '0');
  for (std::size_t i = begin + width; i > begin && value > 0; value /= 10) {
    out[--i] = static_cast<char>('0' + value % 10);
  }
}

class UtcText {
 public:
  // Appends 30 characters. `unix_nanos` is not negative: no clock of ours was
  // before 1970.
  void Append(std::int64_t unix_nanos, std::string& out) {
    const std::int64_t second = unix_nanos / kNanosPerSecond;
    if (second != second_) {
      second_ = second;
      second_text_ = SecondText(second);
    }
    out += second_text_;
    out += '.';
    AppendDigits(static_cast<std::uint64_t>(unix_nanos % kNanosPerSecond), 9, out);
    out += 'Z';
  }

  // "2025/01/01/00" for any moment in that hour.
  static std::string HourFolder(std::int64_t unix_nanos) {
    std::string text = SecondText(unix_nanos / kNanosPerSecond).substr(0, 13);
    text[4] = text[7] = text[10] = '/';
    return text;
  }

  // Reads what Append() writes; nullopt for anything else.
  static std::optional<std::int64_t> Parse(std::string_view text) {
    constexpr std::string_view kShape = "0000-00-00T00:00:00.000000000Z";
    if (text.size() != kShape.size()) return std::nullopt;
    std::array<std::int64_t, 7> fields{};
    std::size_t field = 0;
    for (std::size_t i = 0; i < kShape.size(); ++i) {
      if (kShape[i] == '0') {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        fields[field] = fields[field] * 10 + (text[i] - '0');
      } else {
        if (text[i] != kShape[i]) return std::nullopt;
        ++field;
      }
    }
    using std::chrono::day, std::chrono::month, std::chrono::year;
    const std::chrono::year_month_day date(year(static_cast<int>(fields[0])),
                                           month(static_cast<unsigned>(fields[1])),
                                           day(static_cast<unsigned>(fields[2])));
    if (!date.ok()) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t seconds = days * 86'400 + fields[3] * 3'600 + fields[4] * 60 + fields[5];
    return seconds * kNanosPerSecond + fields[6];
  }

 private:
  // "2025-01-01T00:00:00".
  static std::string SecondText(std::int64_t unix_second) {
    const std::chrono::sys_seconds time{std::chrono::seconds(unix_second)};
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(midnight);
    const auto in_day = static_cast<std::uint64_t>((time - midnight).count());
    std::string text;
    AppendDigits(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4, text);
    text += '-';
    AppendDigits(static_cast<unsigned>(date.month()), 2, text);
    text += '-';
    AppendDigits(static_cast<unsigned>(date.day()), 2, text);
    text += 'T';
    AppendDigits(in_day / 3'600, 2, text);
    text += ':';
    AppendDigits(in_day / 60 % 60, 2, text);
    text += ':';
    AppendDigits(in_day % 60, 2, text);
    return text;
  }

  std::int64_t second_ = -1;
  std::string second_text_;
};

}  // namespace examples
