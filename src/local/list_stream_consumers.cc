// SPDX-License-Identifier: MIT
//
// ListStreamConsumers gives a stream's registered consumers in the order of their names,
// page by page.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/describe.h"
#include "local/internal/local_consumer.h"
#include "local/internal/open_stream.h"
#include "local/internal/page_use.h"
#include "local/internal/world.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"
#include "weir/service/page_token.h"

namespace weir {
namespace {

using kinesis::ListStreamConsumersRequest;
using kinesis::ListStreamConsumersResult;
using local_internal::LocalStream;
using local_internal::SharedStream;

constexpr std::int32_t kConsumersMax = 100;

// The name behind which the page begins; empty if it is the first. A token is its stream's,
// not that of another which took its name.
absl::StatusOr<std::string> NameBeforePage(const LocalStream& stream,
                                           const ListStreamConsumersRequest& request,
                                           std::int64_t now_nanos) {
  if (!request.next_token.has_value()) return std::string();
  if (request.stream_creation_timestamp.has_value()) {
    return KinesisError(KinesisException::kInvalidArgument,
                        "NextToken and StreamCreationTimestamp cannot be provided together.");
  }
  absl::StatusOr<PageToken> page = local_internal::OpenPageToken(
      stream.world, KinesisOperation::kListStreamConsumers, *request.next_token, now_nanos);
  if (!page.ok()) return page.status();
  if (page->fields[0] != std::to_string(stream.number)) return local_internal::InvalidNextToken();
  return std::move(page->fields[1]);
}

std::string TokenBehind(const LocalStream& stream, const std::string& consumer_name,
                        std::int64_t now_nanos) {
  const PageToken page = {.operation = KinesisOperation::kListStreamConsumers,
                          .created_millis = now_nanos / local_internal::kNanosPerMilli,
                          .fields = {std::to_string(stream.number), consumer_name}};
  return page.Seal(stream.world.seal);
}

}  // namespace

absl::StatusOr<ListStreamConsumersResult> LocalKinesis::ListStreamConsumers(
    const ListStreamConsumersRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<SharedStream> stream =
      local_internal::OpenShared(*account_, KinesisOperation::kListStreamConsumers,
                                 {.stream_name = std::nullopt, .stream_arn = request.stream_arn});
  if (!stream.ok()) return stream.status();
  const LocalStream& state = **stream;
  const absl::StatusOr<std::string> before = NameBeforePage(state, request, stream->now_nanos);
  if (!before.ok()) return before.status();
  // To the second, as descriptions give it.
  if (request.stream_creation_timestamp.has_value() &&
      absl::ToUnixSeconds(*request.stream_creation_timestamp) !=
          absl::ToUnixSeconds(local_internal::CreationTimestamp(state))) {
    return StreamNotFound(state.Place());
  }
  const auto max = static_cast<std::size_t>(
      std::min(request.max_results.value_or(kConsumersMax), kConsumersMax));
  const local_internal::LocalConsumers::ByName& by_name = state.consumers.by_name();
  ListStreamConsumersResult result;
  for (auto next = by_name.upper_bound(*before); next != by_name.end(); ++next) {
    if (result.consumers.size() == max) {
      result.next_token =
          TokenBehind(state, result.consumers.back().consumer_name, stream->now_nanos);
      break;
    }
    result.consumers.push_back(local_internal::Describe(*next->second));
  }
  return result;
}

}  // namespace weir
