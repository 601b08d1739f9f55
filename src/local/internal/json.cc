// SPDX-License-Identifier: MIT
#include "local/internal/json.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace weir::local_internal {
namespace {

bool IsDigit(char c) { return '0' <= c && c <= '9'; }

void AppendUtf8(std::string& text, std::uint32_t code) {
  const auto rest = [code](int shift) {
    return static_cast<char>(0x80 | ((code >> shift) & 0x3F));
  };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += {static_cast<char>(0xC0 | code >> 6), rest(0)};
  } else if (code < 0x10000) {
    text += {static_cast<char>(0xE0 | code >> 12), rest(6), rest(0)};
  } else {
    text += {static_cast<char>(0xF0 | code >> 18), rest(12), rest(6), rest(0)};
  }
}

std::optional<std::uint32_t> HexDigit(char c) {
  if (IsDigit(c)) return static_cast<std::uint32_t>(c - '0');
  if ('a' <= c && c <= 'f') return static_cast<std::uint32_t>(c - 'a' + 10);
  if ('A' <= c && c <= 'F') return static_cast<std::uint32_t>(c - 'A' + 10);
  return std::nullopt;
}

// Each method reads what its name says where it stands. It is false if that is not there,
// and then Error() says what was wanted.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  bool Document(JsonValue& value) {
    if (!Value(value, 0)) return false;
    SkipSpace();
    return at_ == text_.size() || Fail("the end");
  }

  absl::Status Error() const {
    return InvalidArgument(Concat("it is no JSON: byte ", at_, " is not ", wanted_));
  }

 private:
  bool Fail(std::string_view wanted) {
    wanted_ = wanted;
    return false;
  }
  // 0 at the end: no JSON has that byte.
  char Next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool Take(char c) {
    if (Next() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  void SkipSpace() {
    while (Next() == ' ' || Next() == '\t' || Next() == '\n' || Next() == '\r') ++at_;
  }

  bool Value(JsonValue& value, int depth) {
    SkipSpace();
    const char next = Next();
    if ((next == '{' || next == '[') && depth == kJsonDepthMax) {
      return Fail("of a depth of at most 32");
    }
    if (next == '{') return Object(value, depth + 1);
    if (next == '[') return Array(value, depth + 1);
    if (next == '"') {
      value.kind = JsonKind::kText;
      return Text(value.text);
    }
    if (next == '-' || IsDigit(next)) return Number(value);
    return Word(value);
  }

  bool Object(JsonValue& value, int depth) {
    value.kind = JsonKind::kObject;
    ++at_;
    SkipSpace();
    if (Take('}')) return true;
    for (;;) {
      SkipSpace();
      std::string name;
      if (!Text(name)) return false;
      if (value.Find(name) != nullptr) return Fail("behind a name that is new in its object");
      SkipSpace();
      if (!Take(':')) return Fail("':'");
      value.names.push_back(std::move(name));
      if (!Value(value.values.emplace_back(), depth)) return false;
      SkipSpace();
      if (Take('}')) return true;
      if (!Take(',')) return Fail("',' or '}'");
    }
  }

  bool Array(JsonValue& value, int depth) {
    value.kind = JsonKind::kArray;
    ++at_;
    SkipSpace();
    if (Take(']')) return true;
    for (;;) {
      if (!Value(value.values.emplace_back(), depth)) return false;
      SkipSpace();
      if (Take(']')) return true;
      if (!Take(',')) return Fail("',' or ']'");
    }
  }

  bool Text(std::string& text) {
    if (!Take('"')) return Fail("a text in quotes");
    for (;;) {
      if (Take('"')) return true;
      if (at_ == text_.size()) return Fail("'\"'");
      if (static_cast<unsigned char>(Next()) < 0x20) return Fail("a character of a text");
      if (!Take('\\')) {
        text += text_[at_++];
      } else if (!Escape(text)) {
        return false;
      }
    }
  }

  bool Escape(std::string& text) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const std::size_t letter = at_ < text_.size() ? kLetters.find(Next()) : kLetters.npos;
    if (letter != kLetters.npos) {
      text += kMeanings[letter];
      ++at_;
      return true;
    }
    std::uint32_t code = 0;
    if (!CodeUnit(code)) return false;
    if (0xDC00 <= code && code < 0xE000) return Fail("behind the first half of a character");
    if (0xD800 <= code && code < 0xDC00) {
      std::uint32_t second = 0;
      if (!Take('\\') || !CodeUnit(second) || second < 0xDC00 || second >= 0xE000) {
        return Fail("the second half of a character");
      }
      code = 0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00);
    }
    AppendUtf8(text, code);
    return true;
  }

  bool CodeUnit(std::uint32_t& code) {
    if (!Take('u')) return Fail("an escape");
    for (int i = 0; i < 4; ++i) {
      const std::optional<std::uint32_t> digit = HexDigit(Next());
      if (!digit.has_value()) return Fail("one of four digits in base 16");
      code = code << 4 | *digit;
      ++at_;
    }
    return true;
  }

  bool Digits() {
    if (!IsDigit(Next())) return Fail("a digit");
    while (IsDigit(Next())) ++at_;
    return true;
  }

  bool Number(JsonValue& value) {
    value.kind = JsonKind::kNumber;
    const std::size_t begin = at_;
    Take('-');
    if (!Take('0') && !Digits()) return false;
    if (Take('.') && !Digits()) return false;
    if (Take('e') || Take('E')) {
      if (!Take('+')) Take('-');
      if (!Digits()) return false;
    }
    value.text = text_.substr(begin, at_ - begin);
    return true;
  }

  bool Word(JsonValue& value) {
    for (const std::string_view word : {"null", "true", "false"}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      value.kind = word == "null" ? JsonKind::kNull : JsonKind::kBoolean;
      value.text = word;
      at_ += word.size();
      return true;
    }
    return Fail("a value");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view wanted_;
};

}  // namespace

const JsonValue* JsonValue::Find(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return nullptr;
  return &values[static_cast<std::size_t>(found - names.begin())];
}

absl::StatusOr<JsonValue> ParseJson(std::string_view text) {
  JsonReader reader(text);
  JsonValue value;
  if (!reader.Document(value)) return reader.Error();
  return value;
}

}  // namespace weir::local_internal
