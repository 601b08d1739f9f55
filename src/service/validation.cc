// SPDX-License-Identifier: MIT
#include "weir/service/validation.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "service/constraints.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"

namespace weir {

using service_internal::EnumValueSet;
using service_internal::HasFewerCharacters;
using service_internal::HasMoreCharacters;
using service_internal::LengthAtLeast;
using service_internal::LengthAtMost;

std::string MemberName::ToString() const {
  if (list_.empty()) return std::string(name_);
  return Concat(list_, ".", index_ + 1, ".member.", name_);
}

void ValidationErrors::CheckText(const MemberName& member,
                                 const std::optional<std::string_view>& value,
                                 const TextRule& rule) {
  if (!value.has_value()) return;
  if (rule.matches != nullptr && !rule.matches(*value)) {
    Add(member, *value, Concat("Member must satisfy regular expression pattern: ", rule.pattern));
  }
  if (HasFewerCharacters(*value, rule.characters_min)) {
    Add(member, *value, LengthAtLeast(rule.characters_min));
  }
  if (HasMoreCharacters(*value, rule.characters_max)) {
    Add(member, *value, LengthAtMost(rule.characters_max));
  }
}

void ValidationErrors::RequireText(const MemberName& member,
                                   const std::optional<std::string_view>& value,
                                   const TextRule& rule) {
  if (!value.has_value()) return AddNull(member);
  CheckText(member, value, rule);
}

void ValidationErrors::CheckNumber(const MemberName& member, std::optional<std::int64_t> value,
                                   const NumberRule& rule) {
  if (!value.has_value()) return;
  if (*value < rule.min) {
    Add(member, Concat(*value),
        Concat("Member must have value greater than or equal to ", rule.min));
  }
  if (*value > rule.max) {
    Add(member, Concat(*value), Concat("Member must have value less than or equal to ", rule.max));
  }
}

void ValidationErrors::RequireNumber(const MemberName& member, std::optional<std::int64_t> value,
                                     const NumberRule& rule) {
  if (!value.has_value()) return AddNull(member);
  CheckNumber(member, value, rule);
}

void ValidationErrors::CheckBlob(const MemberName& member, std::size_t bytes,
                                 const SizeRule& rule) {
  // As the service's language prints one.
  CheckCount(member, bytes, rule, [bytes] {
    return Concat("java.nio.HeapByteBuffer[pos=0 lim=", bytes, " cap=", bytes, "]");
  });
}

void ValidationErrors::CheckEnum(const MemberName& member, std::string_view value,
                                 std::span<const std::string_view> values) {
  if (std::find(values.begin(), values.end(), value) != values.end()) return;
  Add(member, value, EnumValueSet(values));
}

void ValidationErrors::AddNull(const MemberName& member) {
  AddQuoted(member, "null", "Member must not be null");
}

void ValidationErrors::Add(const MemberName& member, std::string_view value_text,
                           std::string_view constraint) {
  if (count_ < kErrorsMax) AddQuoted(member, Concat("'", value_text, "'"), constraint);
}

void ValidationErrors::AddCount(const MemberName& member, std::string_view value_text,
                                std::size_t count, const SizeRule& rule) {
  if (count < rule.min) Add(member, value_text, LengthAtLeast(rule.min));
  if (count > rule.max) Add(member, value_text, LengthAtMost(rule.max));
}

void ValidationErrors::AddQuoted(const MemberName& member, std::string_view value_text,
                                 std::string_view constraint) {
  if (count_ == kErrorsMax) return;
  sentences_ += Concat(count_ == 0 ? "" : "; ", "Value ", value_text, " at '", member.ToString(),
                       "' failed to satisfy constraint: ", constraint);
  ++count_;
}

absl::Status ValidationErrors::ToStatus() const {
  if (empty()) return absl::OkStatus();
  return KinesisError(KinesisException::kValidation,
                      Concat(count_, count_ == 1 ? " validation error" : " validation errors",
                             " detected: ", sentences_));
}

}  // namespace weir
