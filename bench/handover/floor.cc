// SPDX-License-Identifier: MIT
//
// The floor of a log that keeps what goes through it: each record is copied to a place of its
// own in 256 MiB, with room for a header, and becomes visible by one store. No sizes but one,
// no keys hashed, no limits, no times, no waiting for readers that are slow. "KeptByOne" is
// for one producer, which has the tail to itself; "KeptInOrder" for several, which have to
// agree on one order, and say of each record when it is whole.

#include "floor.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "handover/handover.h"
#include "handover/round_trip.h"
#include "weir/base/cache_line.h"

namespace weir::bench {
namespace {

constexpr std::size_t kFrameBytes = 16 + sizeof(Payload);
// A power of two, and as many as fit into what Weir keeps.
constexpr std::size_t kFrames = std::size_t{1} << 20;
static_assert(kFrames * kFrameBytes <= kKeptBytes);
// As far as Weir fetches.
constexpr std::size_t kFramesAhead = 2'048 / kFrameBytes;

struct Frames {
  char* At(std::uint64_t number) { return &bytes[number % kFrames * kFrameBytes]; }
  const char* At(std::uint64_t number) const { return &bytes[number % kFrames * kFrameBytes]; }

  void Write(std::uint64_t number, const Payload& payload) {
    std::memcpy(At(number) + 16, &payload, sizeof(payload));
    const char* const ahead = At(number + kFramesAhead);
    __builtin_prefetch(ahead, /*write=*/1);
    __builtin_prefetch(ahead + kCacheLineBytes, /*write=*/1);
    __builtin_prefetch(ahead + 2 * kCacheLineBytes, /*write=*/1);
  }

  template <class Visit>
  void Read(std::uint64_t number, const Visit& visit) const {
    const char* const key = At(number) + 16;
    visit(std::string_view(key, kKeyBytes), std::string_view(key + kKeyBytes, kDataBytes));
  }

  const FloorMemory memory{kFrames * kFrameBytes + 256};
  char* const bytes = memory.data();
};

class KeptByOne {
 public:
  explicit KeptByOne(const Shape&) {}

  class Producer {
   public:
    explicit Producer(KeptByOne& log) : log_(&log), next_(log.tail_.load()) {}
    bool TryPut(const Payload& payload) {
      log_->frames_.Write(next_, payload);
      // Release: the frame before the number that shows it. Pairs with Take().
      log_->tail_.store(++next_, std::memory_order_release);
      return true;
    }

   private:
    KeptByOne* log_;
    std::uint64_t next_;
  };

  class Consumer {
   public:
    explicit Consumer(KeptByOne& log) : log_(&log), next_(log.tail_.load()) {}
    template <class Visit>
    std::size_t Take(const Visit& visit) {
      // Acquire: pairs with TryPut().
      const std::uint64_t tail = log_->tail_.load(std::memory_order_acquire);
      const std::size_t count = tail - next_;
      for (; next_ != tail; ++next_) log_->frames_.Read(next_, visit);
      return count;
    }

   private:
    const KeptByOne* log_;
    std::uint64_t next_;
  };

  Producer MakeProducer(int) { return Producer(*this); }
  Consumer MakeConsumer(int) { return Consumer(*this); }

 private:
  Frames frames_;
  alignas(kDestructiveBytes) std::atomic<std::uint64_t> tail_ = 0;
};

class KeptInOrder {
 public:
  explicit KeptInOrder(const Shape&) {}

  class Producer {
   public:
    explicit Producer(KeptInOrder& log) : log_(&log) {}
    bool TryPut(const Payload& payload) {
      const std::uint64_t number = log_->tail_.fetch_add(1);
      log_->frames_.Write(number, payload);
      // Release: the frame before its byte. Pairs with Take().
      log_->lane_[number % kFrames].store(GenerationOf(number), std::memory_order_release);
      return true;
    }

   private:
    KeptInOrder* log_;
  };

  class Consumer {
   public:
    explicit Consumer(KeptInOrder& log) : log_(&log), next_(log.tail_.load()) {}
    template <class Visit>
    std::size_t Take(const Visit& visit) {
      const std::uint64_t begin = next_;
      // Acquire: pairs with TryPut().
      while (log_->lane_[next_ % kFrames].load(std::memory_order_acquire) == GenerationOf(next_)) {
        log_->frames_.Read(next_++, visit);
      }
      return next_ - begin;
    }

   private:
    const KeptInOrder* log_;
    std::uint64_t next_;
  };

  Producer MakeProducer(int) { return Producer(*this); }
  Consumer MakeConsumer(int) { return Consumer(*this); }

 private:
  static std::uint8_t GenerationOf(std::uint64_t number) {
    return static_cast<std::uint8_t>(1 + number / kFrames);
  }

  Frames frames_;
  alignas(kDestructiveBytes) std::atomic<std::uint64_t> tail_ = 0;
  std::vector<std::atomic<std::uint8_t>> lane_ = std::vector<std::atomic<std::uint8_t>>(kFrames);
};

[[maybe_unused]] const bool by_one =
    RegisterHandover<KeptByOne>("KeptByOne", {kOneToOne, kOneToThree});
[[maybe_unused]] const bool in_order =
    RegisterHandover<KeptInOrder>("KeptInOrder", {kOneToOne, kTwoToOne, kFourToOne});
[[maybe_unused]] const bool round_trip = RegisterRoundTrip<KeptByOne>("KeptByOne");
[[maybe_unused]] const bool round_trip_in_order = RegisterRoundTrip<KeptInOrder>("KeptInOrder");

}  // namespace
}  // namespace weir::bench
