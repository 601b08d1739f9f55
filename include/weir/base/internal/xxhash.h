// SPDX-License-Identifier: MIT
//
// The one place that includes xxhash.h, compiled into its includer.
//
// XXH_INLINE_ALL keeps Weir header-only (there is no library to link) and lets
// a short key's hash be inlined, instead of a call into a shared library. Its
// price is about 100 XXH_… macros, so base/hash.h alone includes this file. A
// host may include xxhash.h in its own way, before this or after: xxHash then
// renames the functions that it inlines.
#pragma once

#ifdef XXH_INLINE_ALL
#include <xxhash.h>
#else
#define XXH_INLINE_ALL
#include <xxhash.h>
// A host that defines it too, with another spelling, should get no warning.
#undef XXH_INLINE_ALL
#endif
