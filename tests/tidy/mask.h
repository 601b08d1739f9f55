// SPDX-License-Identifier: MIT
//
// MaskCpp tells code from comments and from what stands inside literals.
//
// Rules about code must not see words in prose, and rules about prose must not
// see code. So each view of a file has the length of the file, with everything
// that does not belong to the view turned into blanks: an offset or a line found
// in one view is the same place in every other.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace weir::tidy {

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsWordStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
inline bool IsWordPart(char c) { return IsWordStart(c) || IsDigit(c); }

struct Mask {
  // Code; of a literal only its quotes.
  std::string code;
  // Comments, with their slashes.
  std::string comments;
};

class CppMasker {
 public:
  explicit CppMasker(std::string_view text) : text_(text) {
    mask_.code.assign(text.size(), ' ');
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') mask_.code[i] = '\n';
    }
    mask_.comments = mask_.code;
  }

  Mask Run() {
    while (at_ < text_.size()) Next();
    return mask_;
  }

 private:
  bool LooksAt(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void Next() {
    const char c = Peek();
    if (LooksAt("//")) return CopyTo(mask_.comments, text_.find('\n', at_));
    if (LooksAt("/*")) return CopyTo(mask_.comments, EndOf("*/", at_ + 2));
    if (c == '"' || c == '\'') return QuotedLiteral(c);
    if (IsDigit(c)) return Number();
    if (IsWordStart(c)) return Identifier();
    CopyTo(mask_.code, at_ + 1);
  }

  // Just behind the next `what` at `from` or later; the text's end without one.
  std::size_t EndOf(std::string_view what, std::size_t from) const {
    const std::size_t found = text_.find(what, from);
    return found == std::string_view::npos ? text_.size() : found + what.size();
  }

  void CopyTo(std::string& view, std::size_t end) {
    end = std::min(end, text_.size());
    text_.copy(view.data() + at_, end - at_, at_);
    at_ = end;
  }

  // A literal that is not closed ends with its line: an apostrophe in an #error
  // must not swallow the rest of the file.
  void QuotedLiteral(char quote) {
    CopyTo(mask_.code, at_ + 1);
    while (at_ < text_.size() && Peek() != quote && Peek() != '\n') at_ += Peek() == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    if (Peek() == quote) CopyTo(mask_.code, at_ + 1);
  }

  void RawLiteral() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) return CopyTo(mask_.code, text_.size());
    const std::string closing = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    CopyTo(mask_.code, at_ + 1);
    at_ = EndOf(closing, open);
    if (text_[at_ - 1] == '"') mask_.code[at_ - 1] = '"';
  }

  // The apostrophe in 1'000 opens no literal.
  void Number() {
    std::size_t end = at_;
    while (end < text_.size() &&
           (IsWordPart(text_[end]) || text_[end] == '.' ||
            (text_[end] == '\'' && end + 1 < text_.size() && IsWordPart(text_[end + 1])))) {
      ++end;
    }
    CopyTo(mask_.code, end);
  }

  void Identifier() {
    std::size_t end = at_;
    while (end < text_.size() && IsWordPart(text_[end])) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    CopyTo(mask_.code, end);
    const bool opens_raw =
        word == "R" || word == "u8R" || word == "uR" || word == "UR" || word == "LR";
    if (opens_raw && Peek() == '"') RawLiteral();
  }

  // Set at construction, never written again.
  const std::string_view text_;
  // Move together through the text.
  std::size_t at_ = 0;
  Mask mask_;
};

inline Mask MaskCpp(std::string_view text) { return CppMasker(text).Run(); }

}  // namespace weir::tidy
