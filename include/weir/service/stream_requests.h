// SPDX-License-Identifier: MIT
//
// What goes into the operations that make, end and describe streams, and what comes out:
// CreateStream, DeleteStream, DescribeStream, DescribeStreamSummary, ListStreams.
//
//   kinesis.CreateStream({.stream_name = "clicks", .shard_count = 4});
//   auto summary = kinesis.DescribeStreamSummary({.stream_name = "clicks"});
//   Handle(weir::WordOf(summary->stream_description_summary.stream_status));
//
// Threads:   values.
// Progress:  wait-free, but for the allocations of copies.
// Cost:      descriptions copy what they say.
// Lifetime:  what a request refers to must live during the call, no longer; results own
//            what they hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "weir/service/shard_requests.h"
#include "weir/service/stream_shapes.h"

namespace weir::kinesis {

struct CreateStreamRequest {
  // Must be there: 1 to 128 of [a-zA-Z0-9_.-].
  std::optional<std::string_view> stream_name = {};
  // 1 to 10,000. Must be there with kProvisioned; with kOnDemand there are four.
  std::optional<std::int32_t> shard_count = {};
  // kProvisioned if absent.
  std::optional<StreamModeDetails> stream_mode_details = {};
  // 1 to 200, of which a stream may have 50.
  std::optional<TagMap> tags = {};
  // With kOnDemand: what the stream is to take at once, in MiB/s; 0 to 10,000.
  std::optional<std::int32_t> warm_throughput_mibps = {};
  // 1,024, the default, to 10,240.
  std::optional<std::int32_t> max_record_size_in_kib = {};
};

struct DeleteStreamRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Whether registered consumers go with it. Without it they are in its way.
  std::optional<bool> enforce_consumer_deletion = {};
};

struct DescribeStreamRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Shards at most: 1 to 10,000, of which 100, the default, are given.
  std::optional<std::int32_t> limit = {};
  // The last shard of the page before, which need not be there any more.
  std::optional<std::string_view> exclusive_start_shard_id = {};
};

// Which shard metrics a stream has: kAll never stands among them.
struct EnhancedMetrics {
  std::vector<MetricsName> shard_level_metrics = {};
};

struct StreamDescription {
  std::string stream_name = {};
  std::string stream_arn = {};
  StreamStatus stream_status = StreamStatus::kActive;
  StreamMode stream_mode = StreamMode::kProvisioned;
  std::vector<Shard> shards = {};
  bool has_more_shards = false;
  std::int32_t retention_period_hours = 24;
  absl::Time stream_creation_timestamp = {};
  // One element.
  std::vector<EnhancedMetrics> enhanced_monitoring = {};
  EncryptionType encryption_type = EncryptionType::kNone;
  // With kKms.
  std::optional<std::string> key_id = {};
};

struct DescribeStreamResult {
  StreamDescription stream_description = {};
};

struct DescribeStreamSummaryRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
};

struct WarmThroughput {
  std::int32_t target_mibps = 0;
  std::int32_t current_mibps = 0;
};

struct StreamDescriptionSummary {
  std::string stream_name = {};
  std::string stream_arn = {};
  StreamStatus stream_status = StreamStatus::kActive;
  StreamMode stream_mode = StreamMode::kProvisioned;
  std::int32_t retention_period_hours = 24;
  absl::Time stream_creation_timestamp = {};
  // One element.
  std::vector<EnhancedMetrics> enhanced_monitoring = {};
  EncryptionType encryption_type = EncryptionType::kNone;
  // With kKms.
  std::optional<std::string> key_id = {};
  std::int32_t open_shard_count = 0;
  std::int32_t consumer_count = 0;
  // With kOnDemand.
  std::optional<WarmThroughput> warm_throughput = {};
  std::int32_t max_record_size_in_kib = 1024;
};

struct DescribeStreamSummaryResult {
  StreamDescriptionSummary stream_description_summary = {};
};

struct ListStreamsRequest {
  // Streams at most: 1 to 10,000, by default 100.
  std::optional<std::int32_t> limit = {};
  // The last stream of the page before; or NextToken, which says the same: not both. A token
  // is of the account and region that it was given to.
  std::optional<std::string_view> exclusive_start_stream_name = {};
  std::optional<std::string_view> next_token = {};
};

struct StreamSummary {
  std::string stream_name = {};
  std::string stream_arn = {};
  StreamStatus stream_status = StreamStatus::kActive;
  StreamMode stream_mode = StreamMode::kProvisioned;
  absl::Time stream_creation_timestamp = {};
};

struct ListStreamsResult {
  // In the order of their names.
  std::vector<std::string> stream_names = {};
  bool has_more_streams = false;
  // If there are more. Good for five minutes.
  std::optional<std::string> next_token = {};
  std::vector<StreamSummary> stream_summaries = {};
};

// ValidationException if a parameter breaks a constraint of its own.
absl::Status Validate(const CreateStreamRequest& request);
absl::Status Validate(const DeleteStreamRequest& request);
absl::Status Validate(const DescribeStreamRequest& request);
absl::Status Validate(const DescribeStreamSummaryRequest& request);
absl::Status Validate(const ListStreamsRequest& request);

}  // namespace weir::kinesis
