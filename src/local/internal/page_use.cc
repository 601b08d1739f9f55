// SPDX-License-Identifier: MIT
#include "local/internal/page_use.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"
#include "weir/service/shard_iterator_token.h"

namespace weir::local_internal {

absl::Status InvalidNextToken() {
  return KinesisError(KinesisException::kInvalidArgument, "Invalid NextToken.");
}

absl::StatusOr<PageToken> OpenPageToken(const World& world, KinesisOperation operation,
                                        std::string_view text, std::int64_t now_nanos) {
  std::optional<PageToken> page = PageToken::Open(world.seal, text);
  if (!page.has_value() || page->operation != operation) return InvalidNextToken();
  const std::int64_t now_millis = now_nanos / kNanosPerMilli;
  if (page->IsExpired(now_millis)) {
    return KinesisError(
        KinesisException::kExpiredNextToken,
        Concat("NextToken expired: it was given ", now_millis - page->created_millis,
               " milliseconds ago, and is good for ", kTokenLifeMillis, "."));
  }
  return *std::move(page);
}

}  // namespace weir::local_internal
