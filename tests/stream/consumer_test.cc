// SPDX-License-Identifier: MIT
#include "weir/stream/consumer.h"

#include <optional>
#include <string>
#include <utility>

#include "stream/support.h"

namespace weir {
namespace {

using testing::MakeStream;
using testing::ManualClock;
using testing::MessageOf;
using testing::Open;

TEST_CASE("a consumer's name is 1 to 128 of letters, digits, underscore, dot and hyphen",
          "[stream][consumer]") {
  Stream stream = MakeStream();
  for (const std::string& name :
       {std::string("a"), std::string(128, 'a'), std::string("A.b_c-9")}) {
    const absl::StatusOr<Consumer> consumer = stream.RegisterConsumer(name);
    REQUIRE(consumer.ok());
    CHECK(consumer->name() == name);
  }
  for (const std::string& name :
       {std::string(), std::string(129, 'a'), std::string("a b"), std::string("\u00E9")}) {
    const absl::Status status = stream.RegisterConsumer(name).status();
    INFO(status);
    CHECK(absl::IsInvalidArgument(status));
    CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
    CHECK(MessageOf(status).find("1 to 128 of [a-zA-Z0-9_.-]") != std::string::npos);
  }
}

TEST_CASE("a name is registered once at a time", "[stream][consumer]") {
  Stream stream = MakeStream({.name = "river"});
  REQUIRE(stream.RegisterConsumer("archiver").ok());
  const absl::Status again = stream.RegisterConsumer("archiver").status();
  CHECK(absl::IsAlreadyExists(again));
  CHECK(KinesisExceptionName(again) == "ResourceInUseException");
  CHECK(MessageOf(again).find("archiver") != std::string::npos);
  CHECK(MessageOf(again).find("river") != std::string::npos);
  CHECK(stream.DeregisterConsumer("archiver").ok());
  CHECK(stream.RegisterConsumer("archiver").ok());
}

TEST_CASE("names are the stream's own: another stream may have the same", "[stream][consumer]") {
  Stream one = MakeStream();
  Stream two = MakeStream();
  CHECK(one.RegisterConsumer("archiver").ok());
  CHECK(two.RegisterConsumer("archiver").ok());
}

TEST_CASE("a consumer that does not exist is not deregistered", "[stream][consumer]") {
  Stream stream = MakeStream();
  for (const std::string& name : {std::string("nobody"), std::string(), std::string(10'000, 'a')}) {
    const absl::Status status = stream.DeregisterConsumer(name);
    CHECK(absl::IsNotFound(status));
    CHECK(KinesisExceptionName(status) == "ResourceNotFoundException");
    CHECK(MessageOf(status).size() < 300);
  }
  REQUIRE(stream.RegisterConsumer("a").ok());
  CHECK(stream.DeregisterConsumer("a").ok());
  CHECK(absl::IsNotFound(stream.DeregisterConsumer("a")));
}

TEST_CASE("the cursors of a deregistered consumer go on, with their limit", "[stream][consumer]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.limits = {.read_mode = LimitMode::kEnforce, .read_bytes = {.per_second = 10}},
                  .clock = &clock});
  std::optional<Consumer> consumer = *stream.RegisterConsumer("archiver");
  Cursor cursor = Open(stream, ShardId{0}, Position::TrimHorizon(), {.consumer = &*consumer});
  StreamCursor all = testing::OpenAll(stream, Position::TrimHorizon(), {.consumer = &*consumer});
  REQUIRE(stream.DeregisterConsumer("archiver").ok());
  consumer.reset();
  testing::PutMany(stream, 2, "0123456789");
  CHECK(cursor.Read({.records_max = 1}).size() == 1);
  CHECK(cursor.Read().code() == ReadCode::kThrottled);
  CHECK(all.Read().code() == ReadCode::kThrottled);
  clock.Advance(absl::Seconds(10));
  CHECK(cursor.Read().size() == 1);
  // A namesake begins anew.
  const Consumer namesake = *stream.RegisterConsumer("archiver");
  Cursor other = Open(stream, ShardId{0}, Position::TrimHorizon(), {.consumer = &namesake});
  CHECK(other.Read().size() == 2);
}

// Opens both kinds of cursor for `consumer`, which must be refused alike.
absl::Status RefusalOf(Stream& stream, const Consumer& consumer) {
  const CursorOptions options{.consumer = &consumer};
  const absl::Status of_shard =
      stream.OpenCursor(ShardId{0}, Position::TrimHorizon(), options).status();
  const absl::Status of_stream = stream.OpenStreamCursor(Position::TrimHorizon(), options).status();
  CHECK(MessageOf(of_shard) == MessageOf(of_stream));
  CHECK(of_shard == of_stream);
  return of_shard;
}

TEST_CASE("a consumer of another stream opens no cursor", "[stream][consumer]") {
  Stream river = MakeStream({.name = "river"});
  std::optional<Stream> brook = MakeStream({.name = "brook"});
  const Consumer consumer = *brook->RegisterConsumer("archiver");
  // Neither a namesake here nor the end of its stream makes it one of this stream's.
  const auto check = [&] {
    const absl::Status status = RefusalOf(river, consumer);
    CHECK(absl::IsInvalidArgument(status));
    CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
    CHECK(MessageOf(status) == "consumer archiver is of stream brook, and the cursor is of river");
  };
  check();
  const Consumer namesake = *river.RegisterConsumer("archiver");
  check();
  CHECK(Open(river, ShardId{0}, Position::Latest(), {.consumer = &namesake}).Read().empty());
  brook.reset();
  check();
}

TEST_CASE("a consumer of a stream of the same name opens no cursor", "[stream][consumer]") {
  Stream one = MakeStream({.name = "river"});
  Stream two = MakeStream({.name = "river"});
  const Consumer consumer = *one.RegisterConsumer("archiver");
  CHECK(absl::IsInvalidArgument(RefusalOf(two, consumer)));
}

TEST_CASE("a consumer that was deregistered opens no cursor", "[stream][consumer]") {
  Stream stream = MakeStream({.name = "river"});
  const Consumer consumer = *stream.RegisterConsumer("archiver");
  REQUIRE(stream.DeregisterConsumer("archiver").ok());
  const auto check = [&] {
    const absl::Status status = RefusalOf(stream, consumer);
    CHECK(absl::IsNotFound(status));
    CHECK(KinesisExceptionName(status) == "ResourceNotFoundException");
    CHECK(MessageOf(status) == "consumer archiver of stream river does not exist");
  };
  check();
  // A namesake is another consumer.
  const Consumer namesake = *stream.RegisterConsumer("archiver");
  check();
  CHECK(Open(stream, ShardId{0}, Position::Latest(), {.consumer = &namesake}).Read().empty());
}

TEST_CASE("a consumer that was moved from opens no cursor", "[stream][consumer]") {
  Stream stream = MakeStream({.name = "river"});
  Consumer consumer = *stream.RegisterConsumer("archiver");
  const Consumer moved = std::move(consumer);
  const absl::Status status = RefusalOf(stream, consumer);
  CHECK(absl::IsInvalidArgument(status));
  CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
  CHECK(MessageOf(status).find("river") != std::string::npos);
  CHECK(Open(stream, ShardId{0}, Position::Latest(), {.consumer = &moved}).Read().empty());
  consumer = moved;
  CHECK(consumer.name() == "archiver");
}

TEST_CASE("copies of a consumer stand for the same one", "[stream][consumer]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.limits = {.read_mode = LimitMode::kEnforce, .read_bytes = {.per_second = 10}},
                  .clock = &clock});
  const Consumer consumer = *stream.RegisterConsumer("archiver");
  const Consumer copy = consumer;
  testing::PutText(stream, "k", "0123456789");
  Cursor one = Open(stream, ShardId{0}, Position::TrimHorizon(), {.consumer = &consumer});
  Cursor two = Open(stream, ShardId{0}, Position::TrimHorizon(), {.consumer = &copy});
  CHECK(one.Read().size() == 1);
  CHECK(two.Read().code() == ReadCode::kThrottled);
}

TEST_CASE("a consumer may outlive its stream", "[stream][consumer]") {
  std::optional<Stream> stream = MakeStream();
  const Consumer consumer = *stream->RegisterConsumer("archiver");
  stream.reset();
  CHECK(consumer.name() == "archiver");
}

TEST_CASE("a closed stream still registers consumers, which read to its end",
          "[stream][consumer]") {
  Stream stream = MakeStream();
  testing::PutText(stream, "k", "x");
  stream.Close();
  const Consumer consumer = *stream.RegisterConsumer("late");
  Cursor cursor = Open(stream, ShardId{0}, Position::TrimHorizon(), {.consumer = &consumer});
  CHECK(cursor.Read().size() == 1);
  CHECK(cursor.Read().code() == ReadCode::kEndOfStream);
}

}  // namespace
}  // namespace weir
