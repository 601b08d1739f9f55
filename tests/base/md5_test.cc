// SPDX-License-Identifier: MIT
#include "weir/base/md5.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "support/catch.h"

namespace weir {
namespace {

// As digests are printed.
std::string ToHex(Uint128 digest) {
  std::string hex;
  for (const std::uint64_t half : {digest.high, digest.low}) {
    for (int shift = 60; shift >= 0; shift -= 4) hex += "0123456789abcdef"[half >> shift & 0xF];
  }
  return hex;
}

TEST_CASE("MD5 gives the digests of RFC 1321's test suite", "[base][md5]") {
  CHECK(ToHex(Md5("")) == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(ToHex(Md5("a")) == "0cc175b9c0f1b6a831c399e269772661");
  CHECK(ToHex(Md5("abc")) == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(ToHex(Md5("message digest")) == "f96b697d7cb7938d525a2f31aaf161d0");
  CHECK(ToHex(Md5("abcdefghijklmnopqrstuvwxyz")) == "c3fcd3d76192e4007dfb496cca67e13b");
  CHECK(ToHex(Md5("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")) ==
        "d174ab98d277d9f5a5611c2c9f419d9f");
  CHECK(ToHex(Md5("1234567890123456789012345678901234567890"
                  "1234567890123456789012345678901234567890")) ==
        "57edf4a22be3c955ac49da2e2107b67a");
}

TEST_CASE("MD5's step constants are the sines that RFC 1321 defines", "[base][md5]") {
  for (std::size_t i = 0; i < 64; ++i) {
    const double sine = std::abs(std::sin(static_cast<double>(i + 1)));
    INFO("step " << i);
    CHECK(base_internal::kMd5Sines[i] == static_cast<std::uint32_t>(std::floor(sine * 0x1p32)));
  }
}

// 55 bytes are the last to leave room for the length in their block; 56 to 63
// need another block for it; 64 are a whole block before the padding.
// Expected values: `printf 'x%.0s' $(seq N) | md5sum`.
TEST_CASE("MD5 pads right on both sides of a block's end", "[base][md5]") {
  const auto digest = [](std::size_t size) { return ToHex(Md5(std::string(size, 'x'))); };
  CHECK(digest(54) == "61ea0974c662328da964d977a8253873");
  CHECK(digest(55) == "04364420e25c512fd958a70738aa8f72");
  CHECK(digest(56) == "668a72d5ba17f08e62dabcafad6db14b");
  CHECK(digest(57) == "693037871c4a9d3d8685018905cb530a");
  CHECK(digest(63) == "7dc2ca208106a2f703567bdff99d8981");
  CHECK(digest(64) == "c1bb4f81d892b2d57947682aeb252456");
  CHECK(digest(65) == "1bc932052302d074bdec39795fe00cf6");
  CHECK(digest(119) == "ab347a5f68c8a443cfcddc633f12c24f");
  CHECK(digest(120) == "fb98667f98096de92620b64f46e1c5b5");
  CHECK(digest(128) == "d69cb61a6ee87200676eb0d4b90edbcb");
  CHECK(digest(1024) == "7265f4d211b56873a381d321f586e4a9");
}

TEST_CASE("MD5 takes any bytes, and a view without any", "[base][md5]") {
  CHECK(Md5(std::string_view()) == Md5(""));
  CHECK(ToHex(Md5(std::string_view("\0", 1))) == "93b885adfe0da089cdf634904fd59f71");
  CHECK(ToHex(Md5("\xFF\x80")) == "8a72eb04e26e12be58f5dee1e5280efd");
}

}  // namespace
}  // namespace weir
