// SPDX-License-Identifier: MIT
//
// An allocation that fails leaves everything as it was. For every call, its first
// allocation fails, then its second, and so on until the call needs no more of them:
// that one alone, and that one and all after it.
//
// Whether everything is as it was is not looked up in a list of what could be wrong.
// Two streams are made alike; one of them never meets a failure. In the end both must
// give the same figures, take and refuse the same puts and hand out the same records.

#include <pthread.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stream/allocation_counter.h"
#include "stream/support.h"
#include "weir/base/concat.h"
#include "weir/stream/housekeeper.h"

namespace weir {
namespace {

using testing::Failing;
using testing::FailingAllocations;
using testing::Kept;
using testing::kMallocIsReplaced;
using testing::kNewIsReplaced;
using testing::MakeStream;
using testing::ManualClock;
using testing::MessageOf;
using testing::OpenAll;
using testing::OpenFirst;
using testing::PutText;
using testing::ReadAll;

// Too long to lie within a std::string, as is what is said about it.
constexpr char kLongName[] = "a-name-that-no-string-keeps-within-itself";

// ---- What a stream tells of itself ----

std::string IdText(const std::optional<ShardId>& id) { return id ? id->ToString() : "none"; }

std::string Text(const ShardDescription& shard) {
  return Concat(shard.shard_id.ToString(), " of ", IdText(shard.parent_shard_id), " and ",
                IdText(shard.adjacent_parent_shard_id), " from ",
                shard.hash_key_range.starting_hash_key.ToString(), " to ",
                shard.hash_key_range.ending_hash_key.ToString(), " state ",
                static_cast<int>(shard.state), " ends ",
                shard.ending_sequence_number ? shard.ending_sequence_number->ToString() : "never",
                "\n");
}

std::string Text(const ShardStatistics& shard) {
  return Concat(shard.shard_id.ToString(), " in ", shard.incoming_records, " ",
                shard.incoming_bytes, " out ", shard.outgoing_records, " ", shard.outgoing_bytes,
                " held ", shard.held_records, " ", shard.held_bytes, " exceeded ",
                shard.write_provisioned_throughput_exceeded, " ",
                shard.read_provisioned_throughput_exceeded, "\n");
}

// All that can be asked without changing anything.
std::string Look(const Stream& stream) {
  const StreamStatistics sum = stream.Statistics();
  std::string text =
      Concat(stream.name(), " kept ", absl::ToInt64Seconds(stream.retention_period()), " s, open ",
             sum.open_shard_count, " memory ", sum.memory_bytes, " detached ", sum.detached_bytes,
             " dropped ", sum.dropped_records, " exhausted ", sum.memory_exhausted, "\n");
  for (const ShardDescription& shard : stream.ListShards()) {
    text += Text(shard);
    text += Text(testing::StatisticsOf(stream, shard.shard_id));
  }
  return text;
}

// A stream that has lived: shard 1 was split into 4 and 5, 2 and 3 were merged to 6,
// and all have records. Its memory is its own, so that it is like any other Scene.
struct Scene {
  Scene() {
    PutEach(40);
    testing::Split(stream, ShardId{1});
    PutEach(40);
    testing::Merge(stream, ShardId{2}, ShardId{3});
    PutEach(40);
    clock.Advance(absl::Seconds(10));
  }

  // Records of many keys, each with a number of its own. Those that a limit refuses
  // are not told apart here; they count in the figures.
  void PutEach(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string key = Concat("key-", i % 20);
      stream.TryPut({.partition_key = key, .data = AsBytes(Concat("record ", put++))});
    }
  }

  Stream Make() {
    absl::StatusOr<Stream> made = stream_internal::CreateStream(
        {.name = kLongName,
         .shard_count = 4,
         .record_bytes_max = 800,
         .limits = {.write_mode = LimitMode::kEnforce, .write_records = {.per_second = 50}},
         .memory_bytes_max = 256 * 1024,
         .clock = &clock},
        slab);
    REQUIRE(made.ok());
    return *std::move(made);
  }

  ManualClock clock;
  Slab slab{{.smallest_block_bytes = 1024}};
  Stream stream = Make();
  int put = 0;
};

// How a scene goes on: its figures, which puts it takes until a limit refuses them, and
// all its records.
std::string Epilogue(Scene& scene) {
  std::string text = Look(scene.stream);
  scene.PutEach(400);
  text += Look(scene.stream);
  StreamCursor all = OpenAll(scene.stream);
  for (const Kept& record : ReadAll(all).records) {
    text += Concat(record.sequence_number, " ", record.arrival_nanos, " ", record.partition_key,
                   " ", record.data, "\n");
  }
  return text;
}

// ---- Failures, one after the other ----

// Calls `attempt(first, failing)` until it says that no allocation failed.
template <class Attempt>
void ForEachFailure(Attempt attempt) {
  if (!kNewIsReplaced) return;
  for (const Failing failing : {Failing::kOnce, Failing::kFromThenOn}) {
    std::uint64_t first = 0;
    bool has_failed = true;
    while (has_failed) {
      ++first;
      const bool is_once = failing == Failing::kOnce;
      CAPTURE(first, is_once);
      has_failed = attempt(first, failing);
    }
    // Or nothing was tried.
    CHECK(first > 1);
  }
}

// A call that answers `code` when it has all the memory it wants.
using Call = absl::Status (*)(Scene&);

// Without memory the call has not begun, and with it, it does what it always does.
void CheckLeavesAllAsItWas(Call call) {
  Scene untouched;
  const std::string if_never_called = Epilogue(untouched);
  Scene plain;
  REQUIRE(call(plain).ok());
  const std::string if_called_once = Epilogue(plain);
  ForEachFailure([&](std::uint64_t first, Failing failing) {
    Scene scene;
    const std::string before = Look(scene.stream);
    FailingAllocations failures(first, failing);
    const absl::Status status = call(scene);
    const bool has_failed = failures.Stop();
    INFO(status);
    if (has_failed) {
      CHECK(absl::IsResourceExhausted(status));
      CHECK(Look(scene.stream) == before);
      if (failing == Failing::kOnce) CHECK(call(scene).ok());
    } else {
      CHECK(status.ok());
    }
    const bool was_called = !has_failed || failing == Failing::kOnce;
    CHECK(Epilogue(scene) == (was_called ? if_called_once : if_never_called));
    return has_failed;
  });
}

// Without memory for its words, a refusal is one all the same.
void CheckRefuses(absl::StatusCode code, Call call) {
  Scene plain;
  const absl::Status plainly = call(plain);
  INFO(plainly);
  REQUIRE(plainly.code() == code);
  const std::string figures = Look(plain.stream);
  const std::string epilogue = Epilogue(plain);
  ForEachFailure([&](std::uint64_t first, Failing failing) {
    Scene scene;
    FailingAllocations failures(first, failing);
    const absl::Status status = call(scene);
    const bool has_failed = failures.Stop();
    INFO(status);
    CHECK(status.code() == (has_failed ? absl::StatusCode::kResourceExhausted : code));
    CHECK(Look(scene.stream) == figures);
    CHECK(Epilogue(scene) == epilogue);
    return has_failed;
  });
}

// What `work` does needs no memory: it does it all the same when there is none.
template <class Work>
void CheckNeedsNoMemory(Work work) {
  FailingAllocations failures(1, Failing::kFromThenOn);
  work();
  CHECK_FALSE(failures.Stop());
}

// Whether `work` threw bad_alloc, for want of memory.
template <class Work>
bool ThrowsBadAlloc(Work work) {
  try {
    work();
  } catch (const std::bad_alloc&) {
    return true;
  }
  return false;
}

// ---- The failures themselves ----

TEST_CASE("every way to allocate can be made to fail, once or from then on",
          "[stream][allocation_failure]") {
  if (!kNewIsReplaced) return;
  // Volatile, so that the compiler leaves none of them out.
  void* volatile memory = nullptr;
  const auto throws = [&] { return ThrowsBadAlloc([&] { memory = operator new(24); }); };
  const auto is_null = [&] {
    memory = operator new(24, std::nothrow);
    return memory == nullptr;
  };
  std::array<bool, 4> is_refused = {};
  FailingAllocations from_then_on(1, Failing::kFromThenOn);
  is_refused = {throws(), is_null(), throws(),
                ThrowsBadAlloc([&] { memory = operator new (256, std::align_val_t{128}); })};
  CHECK(from_then_on.Stop());
  CHECK(is_refused == std::array{true, true, true, true});
  FailingAllocations second(2, Failing::kOnce);
  is_refused[0] = is_null();
  operator delete(memory);
  is_refused[1] = is_null();
  is_refused[2] = is_null();
  CHECK(second.Stop());
  operator delete(memory);
  CHECK(is_refused == std::array{false, true, false, true});
  FailingAllocations none(1, Failing::kFromThenOn);
  CHECK_FALSE(none.Stop());
  if (!kMallocIsReplaced) return;
  FailingAllocations of_malloc(1, Failing::kFromThenOn);
  memory = std::malloc(24);
  CHECK(of_malloc.Stop());
  CHECK(memory == nullptr);
}

// ---- Making a stream ----

// Says something only where this file is run alone, as CTest does: nobody has asked for
// them before then.
TEST_CASE("the process's slab and clock need no memory to begin with",
          "[stream][allocation_failure]") {
  CheckNeedsNoMemory([] {
    Slab::Process();
    SystemClock::Get();
  });
}

TEST_CASE("a stream for which there is no memory is not made, and the next one is",
          "[stream][allocation_failure]") {
  for (const std::uint32_t shard_count : {1u, 100u}) {
    ManualClock clock;
    const StreamOptions options = {.name = kLongName, .shard_count = shard_count, .clock = &clock};
    const std::string plain = Look(MakeStream(options));
    ForEachFailure([&](std::uint64_t first, Failing failing) {
      FailingAllocations failures(first, failing);
      absl::StatusOr<Stream> stream = Stream::Create(options);
      const bool has_failed = failures.Stop();
      CHECK(stream.ok() == !has_failed);
      if (has_failed) CHECK(absl::IsResourceExhausted(stream.status()));
      // The next one is made.
      if (has_failed) stream = MakeStream(options);
      CHECK(Look(*stream) == plain);
      return has_failed;
    });
  }
}

TEST_CASE("options that are refused are refused without memory for the words",
          "[stream][allocation_failure]") {
  ForEachFailure([](std::uint64_t first, Failing failing) {
    FailingAllocations failures(first, failing);
    const absl::StatusCode code = Stream::Create({.shard_count = 0}).status().code();
    const bool has_failed = failures.Stop();
    CHECK(code ==
          (has_failed ? absl::StatusCode::kResourceExhausted : absl::StatusCode::kInvalidArgument));
    return has_failed;
  });
}

// ---- Resharding ----

TEST_CASE("a split that finds no memory has not begun", "[stream][allocation_failure]") {
  CheckLeavesAllAsItWas([](Scene& scene) {
    return scene.stream
        .SplitShard({.shard_to_split = ShardId{0}, .new_starting_hash_key = testing::HashKeyOf(7)})
        .status();
  });
}

TEST_CASE("a merge that finds no memory has not begun", "[stream][allocation_failure]") {
  CheckLeavesAllAsItWas([](Scene& scene) {
    return scene.stream
        .MergeShards({.shard_to_merge = ShardId{4}, .adjacent_shard_to_merge = ShardId{5}})
        .status();
  });
}

TEST_CASE("a rescaling that finds no memory has not begun, up or down",
          "[stream][allocation_failure]") {
  // 64 need a larger table of routes and more room for shards than there is.
  CheckLeavesAllAsItWas([](Scene& scene) { return scene.stream.UpdateShardCount(64); });
  CheckLeavesAllAsItWas([](Scene& scene) { return scene.stream.UpdateShardCount(1); });
}

TEST_CASE("a stream that was rescaled without memory again and again is as good as new",
          "[stream][allocation_failure]") {
  if (!kNewIsReplaced) return;
  Scene plain;
  Scene scene;
  for (std::uint64_t first = 1; first <= 200; ++first) {
    FailingAllocations failures(first % 40 + 1, Failing::kFromThenOn);
    const absl::Status status = scene.stream.UpdateShardCount(200);
    REQUIRE(failures.Stop());
    REQUIRE(absl::IsResourceExhausted(status));
  }
  REQUIRE(plain.stream.UpdateShardCount(200).ok());
  REQUIRE(scene.stream.UpdateShardCount(200).ok());
  CHECK(Epilogue(scene) == Epilogue(plain));
}

// ---- Consumers and cursors ----

TEST_CASE("a consumer for whom there is no memory is not registered",
          "[stream][allocation_failure]") {
  CheckLeavesAllAsItWas(
      [](Scene& scene) { return scene.stream.RegisterConsumer(kLongName).status(); });
}

TEST_CASE("a consumer whose deregistering finds no memory stays registered",
          "[stream][allocation_failure]") {
  ForEachFailure([](std::uint64_t first, Failing failing) {
    Scene scene;
    REQUIRE(scene.stream.RegisterConsumer(kLongName).ok());
    FailingAllocations failures(first, failing);
    const absl::Status status = scene.stream.DeregisterConsumer(kLongName);
    const bool has_failed = failures.Stop();
    CHECK(status.ok() == !has_failed);
    if (has_failed) {
      CHECK(absl::IsResourceExhausted(status));
      CHECK(absl::IsAlreadyExists(scene.stream.RegisterConsumer(kLongName).status()));
      CHECK(scene.stream.DeregisterConsumer(kLongName).ok());
    }
    CHECK(scene.stream.RegisterConsumer(kLongName).ok());
    return has_failed;
  });
}

TEST_CASE("a stream cursor for which there is no memory is not opened",
          "[stream][allocation_failure]") {
  CheckLeavesAllAsItWas(
      [](Scene& scene) { return scene.stream.OpenStreamCursor(Position::TrimHorizon()).status(); });
}

TEST_CASE("a consumer's cursor for which there is no memory is not opened",
          "[stream][allocation_failure]") {
  ForEachFailure([](std::uint64_t first, Failing failing) {
    Scene scene;
    const absl::StatusOr<Consumer> consumer = scene.stream.RegisterConsumer("archiver");
    REQUIRE(consumer.ok());
    const CursorOptions options = {.consumer = &*consumer};
    const std::string before = Look(scene.stream);
    FailingAllocations failures(first, failing);
    absl::Status status =
        scene.stream.OpenCursor(ShardId{0}, Position::TrimHorizon(), options).status();
    if (status.ok()) {
      status = scene.stream.OpenStreamCursor(Position::TrimHorizon(), options).status();
    }
    const bool has_failed = failures.Stop();
    CHECK(status.ok() == !has_failed);
    if (has_failed) CHECK(absl::IsResourceExhausted(status));
    CHECK(Look(scene.stream) == before);
    Cursor one = testing::Open(scene.stream, ShardId{0}, Position::TrimHorizon(), options);
    StreamCursor all = OpenAll(scene.stream, Position::TrimHorizon(), options);
    CHECK(ReadAll(one).records.size() == testing::StatisticsOf(scene.stream, {0}).held_records);
    CHECK(ReadAll(all).records.size() == 120);
    return has_failed;
  });
}

TEST_CASE("a cursor that is not opened leaves its pin to the next",
          "[stream][allocation_failure]") {
  if (!kNewIsReplaced) return;
  // Pins come by 16, and the stream has one: 15 cursors fit without new ones.
  Scene scene;
  std::vector<Cursor> cursors;
  cursors.reserve(16);
  const auto open = [&](const Position& position) {
    absl::StatusOr<Cursor> cursor = scene.stream.OpenCursor(ShardId{0}, position);
    if (cursor.ok()) cursors.push_back(*std::move(cursor));
    return cursor.status().code();
  };
  const SequenceNumber not_reached{1'000'000};
  for (int i = 0; i < 100; ++i) {
    FailingAllocations failures(1, Failing::kFromThenOn);
    const absl::StatusCode code = open(Position::AtSequenceNumber(not_reached));
    REQUIRE(failures.Stop());
    REQUIRE(code == absl::StatusCode::kResourceExhausted);
  }
  std::array<absl::StatusCode, 16> codes;
  FailingAllocations failures(1, Failing::kFromThenOn);
  for (absl::StatusCode& code : codes) code = open(Position::TrimHorizon());
  CHECK(failures.Stop());
  CHECK(cursors.size() == 15);
  CHECK(codes[14] == absl::StatusCode::kOk);
  CHECK(codes[15] == absl::StatusCode::kResourceExhausted);
  CHECK(open(Position::TrimHorizon()) == absl::StatusCode::kOk);
}

TEST_CASE("a stream cursor for whose pin there is no memory is not opened",
          "[stream][allocation_failure]") {
  ForEachFailure([](std::uint64_t first, Failing failing) {
    Scene scene;
    // With the stream's own, all of the first 16 pins.
    std::vector<Cursor> cursors;
    for (int i = 0; i < 15; ++i) {
      cursors.push_back(testing::Open(scene.stream, ShardId{0}, Position::TrimHorizon()));
    }
    const std::string before = Look(scene.stream);
    FailingAllocations failures(first, failing);
    const absl::Status status = scene.stream.OpenStreamCursor(Position::TrimHorizon()).status();
    const bool has_failed = failures.Stop();
    CHECK(status.ok() == !has_failed);
    if (has_failed) CHECK(absl::IsResourceExhausted(status));
    CHECK(Look(scene.stream) == before);
    StreamCursor all = OpenAll(scene.stream, Position::TrimHorizon());
    CHECK(ReadAll(all).records.size() == 120);
    return has_failed;
  });
}

// ---- Reading over reshards ----

// What a stream cursor hands out while in each Read() allocation `first` fails, but for
// the Read() after one that said so: then memory is there.
struct Reading {
  std::vector<std::string> data;
  ReadCode code = ReadCode::kOk;
  bool has_failed = false;
  int exhausted = 0;
};

Reading ReadWithFailures(StreamCursor& all, std::uint64_t appended, std::uint64_t first,
                         Failing failing) {
  Reading reading;
  bool has_memory = false;
  for (;;) {
    std::optional<FailingAllocations> failures;
    if (!has_memory) failures.emplace(first, failing);
    const Batch batch = all.Read({.records_max = 7});
    if (failures.has_value()) reading.has_failed |= failures->Stop();
    has_memory = batch.code() == ReadCode::kMemoryExhausted;
    for (const RecordView& record : batch) reading.data.emplace_back(AsText(record.data));
    if (has_memory) {
      ++reading.exhausted;
      CHECK(batch.empty());
      CHECK(absl::IsResourceExhausted(batch.status()));
      // The cursor stands where it stood, and knows that there is more.
      CHECK(all.Wait(absl::ZeroDuration()));
      CHECK(all.Lag().records == appended - reading.data.size());
    } else if (batch.empty()) {
      reading.code = batch.code();
      return reading;
    }
  }
}

// Reads a scene, and more reshards that came after the cursor was opened, to the end.
Reading ReadReshardsWithFailures(const Consumer* (*choose)(const Consumer&), std::uint64_t first,
                                 Failing failing) {
  Scene scene;
  const absl::StatusOr<Consumer> consumer = scene.stream.RegisterConsumer("archiver");
  REQUIRE(consumer.ok());
  StreamCursor all =
      OpenAll(scene.stream, Position::TrimHorizon(), {.consumer = choose(*consumer)});
  for (const std::uint32_t shard_count : {9u, 2u, 40u, 3u}) {
    REQUIRE(scene.stream.UpdateShardCount(shard_count).ok());
    scene.PutEach(20);
  }
  scene.stream.Close();
  const std::uint64_t appended = scene.stream.Statistics().incoming_records;
  CHECK(appended == 200);
  Reading reading = ReadWithFailures(all, appended, first, failing);
  CHECK(reading.code == ReadCode::kEndOfStream);
  // Each record once, and those of one key in their order.
  std::vector<int> last_of_key(20, -1);
  std::vector<bool> is_read(appended, false);
  for (const std::string& data : reading.data) {
    const int number = std::stoi(data.substr(std::string_view("record ").size()));
    REQUIRE_FALSE(is_read.at(static_cast<std::size_t>(number)));
    is_read[static_cast<std::size_t>(number)] = true;
    int& last = last_of_key[static_cast<std::size_t>(number % 20)];
    CHECK(last < number);
    last = number;
  }
  CHECK(reading.data.size() == appended);
  return reading;
}

TEST_CASE("a stream cursor that finds no memory at the end of a shard loses nothing",
          "[stream][allocation_failure]") {
  using Choose = const Consumer* (*)(const Consumer&);
  const Choose of_nobody = [](const Consumer&) -> const Consumer* { return nullptr; };
  const Choose of_consumer = [](const Consumer& consumer) { return &consumer; };
  for (const Choose choose : {of_nobody, of_consumer}) {
    ForEachFailure([choose](std::uint64_t first, Failing failing) {
      const Reading reading = ReadReshardsWithFailures(choose, first, failing);
      // Where one allocation fails, another shard may still begin, and then this one.
      if (first == 1 && failing == Failing::kFromThenOn) CHECK(reading.exhausted > 0);
      return reading.has_failed;
    });
  }
}

TEST_CASE("a stream cursor without memory hands out what other shards have, and says so last",
          "[stream][allocation_failure]") {
  if (!kNewIsReplaced) return;
  Stream stream = MakeStream({.shard_count = 2});
  StreamCursor all = OpenAll(stream);
  testing::Split(stream, ShardId{0});
  testing::PutAt(stream, HashKey::Min(), "of a child");
  testing::PutAt(stream, HashKey::Max(), "of the other shard");
  FailingAllocations failures(1, Failing::kFromThenOn);
  const Batch batch = all.Read();
  const bool is_of_other = batch.size() == 1 && AsText(batch.begin()->data) == "of the other shard";
  const ReadCode code = all.Read().code();
  const ReadCode again = all.Read().code();
  CHECK(failures.Stop());
  CHECK(is_of_other);
  CHECK(code == ReadCode::kMemoryExhausted);
  CHECK(again == ReadCode::kMemoryExhausted);
  CHECK(ReadAll(all).Data() == std::vector<std::string>{"of a child"});
}

// Five calls a second. What is tried again while there is no memory must not use up the
// calls with which the cursor goes on, nor those of others.
TEST_CASE("a read that finds no memory for the shards that follow takes no call",
          "[stream][allocation_failure]") {
  if (!kNewIsReplaced) return;
  ManualClock clock;
  Stream stream =
      MakeStream({.limits = {.read_mode = LimitMode::kEnforce, .read_calls = {.per_second = 5}},
                  .clock = &clock});
  StreamCursor all = OpenAll(stream);
  Cursor other = OpenFirst(stream);
  testing::Split(stream, ShardId{0});
  testing::PutAt(stream, HashKey::Min(), "of a child");
  FailingAllocations failures(1, Failing::kFromThenOn);
  std::array<ReadCode, 20> codes;
  for (ReadCode& code : codes) code = all.Read().code();
  CHECK(failures.Stop());
  for (const ReadCode code : codes) CHECK(code == ReadCode::kMemoryExhausted);
  for (int i = 0; i < 4; ++i) CHECK(other.Read().code() == ReadCode::kEndOfShard);
  // The fifth is for the end of the parent, which the cursor passes.
  const Batch batch = all.Read();
  REQUIRE(batch.size() == 1);
  CHECK(AsText(batch.begin()->data) == "of a child");
  CHECK(other.Read().code() == ReadCode::kThrottled);
  CHECK(testing::StatisticsOf(stream, ShardId{0}).read_provisioned_throughput_exceeded == 1);
}

// Where limits only observe, a read over the limit took nothing that could be given back.
TEST_CASE("a read that was over an observed limit gives no call back for want of memory",
          "[stream][allocation_failure]") {
  if (!kNewIsReplaced) return;
  ManualClock clock;
  Stream stream =
      MakeStream({.limits = {.read_mode = LimitMode::kObserve, .read_calls = {.per_second = 5}},
                  .clock = &clock});
  StreamCursor all = OpenAll(stream);
  Cursor other = OpenFirst(stream);
  testing::Split(stream, ShardId{0});
  for (int i = 0; i < 5; ++i) CHECK(other.Read().code() == ReadCode::kEndOfShard);
  FailingAllocations failures(1, Failing::kFromThenOn);
  const ReadCode code = all.Read().code();
  CHECK(failures.Stop());
  CHECK(code == ReadCode::kMemoryExhausted);
  const auto exceeded = [&stream] {
    return testing::StatisticsOf(stream, ShardId{0}).read_provisioned_throughput_exceeded;
  };
  CHECK(exceeded() == 1);
  CHECK(other.Read().code() == ReadCode::kEndOfShard);
  CHECK(exceeded() == 2);
}

// ---- Putting ----

// A stream on memory of its own that has mapped none yet.
struct Fresh {
  explicit Fresh(StreamOptions options = {}) : stream(Make(std::move(options))) {}

  Stream Make(StreamOptions options) {
    options.record_bytes_max = 800;
    options.memory_bytes_max = 64 * 1024 * 1024;
    options.segment_bytes_max = 1024;
    options.clock = &clock;
    absl::StatusOr<Stream> made = stream_internal::CreateStream(options, slab);
    REQUIRE(made.ok());
    return *std::move(made);
  }

  ManualClock clock;
  Slab slab{{.smallest_block_bytes = 1024}};
  Stream stream;
};

constexpr PutEntry kEntry = {.partition_key = "key"};

TEST_CASE("a first put that finds no memory is refused, takes nothing, and comes again",
          "[stream][allocation_failure]") {
  using Put = absl::StatusCode (*)(Stream&);
  const Put put = [](Stream& stream) { return stream.Put(kEntry).status().code(); };
  const Put try_put = [](Stream& stream) {
    const PutCode code = stream.TryPut(kEntry).code;
    return code == PutCode::kMemoryExhausted ? absl::StatusCode::kResourceExhausted
           : code == PutCode::kOk            ? absl::StatusCode::kOk
                                             : absl::StatusCode::kUnknown;
  };
  const Put claim = [](Stream& stream) {
    absl::StatusOr<RecordClaim> claimed =
        stream.Claim({.partition_key = kEntry.partition_key, .data_bytes = 0});
    return claimed.ok() ? claimed->Commit().status().code() : claimed.status().code();
  };
  for (const Put one : {put, try_put, claim}) {
    ForEachFailure([one](std::uint64_t first, Failing failing) {
      // Six puts a second: what is refused for want of memory is not one of them.
      Fresh fresh(
          {.limits = {.write_mode = LimitMode::kEnforce, .write_records = {.per_second = 6}}});
      FailingAllocations failures(first, failing);
      const absl::StatusCode code = one(fresh.stream);
      const bool has_failed = failures.Stop();
      const StreamStatistics statistics = fresh.stream.Statistics();
      CHECK(code == (has_failed ? absl::StatusCode::kResourceExhausted : absl::StatusCode::kOk));
      CHECK(statistics.memory_exhausted == (has_failed ? 1 : 0));
      CHECK(statistics.incoming_records == (has_failed ? 0 : 1));
      CHECK((statistics.memory_bytes == 0) == has_failed);
      for (int i = has_failed ? 0 : 1; i < 6; ++i) {
        CHECK(one(fresh.stream) == absl::StatusCode::kOk);
      }
      CHECK(fresh.stream.TryPut(kEntry).code == PutCode::kThrottledRecords);
      StreamCursor all = OpenAll(fresh.stream);
      CHECK(ReadAll(all).records.size() == 6);
      return has_failed;
    });
  }
}

TEST_CASE("of a batch that finds no memory, what is refused is told and what is taken is there",
          "[stream][allocation_failure]") {
  std::vector<std::string> keys;
  for (int i = 0; i < 600; ++i) keys.push_back(Concat("key-", i));
  std::vector<PutEntry> entries;
  for (const std::string& key : keys) entries.push_back({.partition_key = key});
  std::vector<PutOutcome> outcomes(entries.size());
  ForEachFailure([&](std::uint64_t first, Failing failing) {
    Fresh fresh({.shard_count = 4});
    FailingAllocations failures(first, failing);
    const std::size_t failed = fresh.stream.PutBatch(entries, outcomes);
    const bool has_failed = failures.Stop();
    std::vector<std::string> taken;
    std::size_t refused = 0;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (outcomes[i].code == PutCode::kOk) taken.push_back(keys[i]);
      if (outcomes[i].code == PutCode::kMemoryExhausted) ++refused;
    }
    CHECK(taken.size() + refused == entries.size());
    CHECK(failed == refused);
    // Where one allocation fails, the next one helps.
    CHECK((refused > 0) == (has_failed && failing == Failing::kFromThenOn));
    StreamCursor all = OpenAll(fresh.stream);
    std::vector<std::string> read;
    for (const Kept& record : ReadAll(all).records) read.push_back(record.partition_key);
    CHECK_THAT(read, Catch::Matchers::UnorderedEquals(taken));
    CHECK(fresh.stream.PutBatch(entries, outcomes) == 0);
    CHECK(ReadAll(all).records.size() == entries.size());
    return has_failed;
  });
}

// Puts without any memory but what is mapped, until one is refused or `count` are taken.
int PutWithoutMemory(Stream& stream, std::string_view data_of_each, int count) {
  FailingAllocations failures(1, Failing::kFromThenOn);
  const std::span<const std::byte> data = AsBytes(data_of_each);
  int taken = 0;
  while (taken < count &&
         stream.TryPut({.partition_key = "key", .data = data}).code == PutCode::kOk) {
    ++taken;
  }
  return taken;
}

TEST_CASE("without memory from the system a stream goes on with what it has, then refuses or drops",
          "[stream][allocation_failure]") {
  if (!kNewIsReplaced) return;
  // What is mapped at once is 4 MiB: 4,096 segments with four of these records each.
  const std::string data(200, 'x');
  constexpr int kMapped = 4 * 4'096;
  Fresh fresh;
  PutText(fresh.stream, "key", data);
  CHECK(PutWithoutMemory(fresh.stream, data, 2 * kMapped) == kMapped - 1);
  CHECK(fresh.stream.Statistics().memory_exhausted == 1);
  CHECK(fresh.stream.Statistics().memory_bytes == 4 * 1024 * 1024);
  Cursor cursor = OpenFirst(fresh.stream);
  CHECK(ReadAll(cursor).records.size() == kMapped);
  // The system has some again.
  PutText(fresh.stream, "key", "more");
  CHECK(ReadAll(cursor).Data() == std::vector<std::string>{"more"});

  Fresh dropping({.memory_policy = MemoryPolicy::kDropOldest});
  PutText(dropping.stream, "key", data);
  Cursor late = OpenFirst(dropping.stream);
  CHECK(PutWithoutMemory(dropping.stream, data, 2 * kMapped) == 2 * kMapped);
  const StreamStatistics statistics = dropping.stream.Statistics();
  CHECK(statistics.memory_exhausted == 0);
  CHECK(statistics.memory_bytes == 4 * 1024 * 1024);
  const testing::Harvest harvest = ReadAll(late);
  CHECK(harvest.Sum() == 2 * kMapped + 1);
  CHECK(harvest.trimmed == statistics.dropped_records);
}

TEST_CASE("where a larger segment cannot be had, a put takes a smaller one",
          "[stream][allocation_failure]") {
  Scene scene;
  const std::int64_t before = scene.stream.Statistics().memory_bytes;
  CHECK(PutWithoutMemory(scene.stream, std::string(700, 'x'), 40) == 40);
  CHECK(scene.stream.Statistics().memory_bytes > before);
  CHECK(scene.stream.Statistics().memory_exhausted == 0);
}

// ---- What is refused ----

TEST_CASE("a put that is refused is refused without memory for the words",
          "[stream][allocation_failure]") {
  using absl::StatusCode;
  CheckRefuses(StatusCode::kInvalidArgument,
               [](Scene& scene) { return scene.stream.Put({.partition_key = ""}).status(); });
  CheckRefuses(StatusCode::kInvalidArgument, [](Scene& scene) {
    static constexpr std::array<std::byte, 801> kTooLarge = {};
    return scene.stream.Put({.partition_key = "key", .data = kTooLarge}).status();
  });
  CheckRefuses(StatusCode::kResourceExhausted, [](Scene& scene) {
    while (scene.stream.TryPut(kEntry).code == PutCode::kOk) {
    }
    return scene.stream.Put(kEntry).status();
  });
  CheckRefuses(StatusCode::kInvalidArgument, [](Scene& scene) {
    return scene.stream.Claim({.partition_key = "key", .data_bytes = 801}).status();
  });
  CheckRefuses(StatusCode::kFailedPrecondition, [](Scene& scene) {
    absl::StatusOr<RecordClaim> claim = scene.stream.Claim({.partition_key = "key"});
    return claim->Commit().ok() ? claim->Commit().status() : absl::OkStatus();
  });
  CheckRefuses(StatusCode::kFailedPrecondition, [](Scene& scene) {
    scene.stream.Close();
    return scene.stream.Put(kEntry).status();
  });
}

TEST_CASE("a reshard that is refused is refused without memory for the words",
          "[stream][allocation_failure]") {
  using absl::StatusCode;
  CheckRefuses(StatusCode::kNotFound, [](Scene& scene) {
    return scene.stream.SplitShard({.shard_to_split = ShardId{99}}).status();
  });
  CheckRefuses(StatusCode::kFailedPrecondition, [](Scene& scene) {
    return scene.stream.SplitShard({.shard_to_split = ShardId{1}}).status();
  });
  CheckRefuses(StatusCode::kInvalidArgument, [](Scene& scene) {
    return scene.stream.SplitShard({.shard_to_split = ShardId{0}}).status();
  });
  CheckRefuses(StatusCode::kInvalidArgument, [](Scene& scene) {
    return scene.stream
        .MergeShards({.shard_to_merge = ShardId{0}, .adjacent_shard_to_merge = ShardId{6}})
        .status();
  });
  CheckRefuses(StatusCode::kInvalidArgument,
               [](Scene& scene) { return scene.stream.UpdateShardCount(0); });
  CheckRefuses(StatusCode::kFailedPrecondition, [](Scene& scene) {
    scene.stream.Close();
    return scene.stream.UpdateShardCount(2);
  });
}

TEST_CASE("what else is refused is refused without memory for the words",
          "[stream][allocation_failure]") {
  using absl::StatusCode;
  CheckRefuses(StatusCode::kNotFound, [](Scene& scene) {
    return scene.stream.OpenCursor(ShardId{99}, Position::Latest()).status();
  });
  CheckRefuses(StatusCode::kInvalidArgument, [](Scene& scene) {
    const Position to_come = Position::AtTimestamp(scene.clock.Now() + absl::Seconds(1));
    return scene.stream.OpenStreamCursor(to_come).status();
  });
  CheckRefuses(StatusCode::kInvalidArgument, [](Scene& scene) {
    const Position of_a_shard = Position::AtSequenceNumber(SequenceNumber{0});
    return scene.stream.OpenStreamCursor(of_a_shard).status();
  });
  CheckRefuses(StatusCode::kInvalidArgument,
               [](Scene& scene) { return scene.stream.RegisterConsumer("a b").status(); });
  CheckRefuses(StatusCode::kNotFound,
               [](Scene& scene) { return scene.stream.DeregisterConsumer("nobody"); });
  CheckRefuses(StatusCode::kNotFound,
               [](Scene& scene) { return scene.stream.StatisticsOf(ShardId{99}).status(); });
  CheckRefuses(StatusCode::kInvalidArgument,
               [](Scene& scene) { return scene.stream.SetRetentionPeriod(absl::ZeroDuration()); });
  CheckRefuses(StatusCode::kInvalidArgument, [](Scene& scene) {
    return Housekeeper::Start(scene.stream, {.interval = absl::ZeroDuration()}).status();
  });
  CheckRefuses(StatusCode::kInvalidArgument, [](Scene& scene) {
    return Housekeeper::Start(scene.stream, {.clock_interval = absl::Hours(2)}).status();
  });
}

TEST_CASE("a batch that holds no records says why without memory for the words",
          "[stream][allocation_failure]") {
  ManualClock clock;
  std::optional<Stream> stream = MakeStream({.limits = Limits::Kinesis(), .clock = &clock});
  Cursor cursor = OpenFirst(*stream);
  while (cursor.Read().code() != ReadCode::kThrottled) {
  }
  const Batch throttled = cursor.Read();
  stream.reset();
  const Batch destroyed = cursor.Read();
  for (const Batch& batch : {throttled, destroyed}) {
    const absl::StatusCode code = batch.status().code();
    ForEachFailure([&](std::uint64_t first, Failing failing) {
      FailingAllocations failures(first, failing);
      const absl::Status status = batch.status();
      const bool has_failed = failures.Stop();
      CHECK(status.code() == (has_failed ? absl::StatusCode::kResourceExhausted : code));
      return has_failed;
    });
  }
}

// ---- Housekeepers ----

TEST_CASE("a housekeeper that finds no memory is not started, and the next one is",
          "[stream][allocation_failure]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  ForEachFailure([&](std::uint64_t first, Failing failing) {
    FailingAllocations failures(first, failing);
    absl::StatusOr<Housekeeper> housekeeper = Housekeeper::Start(stream);
    const bool has_failed = failures.Stop();
    CHECK(housekeeper.ok() == !has_failed);
    if (has_failed) CHECK(absl::IsResourceExhausted(housekeeper.status()));
    return has_failed;
  });
  CHECK(Housekeeper::Start(stream).ok());
}

#ifdef __GLIBC__
TEST_CASE("a housekeeper for which the system has no thread is not started, and the next one is",
          "[stream][allocation_failure]") {
  Stream stream = MakeStream();
  pthread_attr_t usual;
  REQUIRE(pthread_getattr_default_np(&usual) == 0);
  pthread_attr_t immense = usual;
  // No address space holds the stack of such a thread.
  REQUIRE(pthread_attr_setstacksize(&immense, std::size_t{1} << 48) == 0);
  REQUIRE(pthread_setattr_default_np(&immense) == 0);
  const absl::Status status = Housekeeper::Start(stream).status();
  REQUIRE(pthread_setattr_default_np(&usual) == 0);
  CHECK(absl::IsResourceExhausted(status));
  CHECK(Housekeeper::Start(stream).ok());
}
#endif

// ---- What needs no memory ----

TEST_CASE("lists that find no memory throw bad_alloc, and change nothing",
          "[stream][allocation_failure]") {
  if (!kNewIsReplaced) return;
  Scene scene;
  Cursor cursor = testing::Open(scene.stream, ShardId{1}, Position::TrimHorizon());
  const std::string before = Look(scene.stream);
  const auto is_refused = [](const auto& list) {
    FailingAllocations failures(1, Failing::kFromThenOn);
    const bool has_thrown = ThrowsBadAlloc(list);
    return failures.Stop() && has_thrown;
  };
  CHECK(is_refused([&] { scene.stream.ListShards(); }));
  CHECK(is_refused([&] { cursor.ChildShards(); }));
  // Neither keeps a lock, or what it had of its list.
  CHECK(Look(scene.stream) == before);
  CHECK(cursor.ChildShards().size() == 2);
  CHECK(scene.stream.UpdateShardCount(2).ok());
}

TEST_CASE("looking, ticking, closing and moving need no memory", "[stream][allocation_failure]") {
  std::optional<Scene> scene(std::in_place);
  std::optional<Stream> other = MakeStream();
  Stream& stream = scene->stream;
  std::optional<Cursor> cursor = OpenFirst(stream);
  std::optional<Cursor> cursor_of_other = OpenFirst(*other);
  std::optional<StreamCursor> all = OpenAll(stream);
  std::optional<StreamCursor> all_of_other = OpenAll(*other);
  bool is_set = false;
  CheckNeedsNoMemory([&] {
    stream.Statistics();
    is_set = stream.StatisticsOf(ShardId{0}).ok() && stream.SetRetentionPeriod(absl::Hours(1)).ok();
    stream.ShardFor(HashKey::Max());
    cursor->Read();
    cursor->Lag();
    cursor->Wait(absl::ZeroDuration());
    all->Read();
    all->Lag();
    all->Release();
    scene->clock.Advance(absl::Hours(2));
    stream.Tick();
  });
  CHECK(is_set);
  CHECK(stream.Statistics().memory_bytes == stream.Statistics().detached_bytes);
  CheckNeedsNoMemory([&] {
    std::swap(stream, *other);
    *cursor = std::move(*cursor_of_other);
    *all = std::move(*all_of_other);
    stream.Close();
    stream = std::move(*other);
    other.reset();
    cursor.reset();
    cursor_of_other.reset();
    all.reset();
    all_of_other.reset();
    stream.Close();
  });
  CHECK(scene->stream.name() == kLongName);
  CheckNeedsNoMemory([&] { scene.reset(); });
}

TEST_CASE("the time to wait is read without memory", "[stream][allocation_failure]") {
  constexpr std::int64_t kLong = 1'234'567'890'123'456'789;
  const absl::Status status = WithRetryAfter(ResourceExhausted("later"), kLong);
  absl::Duration wait;
  CheckNeedsNoMemory([&] { wait = RetryAfter(status); });
  CHECK(wait == absl::Nanoseconds(kLong));
}
}  // namespace
}  // namespace weir
