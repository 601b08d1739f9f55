// SPDX-License-Identifier: MIT
//
// Rules 1.1 and 1.2, the constraints of the parameters of the nine operations that
// change a stream's settings, and 2.11, the words of the answer.
#include "weir/service/setting_requests.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "service/request_support.h"
#include "support/catch.h"

namespace weir::kinesis {
namespace {

using testing::AnswerTo;
using testing::AnswerWith;
using testing::Broken;
using testing::Null;
using testing::Presence;
using testing::Refused;

template <class Request>
void CheckRetention() {
  const Request sound = {
      .stream_name = "clicks", .stream_arn = testing::kStreamArn, .retention_period_hours = 48};
  testing::CheckStream(sound);
  testing::CheckPresence(sound, &Request::retention_period_hours, "retentionPeriodHours",
                         Presence::kRequired);
  INFO("how long retention may be is no constraint of the parameter");
  for (const std::int32_t hours : {INT32_MIN, -1, 0, 23, 24, 8'760, 8'761, INT32_MAX}) {
    CHECK(AnswerWith(sound, &Request::retention_period_hours, hours) == "OK");
  }
  CHECK(AnswerTo(Request{.stream_name = " ", .stream_arn = "x"}) ==
        "ValidationException: 3 validation errors detected: "
        "Value null at 'retentionPeriodHours' failed to satisfy constraint: "
        "Member must not be null; "
        "Value ' ' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("each parameter of a change of retention has its limits", "[service][setting_requests]") {
  CheckRetention<IncreaseStreamRetentionPeriodRequest>();
  CheckRetention<DecreaseStreamRetentionPeriodRequest>();
}

TEST_CASE("each parameter of UpdateStreamMode has its limits", "[service][setting_requests]") {
  using Request = UpdateStreamModeRequest;
  const Request sound = {.stream_arn = testing::kStreamArn,
                         .stream_mode_details = {{.stream_mode = StreamMode::kOnDemand}},
                         .warm_throughput_mibps = 10};
  testing::CheckStreamArns(sound, &Request::stream_arn, Presence::kRequired);
  testing::CheckPresence(sound, &Request::stream_mode_details, "streamModeDetails",
                         Presence::kRequired);
  testing::CheckWords<StreamMode>(
      sound, [](Request & request) -> auto& { return request.stream_mode_details->stream_mode; },
      "streamModeDetails.streamMode", "[PROVISIONED, ON_DEMAND]");
  testing::CheckNumbers(sound, &Request::warm_throughput_mibps, "warmThroughputMiBps",
                        Presence::kOptional, {.min = 0});
}

TEST_CASE("UpdateStreamMode names what is wrong in AWS's order", "[service][setting_requests]") {
  CHECK(AnswerTo(UpdateStreamModeRequest{}) ==
        Refused({Null("streamARN"), Null("streamModeDetails")}));
  CHECK(AnswerTo(UpdateStreamModeRequest{
            .stream_mode_details = {{.stream_mode = EnumValue<StreamMode>::FromText("PER_HOUR")}},
            .warm_throughput_mibps = -1}) ==
        "ValidationException: 3 validation errors detected: "
        "Value null at 'streamARN' failed to satisfy constraint: Member must not be null; "
        "Value 'PER_HOUR' at 'streamModeDetails.streamMode' failed to satisfy constraint: "
        "Member must satisfy enum value set: [PROVISIONED, ON_DEMAND]; "
        "Value '-1' at 'warmThroughputMiBps' failed to satisfy constraint: "
        "Member must have value greater than or equal to 0");
}

TEST_CASE("each parameter of UpdateStreamWarmThroughput has its limits",
          "[service][setting_requests]") {
  using Request = UpdateStreamWarmThroughputRequest;
  const Request sound = {
      .stream_name = "clicks", .stream_arn = testing::kStreamArn, .warm_throughput_mibps = 10};
  testing::CheckStream(sound);
  testing::CheckNumbers(sound, &Request::warm_throughput_mibps, "warmThroughputMiBps",
                        Presence::kRequired, {.min = 0});
  CHECK(AnswerTo(Request{.stream_name = " ", .stream_arn = "x"}) ==
        Refused({Broken("streamARN", "x", testing::kStreamArnPattern),
                 Broken("streamName", " ", testing::kNamePattern), Null("warmThroughputMiBps")}));
}

TEST_CASE("each parameter of UpdateMaxRecordSize has its limits", "[service][setting_requests]") {
  using Request = UpdateMaxRecordSizeRequest;
  const Request sound = {.stream_arn = testing::kStreamArn, .max_record_size_in_kib = 2'048};
  testing::CheckStreamArns(sound, &Request::stream_arn, Presence::kOptional);
  testing::CheckNumbers(sound, &Request::max_record_size_in_kib, "maxRecordSizeInKiB",
                        Presence::kRequired, {.min = 1'024, .max = 10'240});
  CHECK(AnswerTo(Request{.stream_arn = "x", .max_record_size_in_kib = 10'241}) ==
        "ValidationException: 2 validation errors detected: "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+; "
        "Value '10241' at 'maxRecordSizeInKiB' failed to satisfy constraint: "
        "Member must have value less than or equal to 10240");
}

template <class Request>
void CheckEncryption() {
  const Request sound = {.stream_name = "clicks",
                         .stream_arn = testing::kStreamArn,
                         .encryption_type = EncryptionType::kKms,
                         .key_id = "alias/aws/kinesis"};
  testing::CheckStream(sound);
  testing::CheckWords<EncryptionType>(sound, &Request::encryption_type, "encryptionType",
                                      "[NONE, KMS]");
  testing::CheckLengths(sound, &Request::key_id, "keyId", Presence::kRequired, 2'048);
  CHECK(AnswerTo(Request{.stream_name = " ",
                         .stream_arn = "x",
                         .encryption_type = EnumValue<EncryptionType>::FromText("AES")}) ==
        "ValidationException: 4 validation errors detected: "
        "Value ' ' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value 'AES' at 'encryptionType' failed to satisfy constraint: "
        "Member must satisfy enum value set: [NONE, KMS]; "
        "Value null at 'keyId' failed to satisfy constraint: Member must not be null; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("each parameter of a change of encryption has its limits",
          "[service][setting_requests]") {
  CheckEncryption<StartStreamEncryptionRequest>();
  CheckEncryption<StopStreamEncryptionRequest>();
}

constexpr char kMetricsWords[] =
    "Member must satisfy constraint: [Member must satisfy enum value set: [IncomingBytes, "
    "IncomingRecords, OutgoingBytes, OutgoingRecords, WriteProvisionedThroughputExceeded, "
    "ReadProvisionedThroughputExceeded, IteratorAgeMilliseconds, ALL]]";

template <class Request>
void CheckMonitoring() {
  using Metric = EnumValue<MetricsName>;
  using Metrics = std::vector<Metric>;
  const Request sound = {.stream_name = "clicks",
                         .stream_arn = testing::kStreamArn,
                         .shard_level_metrics = Metrics{MetricsName::kAll}};
  const auto answer = [&sound](const Metrics& metrics) {
    return AnswerWith(sound, &Request::shard_level_metrics, metrics);
  };
  testing::CheckStream(sound);
  testing::CheckPresence(sound, &Request::shard_level_metrics, "shardLevelMetrics",
                         Presence::kRequired);
  CHECK(answer({}) == Refused({Broken("shardLevelMetrics", "[]", testing::AtLeast("length", 1))}));
  for (const std::string_view word : Metric::Words()) {
    CHECK(answer({Metric::FromText(word)}) == "OK");
  }
  CHECK(answer(Metrics(6, MetricsName::kAll)) == "OK");
  CHECK(answer(Metrics(7, MetricsName::kAll)) == "OK");
  CHECK(answer(Metrics(8, MetricsName::kAll)) ==
        Refused({Broken("shardLevelMetrics", "[ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL]",
                        testing::AtMost("length", 7))}));
  CHECK(answer({MetricsName::kIncomingBytes, Metric::FromText("outgoingBytes")}) ==
        Refused({Broken("shardLevelMetrics", "[IncomingBytes, outgoingBytes]", kMetricsWords)}));
  Metrics all_wrong(7, MetricsName::kAll);
  all_wrong.push_back(Metric::FromText(""));
  CHECK(
      AnswerTo(Request{.stream_name = " ", .stream_arn = "x", .shard_level_metrics = all_wrong}) ==
      "ValidationException: 4 validation errors detected: "
      "Value ' ' at 'streamName' failed to satisfy constraint: "
      "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
      "Value '[ALL, ALL, ALL, ALL, ALL, ALL, ALL, ]' at 'shardLevelMetrics' failed to satisfy "
      "constraint: Member must have length less than or equal to 7; "
      "Value '[ALL, ALL, ALL, ALL, ALL, ALL, ALL, ]' at 'shardLevelMetrics' failed to satisfy "
      "constraint: " +
          std::string(kMetricsWords) +
          "; "
          "Value 'x' at 'streamARN' failed to satisfy constraint: "
          "Member must satisfy regular expression pattern: "
          "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("each parameter of a change of metrics has its limits", "[service][setting_requests]") {
  CheckMonitoring<EnableEnhancedMonitoringRequest>();
  CheckMonitoring<DisableEnhancedMonitoringRequest>();
}

}  // namespace
}  // namespace weir::kinesis
