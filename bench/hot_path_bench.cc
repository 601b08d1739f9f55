// SPDX-License-Identifier: MIT
//
// Claim tested: in the long run puts and reads allocate nothing, take no lock and make no
// system call, also while their memory is turned over. A case that finds any fails.
//
// Four shards in 16 MiB, everything on. Each case is a whole number of what it is called
// after, done once to warm up and once to count; its time is of no interest. Page faults
// are not calls. The counters are tried first on work that does all three.

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absent.h"
#include "hot_path/calls.h"
#include "weir/stream/stream.h"
#include "workload.h"

namespace weir::bench {
namespace {

[[maybe_unused]] const bool said = SayAbsent(CanTrace() ? "" : "ptrace");

using Work = std::function<void()>;

constexpr std::size_t kTimes = 300'000;

// A stream and how often something was done to it.
struct Turning {
  weir::PutEntry Next() {
    const Payload& payload = Payloads::Get()[count++];
    // As who keeps such a clock does.
    if (count % 1'000 == 0) Cached().Tick();
    return {.partition_key = payload.Key(), .data = weir::AsBytes(payload.Data())};
  }

  static weir::StreamOptions Options() {
    weir::StreamOptions options = EverythingOn(4);
    options.memory_bytes_max = 16 << 20;
    return options;
  }

  weir::Stream stream = *weir::Stream::Create(Options());
  std::size_t count = 0;
};

// What does not work ends the process, and with it the case.
void Require(bool is_so) {
  if (!is_so) _exit(1);
}

Work Put() {
  return [turning = std::make_shared<Turning>()] {
    for (std::size_t i = 0; i < kTimes; ++i) Require(turning->stream.Put(turning->Next()).ok());
  };
}

Work PutBatch() {
  return [turning = std::make_shared<Turning>(), entries = std::vector<weir::PutEntry>(500),
          outcomes = std::vector<weir::PutOutcome>(500)]() mutable {
    for (std::size_t i = 0; i < kTimes; i += entries.size()) {
      for (weir::PutEntry& entry : entries) entry = turning->Next();
      Require(turning->stream.PutBatch(entries, outcomes) == 0);
    }
  };
}

Work Claim() {
  return [turning = std::make_shared<Turning>()] {
    for (std::size_t i = 0; i < kTimes; ++i) {
      const weir::PutEntry entry = turning->Next();
      auto claim = turning->stream.Claim(
          {.partition_key = entry.partition_key, .data_bytes = entry.data.size()});
      Require(claim.ok());
      std::memcpy(claim->data().data(), entry.data.data(), entry.data.size());
      Require(claim->Commit().ok());
    }
  };
}

// Each record is read soon after it was put.
template <class Open>
Work PutAndRead(const Open& open) {
  auto turning = std::make_shared<Turning>();
  using CursorType = decltype(open(turning->stream));
  return [turning, cursor = std::make_shared<CursorType>(open(turning->stream))] {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kTimes; ++i) {
      Require(turning->stream.Put(turning->Next()).ok());
      if (i % 16 != 0) continue;
      for (const weir::RecordView& record : cursor->Read()) {
        sum += Touch(record.partition_key, weir::AsText(record.data));
      }
    }
    Require(sum > 0);
  };
}

Work Read() {
  return PutAndRead([](weir::Stream& stream) {
    return *stream.OpenCursor(weir::ShardId{1}, weir::Position::TrimHorizon());
  });
}

Work ReadStream() {
  return PutAndRead(
      [](weir::Stream& stream) { return *stream.OpenStreamCursor(weir::Position::TrimHorizon()); });
}

// One of each, so that it is known that they are seen.
Work All() {
  return [mutex = std::make_shared<std::mutex>()] {
    // Volatile, so that the compiler leaves it in.
    int* volatile memory = new int(1);
    delete memory;
    const std::lock_guard<std::mutex> lock(*mutex);
    static_cast<void>(getpid());
  };
}

bool AreCounted() {
  const std::optional<Calls> calls = CallsOf(All);
  return calls && calls->allocations == 1 && calls->locks == 1 && calls->system_calls == 1;
}

void Count(benchmark::State& state, Work (*prepare)()) {
  static const bool are_counted = AreCounted();
  if (!are_counted) {
    state.SkipWithError("the counters do not count");
    return;
  }
  std::optional<Calls> calls;
  for (auto _ : state) calls = CallsOf(prepare);
  if (!calls) {
    state.SkipWithError("a put or a read failed");
    return;
  }
  if (!calls->AreNone()) {
    const std::string error =
        std::to_string(calls->allocations) + " allocations, " + std::to_string(calls->locks) +
        " locks, " + std::to_string(calls->system_calls) +
        " system calls, the first of them number " + std::to_string(calls->first_system_call);
    state.SkipWithError(error.c_str());
    return;
  }
  state.counters["allocations_count"] = static_cast<double>(calls->allocations);
  state.counters["locks_count"] = static_cast<double>(calls->locks);
  state.counters["system_calls_count"] = static_cast<double>(calls->system_calls);
}

[[maybe_unused]] const bool registered = [] {
  // Without tracing there is nothing to see.
  if (!CanTrace()) return false;
  const std::pair<const char*, Work (*)()> cases[] = {{"Put", Put},
                                                      {"PutBatch", PutBatch},
                                                      {"Claim", Claim},
                                                      {"PutAndRead", Read},
                                                      {"PutAndReadStream", ReadStream}};
  for (const auto& [name, prepare] : cases) {
    benchmark::RegisterBenchmark(
        ("HotPath/" + std::string(name)).c_str(),
        [prepare = prepare](benchmark::State& state) { Count(state, prepare); })
        ->Iterations(1)
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace weir::bench
