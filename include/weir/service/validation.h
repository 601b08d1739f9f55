// SPDX-License-Identifier: MIT
//
// ValidationErrors collects what is wrong with the parameters of one request, each by
// itself, and says it as Kinesis does.
//
// Kinesis names up to ten of them in one ValidationException, in the order in which they
// are checked here. What is wrong with two parameters together, or with the state of a
// stream, is found afterwards and is another exception.
//
//   weir::ValidationErrors errors;
//   errors.RequireText("streamName", std::nullopt, weir::kNameRule);
//   errors.CheckNumber("limit", 0, {.min = 1, .max = 10'000});
//   absl::Status status = errors.ToStatus();  // 2 validation errors detected: Value null at …
//
// Threads:   one at a time.
// Progress:  wait-free; an error allocates.
// Cost:      40 bytes; while all is right nothing is allocated, and neither a name nor a
//            value is put together.
// Lifetime:  nothing of what is checked is kept.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "weir/service/text_rules.h"

namespace weir {

struct NumberRule {
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

// How many bytes a blob, or how many elements a list or a map may have.
struct SizeRule {
  std::size_t min = 0;
  std::size_t max = std::numeric_limits<std::size_t>::max();
};

// A parameter as Kinesis spells it in messages, with a small first letter: "streamName",
// "streamARN", "records.1.member.partitionKey". What it is made of must outlive it.
class MemberName {
 public:
  // Not explicit: a name is a text.
  template <std::convertible_to<std::string_view> Text>
  constexpr MemberName(const Text& name) : name_(name) {}

  // Of `name` in the element of `list` at `index`, which Kinesis counts from 1.
  constexpr MemberName(std::string_view list, std::size_t index, std::string_view name)
      : list_(list), index_(index), name_(name) {}

  std::string ToString() const;

 private:
  // Empty: it stands in no list.
  std::string_view list_;
  std::size_t index_ = 0;
  std::string_view name_;
};

class ValidationErrors {
 public:
  // As many errors are named; those that come after are not even counted.
  static constexpr int kErrorsMax = 10;

  // Of a text that may be absent, and then breaks nothing. Of the rule's pattern, its
  // least and its greatest length, each that it breaks is an error of its own.
  void CheckText(const MemberName& member, const std::optional<std::string_view>& value,
                 const TextRule& rule);
  // The same of one that must be there.
  void RequireText(const MemberName& member, const std::optional<std::string_view>& value,
                   const TextRule& rule);

  // Of a number that may be absent, and then breaks nothing; and of one that may not.
  void CheckNumber(const MemberName& member, std::optional<std::int64_t> value,
                   const NumberRule& rule);
  void RequireNumber(const MemberName& member, std::optional<std::int64_t> value,
                     const NumberRule& rule);

  // Of a blob of `bytes` bytes, which a message does not quote.
  void CheckBlob(const MemberName& member, std::size_t bytes, const SizeRule& rule);

  // Of a list or map of `count` elements. A message quotes it as `print()` says, in
  // brackets or in braces; without an error that is not called.
  template <std::invocable Print>
  void CheckCount(const MemberName& member, std::size_t count, const SizeRule& rule,
                  const Print& print) {
    if (count < rule.min || count > rule.max) AddCount(member, print(), count, rule);
  }

  // Of a text that is to be one of `values`, which a message lists in their order.
  void CheckEnum(const MemberName& member, std::string_view value,
                 std::span<const std::string_view> values);

  // Of a parameter that is absent and must not be.
  void AddNull(const MemberName& member);

  // Of a value that breaks what the others do not know: `constraint` is a sentence
  // without its stop, "Member must …".
  void Add(const MemberName& member, std::string_view value_text, std::string_view constraint);

  bool empty() const { return count_ == 0; }
  // 0 to kErrorsMax.
  int count() const { return count_; }

  // OK, or a ValidationException that names every error.
  absl::Status ToStatus() const;

 private:
  // Of a size that breaks `rule`.
  void AddCount(const MemberName& member, std::string_view value_text, std::size_t count,
                const SizeRule& rule);
  // `value_text` as it stands in the message.
  void AddQuoted(const MemberName& member, std::string_view value_text,
                 std::string_view constraint);

  // Written by each error.
  int count_ = 0;
  std::string sentences_;
};

}  // namespace weir
