// SPDX-License-Identifier: MIT
//
// Constraints as Kinesis words them, and the lengths that they are about.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace weir::service_internal {

// In Unicode characters, each byte that is not UTF-8 counting as one.
bool HasFewerCharacters(std::string_view text, std::size_t characters_min);
bool HasMoreCharacters(std::string_view text, std::size_t characters_max);

// "Member must have length …".
std::string LengthAtLeast(std::size_t min);
std::string LengthAtMost(std::size_t max);

// "Member must satisfy enum value set: […]", in the order of `words`.
std::string EnumValueSet(std::span<const std::string_view> words);

}  // namespace weir::service_internal
