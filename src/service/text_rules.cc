// SPDX-License-Identifier: MIT
#include "weir/service/text_rules.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "weir/service/names.h"

namespace weir::service_internal {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// "0|([1-9]\d{0,m})", where m + 1 is `digits_max`.
bool IsDecimal(std::string_view text, std::size_t digits_max) {
  if (text.empty() || text.size() > digits_max) return false;
  if (text.front() == '0') return text.size() == 1;
  // Without a branch per digit: a put of 500 records may have as many hash keys.
  bool is_decimal = true;
  for (const char c : text) is_decimal &= IsDigit(c);
  return is_decimal;
}

// Where the first line terminator begins, which "." does not match: Java's are \n, \r,
// U+0085, U+2028 and U+2029. The text's size if there is none.
std::size_t LineEnd(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.front() == '\n' || rest.front() == '\r' || rest.starts_with("\xC2\x85") ||
        rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9")) {
      return i;
    }
  }
  return text.size();
}

// What "\S" does not match.
bool IsSpace(char c) { return c == ' ' || ('\t' <= c && c <= '\r'); }

// "\S+"
bool IsWithoutSpace(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), IsSpace);
}

// ":\d{12}:"
constexpr std::size_t kAccountPartSize = kAccountIdDigits + 2;
bool StartsWithAccountPart(std::string_view text) {
  return text.size() >= kAccountPartSize && text.front() == ':' &&
         text[kAccountPartSize - 1] == ':' && IsValidAccountId(text.substr(1, kAccountIdDigits));
}

// Where ":\d{12}:" may begin, at the earliest, behind "arn:aws.*:kinesis:.*"; kNone if
// the text does not begin with "arn:aws.*:kinesis:". The earliest is as good as any, as
// ".*" takes what is between.
std::size_t AccountPartBegin(std::string_view text) {
  constexpr std::string_view kHead = "arn:aws";
  constexpr std::string_view kService = ":kinesis:";
  if (!text.starts_with(kHead)) return kNone;
  const std::size_t service = text.find(kService, kHead.size());
  return service == kNone ? kNone : service + kService.size();
}

// Where the rest begins behind "arn:aws.*:kinesis:.*:\d{12}:", at the earliest.
std::size_t RestBegin(std::string_view text) {
  const std::size_t earliest = AccountPartBegin(text);
  if (earliest == kNone) return kNone;
  for (std::size_t at = earliest; at + kAccountPartSize <= text.size(); ++at) {
    if (StartsWithAccountPart(text.substr(at))) return at + kAccountPartSize;
  }
  return kNone;
}

// Takes what `is_in_class` off the end of `text`; whether that was anything.
bool TakeOffEnd(std::string_view& text, bool (*is_in_class)(char)) {
  const std::size_t before = text.size();
  while (!text.empty() && is_in_class(text.back())) text.remove_suffix(1);
  return text.size() < before;
}
bool TakeOffEnd(std::string_view& text, std::string_view literal) {
  if (!text.ends_with(literal)) return false;
  text.remove_suffix(literal.size());
  return true;
}

}  // namespace

bool MatchesName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsNameCharacter);
}

bool MatchesStreamId(std::string_view text) {
  constexpr std::size_t kHyphen = 20;
  if (text.size() != kHyphen + 1 + 3 || text[kHyphen] != '-') return false;
  const auto is_valid = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), IsLowerCaseOrDigit);
  };
  return is_valid(text.substr(0, kHyphen)) && is_valid(text.substr(kHyphen + 1));
}

bool MatchesStreamArn(std::string_view text) {
  constexpr std::string_view kStream = "stream/";
  const std::size_t earliest = AccountPartBegin(text);
  if (earliest == kNone) return false;
  // ".*" ends before the first line terminator, and "\S+" begins behind the last space,
  // so a look at each place finds out whether one fits.
  const std::size_t line_end = LineEnd(text);
  std::size_t rest_min = text.size();
  while (rest_min > 0 && !IsSpace(text[rest_min - 1])) --rest_min;
  for (std::size_t at = earliest; at <= line_end; ++at) {
    const std::string_view candidate = text.substr(at);
    const std::size_t rest = at + kAccountPartSize + kStream.size();
    if (rest >= text.size()) return false;
    if (rest >= rest_min && StartsWithAccountPart(candidate) &&
        candidate.substr(kAccountPartSize).starts_with(kStream)) {
      return true;
    }
  }
  return false;
}

bool MatchesResourceArn(std::string_view text) {
  constexpr std::string_view kStream = "stream/";
  const std::size_t rest = RestBegin(text);
  if (rest == kNone) return false;
  // The last "stream/" before a line terminator leaves "\S+" the least to match, but it
  // must leave something.
  const std::size_t line_end = LineEnd(text);
  std::size_t at = text.rfind(kStream, line_end);
  if (at != kNone && at + kStream.size() == text.size() && at > 0) {
    at = text.rfind(kStream, at - 1);
  }
  return at != kNone && at >= rest && IsWithoutSpace(text.substr(at + kStream.size()));
}

bool MatchesConsumerArn(std::string_view text) {
  if (RestBegin(text) == kNone) return false;
  // What follows ".*" has no choice where its parts end, seen from the end. It has one
  // colon and no second behind it, so ":\d{12}:" is before it.
  std::string_view head = text;
  if (!TakeOffEnd(head, IsDigit) || !TakeOffEnd(head, ":") || !TakeOffEnd(head, IsNameCharacter) ||
      !TakeOffEnd(head, "/consumer/") || !TakeOffEnd(head, IsNameCharacter) ||
      !TakeOffEnd(head, "stream/")) {
    return false;
  }
  return LineEnd(head) == head.size();
}

bool MatchesHashKey(std::string_view text) { return IsDecimal(text, 39); }

bool MatchesSequenceNumber(std::string_view text) { return IsDecimal(text, 129); }

}  // namespace weir::service_internal
