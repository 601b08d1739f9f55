// SPDX-License-Identifier: MIT
//
// Reads JSON, of which a resource policy is made, strictly as RFC 8259 has it.
//
// Of our own, and small: Abseil has none, the core takes no other dependency, and what comes
// in is at most 20 KiB that a stranger may have written. So it knows nothing but what a
// policy needs: it copies every text, keeps a number's digits as they are, refuses an object
// that has a name twice, of which two readers would believe different halves, and stops at
// a depth at which no stack is in danger.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace weir::local_internal {

// How many arrays and objects may stand in each other.
inline constexpr int kJsonDepthMax = 32;

enum class JsonKind : std::uint8_t { kNull, kBoolean, kNumber, kText, kArray, kObject };

struct JsonValue {
  JsonKind kind = JsonKind::kNull;
  // A text without its escapes; of numbers and booleans what stands there.
  std::string text;
  // An object's names, each of which has the value of the same index.
  std::vector<std::string> names;
  // An array's elements, an object's values.
  std::vector<JsonValue> values;

  // Null if it is no object, or has no such name.
  const JsonValue* Find(std::string_view name) const;
};

// InvalidArgument says what is wrong, and before which byte.
absl::StatusOr<JsonValue> ParseJson(std::string_view text);

}  // namespace weir::local_internal
