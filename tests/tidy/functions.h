// SPDX-License-Identifier: MIT
//
// Functions finds where each function of a file begins and ends.
//
// It matches braces and judges each one by the text in front of it; it is not a
// parser. What it takes for a function may now and then be a braced value, which
// does no harm while values are short. Whatever is nested in a function (blocks,
// lambdas, local types) belongs to that function.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/source.h"
#include "tidy/words.h"

namespace weir::tidy {

struct Function {
  // Of its signature's first line and of its closing brace.
  int line_first = 1;
  int line_last = 1;
  bool is_test_case = false;

  int LineCount() const { return line_last - line_first + 1; }
};

// `code` with its directives blanked, and of each #if only the first branch
// kept: two branches may open one brace that both close together.
inline std::string WithoutDirectives(std::string_view code) {
  std::string result;
  std::vector<bool> is_in_other_branch;
  bool is_continued = false;
  for (const std::string_view line : Lines(code)) {
    const std::string_view trimmed = Trimmed(line);
    const bool is_directive = is_continued || trimmed.starts_with('#');
    if (!is_continued && trimmed.starts_with('#')) {
      const std::string_view name = Trimmed(trimmed.substr(1));
      if (name.starts_with("if")) is_in_other_branch.push_back(false);
      if (name.starts_with("el") && !is_in_other_branch.empty()) is_in_other_branch.back() = true;
      if (name.starts_with("endif") && !is_in_other_branch.empty()) is_in_other_branch.pop_back();
    }
    is_continued = is_directive && trimmed.ends_with('\\');
    bool is_skipped = is_directive;
    for (const bool is_other : is_in_other_branch) is_skipped = is_skipped || is_other;
    result += is_skipped ? std::string(line.size(), ' ') : std::string(line);
    result += '\n';
  }
  return result;
}

// `head` without "template <...>", whose parameters say `class` and mean none.
inline std::string WithoutTemplateParameters(std::string_view head) {
  std::string result;
  std::size_t copied = 0;
  for (const Word& word : Words(head)) {
    if (word.text != "template" || word.offset < copied) continue;
    result += head.substr(copied, word.offset - copied);
    int angles = 0;
    std::size_t at = word.end();
    for (; at < head.size(); ++at) {
      if (head[at] == '<') ++angles;
      if (head[at] == '>' && --angles == 0) break;
    }
    copied = at < head.size() ? at + 1 : head.size();
  }
  return result + std::string(head.substr(copied));
}

enum class BraceKind { kNamespace, kType, kFunction, kOther };

// What a brace opens, seen from namespace or class scope; `whole_head` is the text
// between the end of the previous statement and the brace.
inline BraceKind KindOfBrace(std::string_view whole_head) {
  const std::string stripped = WithoutTemplateParameters(whole_head);
  const std::string_view head = Trimmed(stripped);
  if (head.empty() || head.ends_with('=') || head.ends_with(',')) return BraceKind::kOther;
  if (HasWord(head, "namespace")) return BraceKind::kNamespace;
  if (head.starts_with("extern") && head.ends_with('"')) return BraceKind::kNamespace;
  // A function may return a `struct stat`, but then its head ends in parentheses.
  if (!head.ends_with(')')) {
    for (const std::string_view type : {"class", "struct", "union", "enum"}) {
      if (HasWord(head, type)) return BraceKind::kType;
    }
  }
  const bool is_lambda = head.ends_with(']') && Contains(head, "=");
  return Contains(head, "(") || is_lambda ? BraceKind::kFunction : BraceKind::kOther;
}

class FunctionFinder {
 public:
  explicit FunctionFinder(const Source& source)
      : source_(source), code_(WithoutDirectives(source.code)) {}

  std::vector<Function> Run() {
    for (at_ = 0; at_ < code_.size(); ++at_) Step(code_[at_]);
    return functions_;
  }

 private:
  void Step(char c) {
    if (c == '{') return Open();
    if (c == '}') return Close();
    if (function_depth_ != 0) return;
    if (c == '(') ++parentheses_;
    if (c == ')' && parentheses_ > 0) --parentheses_;
    if (c == ';' && parentheses_ == 0) {
      head_begin_ = at_ + 1;
      is_continued_ = false;
    }
    if (c == ':') {
      const std::string_view head = Head();
      if (head == "public" || head == "protected" || head == "private") head_begin_ = at_ + 1;
    }
  }

  std::string_view Head() const {
    return Trimmed(std::string_view(code_).substr(head_begin_, at_ - head_begin_));
  }

  void Open() {
    const bool is_nested = function_depth_ != 0 || parentheses_ != 0 ||
                           (!open_.empty() && open_.back() == BraceKind::kOther);
    // What follows a braced member initializer is the same constructor's.
    const BraceKind kind = is_nested       ? BraceKind::kOther
                           : is_continued_ ? BraceKind::kFunction
                                           : KindOfBrace(Head());
    open_.push_back(kind);
    if (kind == BraceKind::kNamespace || kind == BraceKind::kType) head_begin_ = at_ + 1;
    if (kind != BraceKind::kFunction) return;
    function_depth_ = open_.size();
    if (!is_continued_) BeginFunction();
  }

  void BeginFunction() {
    const std::string_view head = Head();
    function_.line_first = source_.LineOf(static_cast<std::size_t>(head.data() - code_.data()));
    const std::vector<Word> words = Words(head.substr(0, head.find('(')));
    function_.is_test_case = !words.empty() && Contains(words.back().text, "TEST_CASE");
  }

  void Close() {
    if (open_.empty()) return;
    const BraceKind kind = open_.back();
    const bool ends_function = function_depth_ == open_.size();
    open_.pop_back();
    if (ends_function) {
      function_depth_ = 0;
      const char next = NextVisible(code_, at_ + 1);
      is_continued_ = next == ',' || next == '{';
      if (!is_continued_) {
        function_.line_last = source_.LineOf(at_);
        functions_.push_back(function_);
      }
    }
    if (function_depth_ == 0 && (kind != BraceKind::kOther || parentheses_ == 0)) {
      head_begin_ = at_ + 1;
    }
  }

  // Set at construction, never written again.
  const Source& source_;
  const std::string code_;
  // Where the walk stands.
  std::size_t at_ = 0;
  std::size_t head_begin_ = 0;
  int parentheses_ = 0;
  std::vector<BraceKind> open_;
  // The size of open_ just inside the function the walk is in; 0 outside.
  std::size_t function_depth_ = 0;
  // A brace closed, but the function it belongs to goes on.
  bool is_continued_ = false;
  Function function_;
  std::vector<Function> functions_;
};

inline std::vector<Function> Functions(const Source& source) {
  return FunctionFinder(source).Run();
}

}  // namespace weir::tidy
