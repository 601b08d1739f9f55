// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.10 of StartStreamEncryption, and what a key that is out of order does
// to puts and reads.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::start_stream_encryption_test {
namespace {

using kinesis::EncryptionType;
using kinesis::ShardIteratorType;
using kinesis::StreamStatus;
using testing::Answer;
using testing::LocalTest;

constexpr std::string_view kKey = "alias/clicks";

std::string Start(LocalTest& test, std::string_view key_id = kKey) {
  return Answer(test.kinesis.StartStreamEncryption(
      {.stream_name = "s", .encryption_type = EncryptionType::kKms, .key_id = key_id}));
}

std::string PutAnswer(LocalTest& test) {
  return Answer(
      test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes("x")}));
}

std::string PutsAnswer(LocalTest& test) {
  const std::vector<kinesis::PutRecordsRequestEntry> records = {
      {.partition_key = "k", .data = AsBytes("x")}};
  return Answer(test.kinesis.PutRecords({.stream_name = "s", .records = records}));
}

TEST_CASE("a stream is encrypted with the key that is named", "[local][start_encryption]") {
  // Rules 1.2 and 2.10.
  LocalTest test;
  test.CreateStream();
  CHECK(test.Put("a").encryption_type == EncryptionType::kNone);
  CHECK(Start(test) == "OK");
  CHECK(test.Summary().encryption_type == EncryptionType::kKms);
  CHECK(test.Summary().key_id == std::string(kKey));
  auto description = test.kinesis.DescribeStream({.stream_name = "s"})->stream_description;
  CHECK(description.encryption_type == EncryptionType::kKms);
  CHECK(description.key_id == std::string(kKey));
  CHECK(test.Put("b").encryption_type == EncryptionType::kKms);
  // With another key from now on.
  CHECK(Start(test, "other") == "OK");
  CHECK(test.Summary().key_id == std::string("other"));
}

TEST_CASE("a stream is UPDATING while its encryption starts", "[local][start_encryption]") {
  // Rules 2.10.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(1),
                                      .stream_updating = absl::Seconds(10)}});
  test.CreateStream();
  CHECK(Start(test) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "CREATING");
  test.clock.Advance(absl::Seconds(1));
  CHECK(Start(test) == "OK");
  CHECK(test.Summary().stream_status == StreamStatus::kUpdating);
  CHECK(test.Summary().encryption_type == EncryptionType::kNone);
  CHECK(test.Put("a").encryption_type == EncryptionType::kNone);
  CHECK(Start(test) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "UPDATING");
  test.clock.Advance(absl::Seconds(10));
  CHECK(test.Summary().stream_status == StreamStatus::kActive);
  CHECK(test.Put("b").encryption_type == EncryptionType::kKms);
}

TEST_CASE("encryption has a type and a key", "[local][start_encryption]") {
  // Rules 1.1 and 1.2.
  LocalTest test;
  test.CreateStream();
  CHECK(Answer(test.kinesis.StartStreamEncryption({.stream_name = "s"})) ==
        "ValidationException: 2 validation errors detected: Value null at 'encryptionType' failed "
        "to satisfy constraint: Member must not be null; Value null at 'keyId' failed to satisfy "
        "constraint: Member must not be null");
  CHECK(Answer(test.kinesis.StartStreamEncryption(
            {.stream_name = "s", .encryption_type = EncryptionType::kNone, .key_id = kKey})) ==
        "InvalidArgumentException: EncryptionType NONE encrypts nothing; encryption starts with "
        "KMS.");
  CHECK(Start(test, std::string(2048, 'k')) == "OK");
  CHECK(Start(test, std::string(2049, 'k')).starts_with("ValidationException: 1 validation"));
  CHECK(Start(test, "").starts_with("ValidationException: 1 validation"));
  CHECK(Answer(test.kinesis.StartStreamEncryption(
            {.stream_name = "t", .encryption_type = EncryptionType::kKms, .key_id = kKey})) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
}

TEST_CASE("encryption starts 25 times in any 24 hours", "[local][start_encryption]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  constexpr char kTooOften[] =
      "LimitExceededException: Encryption of stream s under account 111111111111 was started 25 "
      "times within 24 hours, which is the limit.";
  for (int i = 0; i < 25; ++i) {
    CHECK(Start(test) == "OK");
    test.clock.Advance(absl::Minutes(1));
  }
  CHECK(Start(test) == kTooOften);
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kEncryptionChanges) == 1);
  // The first was 25 minutes ago; what was refused does not count.
  test.clock.Advance(absl::Hours(24) - absl::Minutes(25) - absl::Nanoseconds(1));
  CHECK(Start(test) == kTooOften);
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(Start(test) == "OK");
  CHECK(Start(test) == kTooOften);
}

TEST_CASE("a limit of encryption that is only counted refuses nothing",
          "[local][start_encryption]") {
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.encryption_changes = {.mode = LimitMode::kObserve, .max = 1};
  LocalTest test({.limits = limits});
  test.CreateStream();
  for (int i = 0; i < 3; ++i) CHECK(Start(test) == "OK");
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kEncryptionChanges) == 2);
  LocalTest unlimited;
  unlimited.CreateStream();
  for (int i = 0; i < 30; ++i) CHECK(Start(unlimited) == "OK");
  CHECK(unlimited.kinesis.ExceededCount(KinesisLimit::kEncryptionChanges) == 0);
}

TEST_CASE("a key that is out of order fails what takes it", "[local][start_encryption]") {
  // Rules 1.2.
  LocalTest test;
  test.CreateStream();
  const auto [fault, text] = GENERATE(table<KinesisException, std::string>({
      {KinesisException::kKmsDisabled,
       "KMSDisabledException: The KMS key alias/clicks cannot be used: it is disabled."},
      {KinesisException::kKmsInvalidState,
       "KMSInvalidStateException: The KMS key alias/clicks cannot be used: its state does not "
       "allow it."},
      {KinesisException::kKmsAccessDenied,
       "KMSAccessDeniedException: The KMS key alias/clicks cannot be used: the caller may not use "
       "it."},
      {KinesisException::kKmsNotFound,
       "KMSNotFoundException: The KMS key alias/clicks cannot be used: it does not exist."},
      {KinesisException::kKmsOptInRequired,
       "KMSOptInRequired: The KMS key alias/clicks cannot be used: the account has no "
       "subscription for it."},
      {KinesisException::kKmsThrottling,
       "KMSThrottlingException: The KMS key alias/clicks cannot be used: it is used too often."},
  }));
  CAPTURE(text);
  REQUIRE(Answer(test.kinesis.SetKmsKeyFault(kKey, fault)) == "OK");
  // A stream that does not take it is not concerned.
  CHECK(Start(test) == text);
  CHECK(test.Summary().encryption_type == EncryptionType::kNone);
  CHECK(PutAnswer(test) == "OK");

  REQUIRE(Answer(test.kinesis.SetKmsKeyFault(kKey, std::nullopt)) == "OK");
  REQUIRE(Start(test) == "OK");
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  REQUIRE(Answer(test.kinesis.SetKmsKeyFault("another", fault)) == "OK");
  CHECK(PutAnswer(test) == "OK");
  REQUIRE(Answer(test.kinesis.SetKmsKeyFault(kKey, fault)) == "OK");
  CHECK(PutAnswer(test) == text);
  CHECK(PutsAnswer(test) == text);
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator})) == text);
  // What does not decrypt does not fail.
  CHECK(Answer(test.kinesis.DescribeStreamSummary({.stream_name = "s"})) == "OK");
  test.Iterator(ShardIteratorType::kTrimHorizon);

  REQUIRE(Answer(test.kinesis.SetKmsKeyFault(kKey, std::nullopt)) == "OK");
  CHECK(PutAnswer(test) == "OK");
  CHECK(PutsAnswer(test) == "OK");
  CHECK(test.Read(iterator).records.size() == 4);
}

TEST_CASE("what fails for its key takes nothing of a shard's rate", "[local][start_encryption]") {
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  REQUIRE(Start(test) == "OK");
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  REQUIRE(Answer(test.kinesis.SetKmsKeyFault(kKey, KinesisException::kKmsDisabled)) == "OK");
  for (int i = 0; i < 10; ++i) {
    CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator}))
              .starts_with("KMSDisabledException"));
  }
  REQUIRE(Answer(test.kinesis.SetKmsKeyFault(kKey, std::nullopt)) == "OK");
  for (int i = 0; i < 5; ++i) test.Read(iterator);
}

TEST_CASE("a key's fault is one of six", "[local][start_encryption]") {
  LocalTest test;
  for (int i = 0; i < kKinesisExceptionCount; ++i) {
    const auto exception = static_cast<KinesisException>(i);
    CAPTURE(ToString(exception));
    const absl::Status status = test.kinesis.SetKmsKeyFault(kKey, exception);
    const bool is_kms = ToString(exception).starts_with("KMS");
    CHECK(status.ok() == is_kms);
    if (!is_kms) {
      CHECK(FromAbsl(status.message()) == "fault is " + std::string(ToString(exception)) +
                                              "; a key's is one of the six KMS exceptions");
    }
  }
}

}  // namespace
}  // namespace weir::start_stream_encryption_test
