// SPDX-License-Identifier: MIT
//
// What a consumer of the contract's values does at the least: finds out what a stream
// is called in all the world, and what its first record's number is.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "weir/service/exception.h"
#include "weir/service/shard_numbering.h"
#include "weir/service/stream_address.h"
#include "weir/service/validation.h"

int main() {
  weir::ValidationErrors errors;
  errors.RequireText("streamName", "clicks", weir::kNameRule);
  const absl::StatusOr<weir::StreamArn> arn = weir::ResolveStream(
      {.stream_name = "clicks"}, {.account_id = "123456789012", .region = "eu-central-1"});
  if (!errors.ToStatus().ok() || !arn.ok()) return EXIT_FAILURE;

  const auto numbering =
      weir::ShardNumbering::OfNewStream({.index = 0}, {.now_nanos = 1'764'787'736'000'000'000});
  const std::string number = numbering.Of({.value = 0}, 1'764'787'736'000'000'000).ToString();
  std::printf("%s: %s\n", arn->ToString().c_str(), number.c_str());

  const absl::StatusOr<weir::StreamArn> none =
      weir::ResolveStream({}, {.account_id = "123456789012", .region = "eu-central-1"});
  const bool is_refused =
      weir::KinesisExceptionOf(none.status()) == weir::KinesisException::kInvalidArgument;
  return is_refused && number.size() == 56 ? EXIT_SUCCESS : EXIT_FAILURE;
}
