// SPDX-License-Identifier: MIT
//
// What stands behind the question mark of a request's target, taken apart; and its
// percent-encoding, in the one form that signatures know.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::serve_internal {

struct QueryParameter {
  // Decoded.
  std::string name;
  std::string value;
};

// More than any client has: what is taken apart is some ten times as large as it was.
inline constexpr std::size_t kQueryParametersMax = 128;

// The path of `target`, as it came.
std::string_view PathOf(std::string_view target);

// In their order; one without "=" has an empty value. nullopt if there are more than
// kQueryParametersMax.
std::optional<std::vector<QueryParameter>> ParseQuery(std::string_view target);

// The value of the first of `parameters` that is called `name`.
std::optional<std::string_view> FindParameter(const std::vector<QueryParameter>& parameters,
                                              std::string_view name);

// Appends `text` to `encoded`, with %XX for each byte but letters, digits, "-._~" and those
// of `kept`.
void AppendPercentEncoded(std::string& encoded, std::string_view text, std::string_view kept);

}  // namespace weir::serve_internal
