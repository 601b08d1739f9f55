// SPDX-License-Identifier: MIT
//
// Catch2, whichever of its two generations is installed: Debian 12 has 2.13,
// whose one header holds everything; 3 and later have another one for that.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
// Generation 2 says so itself.
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
