// SPDX-License-Identifier: MIT
//
// The cryptography of Signature Version 4: hashes, and the signature of a canonical request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "serve/auth/authorization.h"

namespace weir::serve_internal {

// The SHA-256 of `bytes` as 64 hexadecimal digits in lower case; nullopt if the library of
// cryptography fails, as without memory.
std::optional<std::string> Sha256Hex(std::string_view bytes);

// The signature of `canonical_request`, signed at `signing_time` ("20150830T123600Z") with the
// key that `secret_access_key` has for `scope`; nullopt as above.
std::optional<std::string> SignatureHex(std::string_view secret_access_key,
                                        const CredentialScope& scope, std::string_view signing_time,
                                        std::string_view canonical_request);

// Takes as long for texts that differ in their first byte as for those that differ in none:
// only a length can be measured.
bool IsEqualInConstantTime(std::string_view a, std::string_view b);

}  // namespace weir::serve_internal
