// SPDX-License-Identifier: MIT
//
// Credentials are an access key and its secret, as AWS's clients have them: what an
// endpoint that checks signatures checks them with.
//
// They are read from where AWS's own tools have them, a file of profiles or the
// environment; a file that others may read is refused, since a secret in it is none.
//
//   auto credentials = weir::LoadCredentials("/etc/weir/credentials");
//   if (!credentials.ok()) return credentials.status();
//
// Threads:   any; the environment must not be written meanwhile.
// Progress:  blocking: reads a file.
// Cost:      copies texts.
// Lifetime:  values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace weir {

// Twice what AWS has been seen to give out, and well below what headers may be.
inline constexpr std::size_t kSessionTokenBytesMax = 8 * 1024;

struct Credentials {
  // 16 to 128 of [A-Za-z0-9_].
  std::string access_key_id = {};
  // 1 to 256 visible ASCII characters.
  std::string secret_access_key = {};
  // Of temporary ones: requests must carry it, as X-Amz-Security-Token. 1 to
  // kSessionTokenBytesMax visible ASCII characters.
  std::optional<std::string> session_token = std::nullopt;
};

// The greatest size of a file of credentials, in bytes.
inline constexpr std::size_t kCredentialsFileBytesMax = 1024 * 1024;

// Of every profile of the file at `path`, in the form of ~/.aws/credentials: lines of
// "[profile]" and "aws_access_key_id = …", with # or ; before comments. NotFound if there is
// no file; FailedPrecondition, which names the mode, if others than its owner may read or
// write it, or it is no plain file; InvalidArgument names a line that has no meaning, a
// profile that lacks one of the two, a key with a character that none has, and a file with no
// profile or that is too large. No message quotes a secret.
absl::StatusOr<std::vector<Credentials>> LoadCredentials(const std::string& path);

// Of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, if it is set, AWS_SESSION_TOKEN. NotFound
// if neither of the first two is set; InvalidArgument as above.
absl::StatusOr<Credentials> CredentialsFromEnvironment();

// InvalidArgument names what is wrong, and quotes no secret.
absl::Status Validate(const Credentials& credentials);

}  // namespace weir
