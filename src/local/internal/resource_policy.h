// SPDX-License-Identifier: MIT
//
// A ResourcePolicy says what other accounts may do to a stream or a consumer, in the
// language of AWS's policies.
//
// Of that language it knows what Kinesis's own pages use: statements with Effect, Principal,
// Action and Resource. A principal counts as its whole account, as who calls here is an
// account and nobody in it. Conditions are taken as met: here nothing is known of networks
// and organizations, which they ask about.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace weir::local_internal {

// 20 KiB, as with AWS.
inline constexpr std::size_t kPolicyBytesMax = 20 * 1024;

class ResourcePolicy {
 public:
  // InvalidArgumentException says what is wrong with it.
  static absl::StatusOr<ResourcePolicy> Parse(std::string_view text);

  // As it was given.
  const std::string& text() const { return text_; }

  // Whether it lets `account_id` do `action`, "kinesis:PutRecord", to `resource_arn`: a
  // statement allows it, and none denies it.
  bool Allows(std::string_view account_id, std::string_view action,
              std::string_view resource_arn) const;

  // Each list as its pattern says: texts, in which * stands for any and ? for one character.
  struct Statement {
    bool is_allow = false;
    std::vector<std::string> principals = {};
    std::vector<std::string> actions = {};
    std::vector<std::string> resources = {};
  };

 private:
  ResourcePolicy() = default;

  std::string text_;
  std::vector<Statement> statements_;
};

}  // namespace weir::local_internal
