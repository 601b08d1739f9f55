// SPDX-License-Identifier: MIT
//
// What answers of both versions of HTTP say in the same words.
#pragma once

#include <string>
#include <string_view>

namespace weir::serve_internal {

// "Not Found" of 404; "Unknown" of a status that no answer here has.
std::string_view ReasonOf(int status);

// In ASCII's small letters.
std::string ToLowerCase(std::string_view text);
bool EqualsIgnoringCase(std::string_view a, std::string_view b);

// The time of the day, as the Date of an answer has it. Made once a second and thread.
std::string_view DateNow();

}  // namespace weir::serve_internal
