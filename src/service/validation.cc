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
#include "weir/base/concat.h"
#include "weir/model/internal/utf8.h"
#include "weir/service/exception.h"

namespace weir {
namespace {

// No text has more characters than bytes, or less than a fourth.
constexpr std::size_t kUtf8BytesMax = 4;

bool HasMoreCharacters(std::string_view text, std::size_t characters_max) {
  if (text.size() <= characters_max) return false;
  return text.size() / kUtf8BytesMax > characters_max ||
         model_internal::CountCharacters(text) > characters_max;
}

bool HasFewerCharacters(std::string_view text, std::size_t characters_min) {
  if (text.size() < characters_min) return true;
  return text.size() / kUtf8BytesMax < characters_min &&
         model_internal::CountCharacters(text) < characters_min;
}

std::string LengthAtLeast(std::size_t min) {
  return Concat("Member must have length greater than or equal to ", min);
}
std::string LengthAtMost(std::size_t max) {
  return Concat("Member must have length less than or equal to ", max);
}

}  // namespace

void ValidationErrors::CheckText(std::string_view member,
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

void ValidationErrors::RequireText(std::string_view member,
                                   const std::optional<std::string_view>& value,
                                   const TextRule& rule) {
  if (!value.has_value()) return AddNull(member);
  CheckText(member, value, rule);
}

void ValidationErrors::CheckNumber(std::string_view member, std::int64_t value,
                                   const NumberRule& rule) {
  if (value < rule.min) {
    Add(member, Concat(value),
        Concat("Member must have value greater than or equal to ", rule.min));
  }
  if (value > rule.max) {
    Add(member, Concat(value), Concat("Member must have value less than or equal to ", rule.max));
  }
}

void ValidationErrors::CheckBlob(std::string_view member, std::size_t bytes, const SizeRule& rule) {
  if (bytes >= rule.min && bytes <= rule.max) return;
  // As the service's language prints one.
  CheckCount(member, Concat("java.nio.HeapByteBuffer[pos=0 lim=", bytes, " cap=", bytes, "]"),
             bytes, rule);
}

void ValidationErrors::CheckCount(std::string_view member, std::string_view value_text,
                                  std::size_t count, const SizeRule& rule) {
  if (count < rule.min) Add(member, value_text, LengthAtLeast(rule.min));
  if (count > rule.max) Add(member, value_text, LengthAtMost(rule.max));
}

void ValidationErrors::CheckEnum(std::string_view member, std::string_view value,
                                 std::span<const std::string_view> values) {
  if (std::find(values.begin(), values.end(), value) != values.end()) return;
  std::string constraint = "Member must satisfy enum value set: [";
  for (std::size_t i = 0; i < values.size(); ++i) {
    constraint.append(i == 0 ? "" : ", ").append(values[i]);
  }
  Add(member, value, constraint += ']');
}

void ValidationErrors::AddNull(std::string_view member) {
  AddQuoted(member, "null", "Member must not be null");
}

void ValidationErrors::Add(std::string_view member, std::string_view value_text,
                           std::string_view constraint) {
  if (count_ < kErrorsMax) AddQuoted(member, Concat("'", value_text, "'"), constraint);
}

void ValidationErrors::AddQuoted(std::string_view member, std::string_view value_text,
                                 std::string_view constraint) {
  if (count_ == kErrorsMax) return;
  sentences_ += Concat(count_ == 0 ? "" : "; ", "Value ", value_text, " at '", member,
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
