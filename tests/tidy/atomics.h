// SPDX-License-Identifier: MIT
//
// Rule "atomics": atomics come from base/atomic.h alone, where the verb names the
// order; they are members of templates on the policy, which the explorer can run; and
// beside every verb stands a comment that gives the reason for it.
//
// The comment must agree with the verb, so that weakening an order without
// thinking again about its reason fails here:
//
//   …Relaxed           says "Relaxed", and what nobody may conclude
//   …Acquire           names an edge, and says "acquire"
//   …Release           names an edge, and says "release"
//   …AcqRel            names an edge, and says one of the two
//   …SeqCst            names an edge
//
// Beside means: in the statement itself or in a comment above it, with no blank
// line between and at most six lines of other code. Lines that use a verb too are
// not counted: one comment may speak for a whole run of them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/comments.h"
#include "tidy/include_directive.h"
#include "tidy/source.h"
#include "tidy/violation.h"
#include "tidy/words.h"

namespace weir::tidy {

inline constexpr std::string_view kAtomicsPath = "include/weir/base/atomic.h";
inline constexpr int kReasonDistanceMax = 6;

// "AcqRel" for CompareExchangeAcqRel; nothing for a word that is no verb.
inline std::optional<std::string_view> OrderOfVerb(std::string_view word) {
  for (const std::string_view action :
       {"Load", "Store", "Exchange", "CompareExchange", "FetchAdd", "FetchSub", "FetchOr",
        "FetchAnd", "FetchXor", "CountEqual"}) {
    if (!word.starts_with(action)) continue;
    const std::string_view order = word.substr(action.size());
    for (const std::string_view known : {"Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"}) {
      if (order == known) return known;
    }
  }
  return std::nullopt;
}

// "Edge P" or "edge P": the letters that `comment` names.
inline std::vector<char> EdgesNamed(std::string_view comment) {
  std::vector<char> letters;
  const std::vector<Word> words = Words(comment);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool is_edge = words[i].text == "Edge" || words[i].text == "edge";
    const std::string_view next = words[i + 1].text;
    const bool is_letter = next.size() == 1 && next[0] >= 'A' && next[0] <= 'Z';
    const std::string_view between =
        comment.substr(words[i].end(), words[i + 1].offset - words[i].end());
    if (is_edge && is_letter && between == " ") letters.push_back(next[0]);
  }
  return letters;
}

inline bool IsReasonFor(std::string_view order, std::string_view comment) {
  if (order == "Relaxed") return Contains(comment, "elaxed");
  if (EdgesNamed(comment).empty()) return false;
  const bool says_acquire = Contains(comment, "cquire");
  const bool says_release = Contains(comment, "elease");
  if (order == "Acquire") return says_acquire;
  if (order == "Release") return says_release;
  if (order == "AcqRel") return says_acquire || says_release;
  return true;
}

// The comments that speak for the code on one line of a file.
class ReasonFinder {
 public:
  explicit ReasonFinder(const Source& source)
      : codes_(Lines(source.code)), comments_(Lines(source.comments)) {
    for (const std::string_view code : codes_) {
      bool has_verb = false;
      for (const Word& word : Words(code)) has_verb = has_verb || OrderOfVerb(word.text);
      has_verb_.push_back(has_verb);
    }
  }

  std::string ReasonOn(int line) const {
    const std::size_t use = static_cast<std::size_t>(line) - 1;
    std::string reason = Text(use);
    for (std::size_t i = use; i + 1 < codes_.size() && !EndsStatement(codes_[i]);) {
      reason += " " + Text(++i);
    }
    bool is_same_statement = true;
    int distance = 0;
    for (std::size_t i = use; i-- > 0;) {
      const bool has_code = !Trimmed(codes_[i]).empty();
      if (!has_code && Trimmed(comments_[i]).empty()) break;
      if (has_code && EndsStatement(codes_[i])) is_same_statement = false;
      // What stands behind another statement's code speaks for that statement.
      if (!has_code || is_same_statement) reason = Text(i) + " " + reason;
      if (has_code && !has_verb_[i] && ++distance > kReasonDistanceMax) break;
    }
    return reason;
  }

 private:
  static bool EndsStatement(std::string_view code) {
    code = Trimmed(code);
    return code.ends_with(';') || code.ends_with('{') || code.ends_with('}') || code.ends_with(':');
  }
  std::string Text(std::size_t i) const { return std::string(CommentText(comments_[i])); }

  // Set at construction, never written again. One entry per line.
  const std::vector<std::string_view> codes_;
  const std::vector<std::string_view> comments_;
  std::vector<bool> has_verb_;
};

inline Violations CheckAtomics(const Source& source) {
  Violations violations;
  if (!source.IsLibrary() || source.path == kAtomicsPath) return violations;
  const auto complain = [&](int line, const std::string& sentence) {
    violations.push_back({source.path, line, "atomics", sentence});
  };
  for (const IncludeDirective& directive : IncludeDirectives(source)) {
    if (directive.path == "atomic") {
      complain(directive.line, "only base/atomic.h includes <atomic>; use its Atomic");
    }
  }
  const ReasonFinder reasons(source);
  const std::string_view code = source.code;
  for (const Word& word : Words(code)) {
    const bool is_std_atomic =
        word.text.starts_with("atomic") && code.substr(0, word.offset).ends_with("std::");
    if (is_std_atomic || word.text.starts_with("memory_order") ||
        word.text.starts_with("__atomic_") || word.text.starts_with("__sync_")) {
      complain(source.LineOf(word.offset), "only base/atomic.h names " + std::string(word.text) +
                                               "; use the verb that says the order");
    }
    if (word.text == "StdAtomics" && code.substr(word.end()).starts_with("::")) {
      complain(source.LineOf(word.offset),
               "what threads share is in a template on the policy, so that the explorer can run "
               "it; use Atomics::");
    }
    const std::optional<std::string_view> order = OrderOfVerb(word.text);
    if (!order) continue;
    const int line = source.LineOf(word.offset);
    if (!IsReasonFor(*order, reasons.ReasonOn(line))) {
      complain(line, "beside " + std::string(word.text) + " stands its reason: " +
                         (*order == "Relaxed"
                              ? "\"Relaxed: \" and what nobody may conclude from it"
                              : "\"Edge X, \", which end of it this is, and what it orders"));
    }
  }
  return violations;
}

}  // namespace weir::tidy
