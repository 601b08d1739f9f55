// SPDX-License-Identifier: MIT
#include "service/constraints.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "weir/base/concat.h"
#include "weir/model/internal/utf8.h"

namespace weir::service_internal {
namespace {

// No text has more characters than bytes, or less than a fourth.
constexpr std::size_t kUtf8BytesMax = 4;

}  // namespace

bool HasFewerCharacters(std::string_view text, std::size_t characters_min) {
  if (text.size() < characters_min) return true;
  // What is not empty has a character: most rules ask for no more.
  if (characters_min <= 1) return false;
  return text.size() / kUtf8BytesMax < characters_min &&
         model_internal::CountCharacters(text) < characters_min;
}

bool HasMoreCharacters(std::string_view text, std::size_t characters_max) {
  if (text.size() <= characters_max) return false;
  return text.size() / kUtf8BytesMax > characters_max ||
         model_internal::CountCharacters(text) > characters_max;
}

std::string LengthAtLeast(std::size_t min) {
  return Concat("Member must have length greater than or equal to ", min);
}

std::string LengthAtMost(std::size_t max) {
  return Concat("Member must have length less than or equal to ", max);
}

std::string EnumValueSet(std::span<const std::string_view> words) {
  std::string constraint = "Member must satisfy enum value set: [";
  for (std::size_t i = 0; i < words.size(); ++i) {
    constraint.append(i == 0 ? "" : ", ").append(words[i]);
  }
  return constraint += ']';
}

}  // namespace weir::service_internal
