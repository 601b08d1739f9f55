// SPDX-License-Identifier: MIT
//
// An Authenticator says whether a request is signed as AWS wants it: Signature Version 4.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/auth/auth_error.h"
#include "serve/auth/authorization.h"
#include "serve/http/http_message.h"
#include "weir/base/clock.h"
#include "weir/serve/credentials.h"
#include "weir/serve/endpoint_options.h"

namespace weir::serve_internal {

class Authenticator {
 public:
  // With SignatureCheck::kVerify, of one of `credentials`, for `region` and the service
  // "kinesis", within five minutes of `clock`, which must outlive it.
  Authenticator(SignatureCheck check, std::vector<Credentials> credentials, std::string region,
                const Clock& clock);

  // nullopt: it may pass. From any thread.
  std::optional<AuthError> Check(const HttpRequest& request) const;

 private:
  // All that kVerify asks beyond kForm.
  std::optional<AuthError> Verify(const HttpRequest& request,
                                  const Authorization& authorization) const;
  // Null if none has that id.
  const Credentials* Find(std::string_view access_key_id) const;

  // Set at construction, never written again.
  const SignatureCheck check_;
  const std::vector<Credentials> credentials_;
  const std::string region_;
  const Clock& clock_;
};

}  // namespace weir::serve_internal
