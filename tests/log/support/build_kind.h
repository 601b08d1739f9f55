// SPDX-License-Identifier: MIT
//
// What this build is checked by. A sanitizer makes everything some ten times
// slower, and a test that counts its rounds does fewer of them then.
#pragma once

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WEIR_TEST_THREAD_SANITIZER 1
#endif
#if __has_feature(address_sanitizer)
#define WEIR_TEST_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) && !defined(WEIR_TEST_THREAD_SANITIZER)
#define WEIR_TEST_THREAD_SANITIZER 1
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(WEIR_TEST_ADDRESS_SANITIZER)
#define WEIR_TEST_ADDRESS_SANITIZER 1
#endif

namespace weir::testing {

#if defined(WEIR_TEST_THREAD_SANITIZER) || defined(WEIR_TEST_ADDRESS_SANITIZER)
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif

// As many rounds in a plain build, a tenth of them under a sanitizer.
constexpr std::size_t Rounds(std::size_t rounds) { return kIsSanitized ? rounds / 10 : rounds; }

}  // namespace weir::testing
