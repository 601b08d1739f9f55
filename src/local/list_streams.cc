// SPDX-License-Identifier: MIT
//
// ListStreams gives the account's streams in the order of their names, page by page.

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/describe.h"
#include "local/internal/open_stream.h"
#include "local/internal/page_use.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"
#include "weir/service/page_token.h"

namespace weir {

using kinesis::ListStreamsRequest;
using kinesis::ListStreamsResult;
using local_internal::Account;
using local_internal::LocalStream;

namespace {

constexpr std::int32_t kStreamsByDefault = 100;

// The name behind which the page begins, by either of the two that say it; empty if neither
// does. A token is its account's, in its region.
absl::StatusOr<std::string> NameBeforePage(const Account& account,
                                           const ListStreamsRequest& request,
                                           std::int64_t now_nanos) {
  if (!request.next_token.has_value()) {
    return std::string(request.exclusive_start_stream_name.value_or(""));
  }
  if (request.exclusive_start_stream_name.has_value()) {
    return KinesisError(KinesisException::kInvalidArgument,
                        "NextToken and ExclusiveStartStreamName cannot be provided together.");
  }
  absl::StatusOr<PageToken> page = local_internal::OpenPageToken(
      account.world, KinesisOperation::kListStreams, *request.next_token, now_nanos);
  if (!page.ok()) return page.status();
  if (page->fields[0] != account.account_id || page->fields[1] != account.region) {
    return local_internal::InvalidNextToken();
  }
  return std::move(page->fields[2]);
}

std::string TokenBehind(const Account& account, const std::string& stream_name,
                        std::int64_t now_nanos) {
  const PageToken page = {.operation = KinesisOperation::kListStreams,
                          .created_millis = now_nanos / local_internal::kNanosPerMilli,
                          .fields = {account.account_id, account.region, stream_name}};
  return page.Seal(account.world.seal);
}

kinesis::StreamSummary Summarize(const LocalStream& stream) {
  const std::shared_lock lock(stream.mutex);
  return {.stream_name = stream.arn.stream_name,
          .stream_arn = stream.arn.ToString(),
          .stream_status = stream.status,
          .stream_mode = stream.mode,
          .stream_creation_timestamp = local_internal::CreationTimestamp(stream)};
}

}  // namespace

absl::StatusOr<ListStreamsResult> LocalKinesis::ListStreams(const ListStreamsRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  Account& account = *account_;
  const std::int64_t now_nanos = world_->clock.NowNanos();
  status = account.CountCall(KinesisOperation::kListStreams, now_nanos);
  if (!status.ok()) return status;
  const absl::StatusOr<std::string> before = NameBeforePage(account, request, now_nanos);
  if (!before.ok()) return before.status();
  local_internal::SettleAll(account);

  const auto limit = static_cast<std::size_t>(request.limit.value_or(kStreamsByDefault));
  ListStreamsResult result;
  const std::shared_lock lock(account.mutex);
  for (auto next = account.streams.upper_bound(*before); next != account.streams.end(); ++next) {
    if (result.stream_names.size() == limit) {
      result.has_more_streams = true;
      result.next_token = TokenBehind(account, result.stream_names.back(), now_nanos);
      break;
    }
    result.stream_names.push_back(next->first);
    result.stream_summaries.push_back(Summarize(*next->second));
  }
  return result;
}

}  // namespace weir
