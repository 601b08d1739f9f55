// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.10 of StopStreamEncryption.
#include <optional>
#include <string>
#include <string_view>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::stop_stream_encryption_test {
namespace {

using kinesis::EncryptionType;
using kinesis::StreamStatus;
using testing::Answer;
using testing::LocalTest;

constexpr std::string_view kKey = "alias/clicks";

std::string Start(LocalTest& test) {
  return Answer(test.kinesis.StartStreamEncryption(
      {.stream_name = "s", .encryption_type = EncryptionType::kKms, .key_id = kKey}));
}

std::string Stop(LocalTest& test, std::string_view key_id = kKey,
                 EncryptionType type = EncryptionType::kKms) {
  return Answer(test.kinesis.StopStreamEncryption(
      {.stream_name = "s", .encryption_type = type, .key_id = key_id}));
}

TEST_CASE("what was started is stopped", "[local][stop_encryption]") {
  // Rules 1.2 and 2.10.
  LocalTest test;
  test.CreateStream();
  REQUIRE(Start(test) == "OK");
  CHECK(Stop(test) == "OK");
  CHECK(test.Summary().encryption_type == EncryptionType::kNone);
  CHECK(test.Summary().key_id == std::nullopt);
  CHECK(test.Put("a").encryption_type == EncryptionType::kNone);
}

TEST_CASE("encryption is stopped in the words that it was started in", "[local][stop_encryption]") {
  LocalTest test;
  test.CreateStream();
  CHECK(Stop(test) ==
        "InvalidArgumentException: Stream s under account 111111111111 is not encrypted.");
  REQUIRE(Start(test) == "OK");
  CHECK(Stop(test, "alias/other") ==
        "InvalidArgumentException: Stream s under account 111111111111 is not encrypted with key "
        "alias/other but with key alias/clicks.");
  CHECK(Stop(test, kKey, EncryptionType::kNone) ==
        "InvalidArgumentException: EncryptionType NONE encrypts nothing; what is stopped is KMS.");
  CHECK(test.Summary().encryption_type == EncryptionType::kKms);
  CHECK(Answer(test.kinesis.StopStreamEncryption({.stream_name = "s"}))
            .starts_with("ValidationException: 2 validation errors detected: "));
  CHECK(Answer(test.kinesis.StopStreamEncryption(
            {.stream_name = "t", .encryption_type = EncryptionType::kKms, .key_id = kKey})) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
}

TEST_CASE("a stream is UPDATING while its encryption stops", "[local][stop_encryption]") {
  // Rules 2.10.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_updating = absl::Seconds(10)}});
  test.CreateStream();
  REQUIRE(Start(test) == "OK");
  CHECK(Stop(test) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "UPDATING");
  test.clock.Advance(absl::Seconds(10));
  CHECK(Stop(test) == "OK");
  CHECK(test.Summary().stream_status == StreamStatus::kUpdating);
  CHECK(test.Put("a").encryption_type == EncryptionType::kKms);
  test.clock.Advance(absl::Seconds(10));
  CHECK(test.Summary().stream_status == StreamStatus::kActive);
  CHECK(test.Put("b").encryption_type == EncryptionType::kNone);
}

TEST_CASE("a key that is out of order does not keep encryption from stopping",
          "[local][stop_encryption]") {
  // Rules 1.2: it has no exception of a key's.
  LocalTest test;
  test.CreateStream();
  REQUIRE(Start(test) == "OK");
  REQUIRE(Answer(test.kinesis.SetKmsKeyFault(kKey, KinesisException::kKmsDisabled)) == "OK");
  CHECK(Stop(test) == "OK");
  test.Put("a");
}

TEST_CASE("encryption stops 25 times in any 24 hours", "[local][stop_encryption]") {
  // Rules 1.2. Starts have a count of their own: begun before the stops, they are over before.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  for (int i = 0; i < 24; ++i) {
    REQUIRE(Start(test) == "OK");
    REQUIRE(Stop(test) == "OK");
  }
  REQUIRE(Start(test) == "OK");
  test.clock.Advance(absl::Hours(1));
  CHECK(Stop(test) == "OK");
  test.clock.Advance(absl::Hours(23));
  for (int i = 0; i < 24; ++i) {
    REQUIRE(Start(test) == "OK");
    REQUIRE(Stop(test) == "OK");
  }
  REQUIRE(Start(test) == "OK");
  CHECK(Stop(test) ==
        "LimitExceededException: Encryption of stream s under account 111111111111 was stopped 25 "
        "times within 24 hours, which is the limit.");
  CHECK(test.Summary().encryption_type == EncryptionType::kKms);
  test.clock.Advance(absl::Hours(1));
  CHECK(Stop(test) == "OK");
}

}  // namespace
}  // namespace weir::stop_stream_encryption_test
