// SPDX-License-Identifier: MIT
//
// Rules 1.1 and 1.2, the constraints of the parameters of PutRecord and PutRecords, 2.5,
// the limits of puts, and 2.11, the words of the answer.
#include "weir/service/put_requests.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/request_support.h"
#include "stream/allocation_counter.h"
#include "support/catch.h"

namespace weir::kinesis {
namespace {

using testing::AnswerTo;
using testing::AtLeast;
using testing::AtMost;
using testing::Broken;
using testing::Null;
using testing::Presence;
using testing::Refused;

std::span<const std::byte> BytesOf(std::string_view text) {
  return std::as_bytes(std::span<const char>(text));
}

std::string PrintedBlob(std::size_t bytes) {
  const std::string text = std::to_string(bytes);
  return "java.nio.HeapByteBuffer[pos=0 lim=" + text + " cap=" + text + "]";
}

PutRecordRequest SoundPutRecord() {
  return {.stream_name = "clicks",
          .stream_arn = testing::kStreamArn,
          .partition_key = "user-42",
          .data = BytesOf("{}"),
          .explicit_hash_key = "0",
          .sequence_number_for_ordering = "0"};
}

PutRecordsRequestEntry SoundEntry() {
  return {.partition_key = "user-42", .data = BytesOf("{}"), .explicit_hash_key = "0"};
}

// What PutRecords answers to these records.
std::string AnswerToRecords(const std::vector<PutRecordsRequestEntry>& records) {
  return AnswerTo(PutRecordsRequest{.stream_name = "clicks", .records = records});
}

// Of the data of one record, empty and at its greatest.
template <class Request, class Field>
void CheckData(const Request& sound, const Field& field, const std::string& member) {
  testing::CheckPresence(sound, field, member, Presence::kRequired);
  const std::vector<std::byte> bytes(10'485'761);
  const auto answer = [&](std::size_t size) {
    return testing::AnswerWith(sound, field, std::span(bytes).first(size));
  };
  CHECK(answer(0) == "OK");
  CHECK(answer(1) == "OK");
  CHECK(answer(10'485'759) == "OK");
  CHECK(answer(10'485'760) == "OK");
  CHECK(answer(10'485'761) ==
        Refused({Broken(member, PrintedBlob(10'485'761), AtMost("length", 10'485'760))}));
}

TEST_CASE("each parameter of PutRecord has its limits", "[service][put_requests]") {
  using Request = PutRecordRequest;
  const Request sound = SoundPutRecord();
  testing::CheckStream(sound);
  testing::CheckLengths(sound, &Request::partition_key, "partitionKey", Presence::kRequired, 256);
  CheckData(sound, &Request::data, "data");
  testing::CheckHashKeys(sound, &Request::explicit_hash_key, "explicitHashKey",
                         Presence::kOptional);
  testing::CheckSequenceNumbers(sound, &Request::sequence_number_for_ordering,
                                "sequenceNumberForOrdering");
}

TEST_CASE("PutRecord names what is wrong in AWS's order", "[service][put_requests]") {
  CHECK(AnswerTo(PutRecordRequest{}) ==
        "ValidationException: 2 validation errors detected: "
        "Value null at 'partitionKey' failed to satisfy constraint: Member must not be null; "
        "Value null at 'data' failed to satisfy constraint: Member must not be null");
  const std::vector<std::byte> data(10'485'761);
  CHECK(AnswerTo(PutRecordRequest{.stream_name = "",
                                  .stream_arn = "x",
                                  .partition_key = "",
                                  .data = data,
                                  .explicit_hash_key = "",
                                  .sequence_number_for_ordering = ""}) ==
        "ValidationException: 7 validation errors detected: "
        "Value '' at 'sequenceNumberForOrdering' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128}); "
        "Value '' at 'partitionKey' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value '' at 'explicitHashKey' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38}); "
        "Value 'java.nio.HeapByteBuffer[pos=0 lim=10485761 cap=10485761]' at 'data' failed to "
        "satisfy constraint: Member must have length less than or equal to 10485760; "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("a hash key above the greatest is no constraint of the parameter",
          "[service][put_requests]") {
  const std::string above = "340282366920938463463374607431768211456";
  CHECK(testing::AnswerWith(SoundPutRecord(), &PutRecordRequest::explicit_hash_key, above) == "OK");
  PutRecordsRequestEntry entry = SoundEntry();
  entry.explicit_hash_key = above;
  CHECK(AnswerToRecords({entry}) == "OK");
}

// A PutRecords of three records, of which the second is looked at.
struct ThreeRecords {
  std::vector<PutRecordsRequestEntry> records{3, SoundEntry()};
};
absl::Status Validate(const ThreeRecords& three) {
  return Validate(PutRecordsRequest{.stream_name = "clicks", .records = three.records});
}

TEST_CASE("each parameter of a record of PutRecords has its limits", "[service][put_requests]") {
  testing::CheckLengths(
      ThreeRecords(), [](ThreeRecords & three) -> auto& { return three.records[1].partition_key; },
      "records.2.member.partitionKey", Presence::kRequired, 256);
  testing::CheckHashKeys(
      ThreeRecords(),
      [](ThreeRecords & three) -> auto& { return three.records[1].explicit_hash_key; },
      "records.2.member.explicitHashKey", Presence::kOptional);
  CheckData(
      ThreeRecords(), [](ThreeRecords & three) -> auto& { return three.records[1].data; },
      "records.2.member.data");
}

TEST_CASE("each parameter of PutRecords has its limits", "[service][put_requests]") {
  const std::vector<PutRecordsRequestEntry> records(500, SoundEntry());
  const PutRecordsRequest sound = {
      .stream_name = "clicks", .stream_arn = testing::kStreamArn, .records = records};
  testing::CheckStream(sound);
  testing::CheckPresence(sound, &PutRecordsRequest::records, "records", Presence::kRequired);
  CHECK(AnswerToRecords({}) == Refused({Broken("records", "[]", AtLeast("length", 1))}));
  for (const std::size_t count : {1U, 2U, 499U, 500U}) {
    CHECK(AnswerToRecords(std::vector<PutRecordsRequestEntry>(count, SoundEntry())) == "OK");
  }
}

TEST_CASE("PutRecords names what is wrong in AWS's order", "[service][put_requests]") {
  CHECK(AnswerTo(PutRecordsRequest{.stream_name = "", .stream_arn = "x"}) ==
        "ValidationException: 4 validation errors detected: "
        "Value null at 'records' failed to satisfy constraint: Member must not be null; "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
  const std::vector<std::byte> data(10'485'761);
  const std::string key(257, 'a');
  const std::vector<PutRecordsRequestEntry> records = {
      {.partition_key = key, .data = data, .explicit_hash_key = "-1"}, SoundEntry(), {}};
  CHECK(AnswerTo(PutRecordsRequest{.stream_name = "a b", .records = records}) ==
        "ValidationException: 6 validation errors detected: "
        "Value '" +
            key +
            "' at 'records.1.member.partitionKey' failed to satisfy constraint: "
            "Member must have length less than or equal to 256; "
            "Value '-1' at 'records.1.member.explicitHashKey' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38}); "
            "Value 'java.nio.HeapByteBuffer[pos=0 lim=10485761 cap=10485761]' at "
            "'records.1.member.data' failed to satisfy constraint: "
            "Member must have length less than or equal to 10485760; "
            "Value null at 'records.3.member.partitionKey' failed to satisfy constraint: "
            "Member must not be null; "
            "Value null at 'records.3.member.data' failed to satisfy constraint: "
            "Member must not be null; "
            "Value 'a b' at 'streamName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
}

// "[entry, entry]", as often as `count` says.
std::string PrintedRecords(const std::string& entry, std::size_t count) {
  std::string text = "[" + entry;
  for (std::size_t i = 1; i < count; ++i) text += ", " + entry;
  return text + "]";
}

TEST_CASE("of too many records that are wrong ten errors are named, as AWS was seen to do",
          "[service][put_requests]") {
  const std::vector<PutRecordsRequestEntry> records(501,
                                                    {.partition_key = "", .data = BytesOf("")});
  std::vector<std::string> sentences = {
      Broken("records",
             PrintedRecords("com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@c965e310", 501),
             AtMost("length", 500))};
  for (int i = 1; i <= 9; ++i) {
    sentences.push_back(
        Broken("records." + std::to_string(i) + ".member.partitionKey", "", AtLeast("length", 1)));
  }
  CHECK(AnswerTo(PutRecordsRequest{.stream_name = "", .records = records}) == Refused(sentences));
}

TEST_CASE("an error behind the tenth changes nothing", "[service][put_requests]") {
  std::vector<PutRecordsRequestEntry> records(9,
                                              {.partition_key = std::nullopt, .data = BytesOf("")});
  const auto answer = [&records] {
    return AnswerTo(PutRecordsRequest{.stream_name = " ", .stream_arn = "x", .records = records});
  };
  const std::string ten = answer();
  CHECK(ten.starts_with("ValidationException: 10 validation errors detected: "));
  CHECK(ten.ends_with(Broken("streamName", " ", testing::kNamePattern)));
  records.push_back({.partition_key = "a", .data = std::nullopt});
  const std::string other_ten = answer();
  CHECK(other_ten.starts_with("ValidationException: 10 validation errors detected: "));
  CHECK(other_ten.ends_with(Null("records.10.member.data")));
  records.resize(500);
  CHECK(answer() == other_ten);
}

// The expected hashes were computed by another program, from the definition of the hash
// codes in Java's documentation.
TEST_CASE("a record is printed as Java prints an object, by its hash", "[service][put_requests]") {
  using std::string_view_literals::operator""sv;
  const auto check = [](const PutRecordsRequestEntry& entry, const std::string& hash) {
    const std::vector<PutRecordsRequestEntry> records(501, entry);
    const std::string printed =
        PrintedRecords("com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@" + hash, 501);
    INFO(hash);
    CHECK(AnswerToRecords(records).starts_with(
        "ValidationException: " +
        std::string(entry.data.has_value() ? "1 validation error" : "10 validation errors") +
        " detected: " + Broken("records", printed, AtMost("length", 500))));
  };
  check({}, "c965df4f");
  check({.partition_key = "key-115729056418", .data = BytesOf("")}, "a4e471");
  check({.partition_key = "\xC3\xBC\xE2\x82\xAC\xF0\x9F\x9A\xA3",
         .data = BytesOf("\x00\xFF\x80\x61"sv),
         .explicit_hash_key = "12"},
        "9dcef925");
  INFO("bytes that are not UTF-8: each is U+FFFD");
  check({.partition_key = "a\xFF\xC3\x62", .data = BytesOf("")}, "cd71efd1");
}

TEST_CASE("a sound put of 500 records is validated without an allocation",
          "[service][put_requests]") {
  std::vector<PutRecordsRequestEntry> records(500, SoundEntry());
  const std::string key(256, 'a');
  records[250].partition_key = key;
  const PutRecordsRequest request = {
      .stream_name = "clicks", .stream_arn = testing::kStreamArn, .records = records};
  const PutRecordRequest one = SoundPutRecord();
  const auto before = testing::AllocationsOfThisThread();
  const bool is_ok = Validate(request).ok() && Validate(one).ok();
  const auto after = testing::AllocationsOfThisThread();
  CHECK(is_ok);
  CHECK(after.count == before.count);
  if constexpr (testing::kNewIsReplaced) {
    records[250].data = std::nullopt;
    CHECK_FALSE(Validate(request).ok());
    CHECK(testing::AllocationsOfThisThread().count > after.count);
  }
}

TEST_CASE("a failed entry's error code is AWS's word for it", "[service][put_requests]") {
  CHECK(ErrorCodeText(KinesisException::kProvisionedThroughputExceeded) ==
        "ProvisionedThroughputExceededException");
  CHECK(ErrorCodeText(KinesisException::kInternalFailure) == "InternalFailure");
  for (int i = 0; i < kKinesisExceptionCount; ++i) {
    const auto exception = static_cast<KinesisException>(i);
    CHECK(KinesisExceptionFromName(ErrorCodeText(exception)) == exception);
  }
}

}  // namespace
}  // namespace weir::kinesis
