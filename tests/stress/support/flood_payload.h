// SPDX-License-Identifier: MIT
//
// A FloodPayload is data that follows from a record's id and the run it is of, so that
// a reader compares every byte with what was put, and nobody has to keep it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stress/support/payload.h"
#include "stress/support/record_id.h"

namespace weir::testing {

// As it lies in a record:
//
//    0               8               16
//   +---------------+---------------+-------------------
//   | id            | mark          | noise ...
//   +---------------+---------------+-------------------
class FloodPayload {
 public:
  // An id and its mark.
  static constexpr std::size_t kBytesMin = 16;
  static constexpr std::size_t kBytesMax = kBytesMin + 512;

  // `salt` differs from run to run, so that an old use of the memory has other bytes.
  FloodPayload(std::uint32_t producers, std::uint64_t salt) : salt_(salt) {
    for (std::uint32_t producer = 0; producer < producers; ++producer) {
      for (std::uint32_t key = 0; key < kKeysPerProducer; ++key) {
        keys_.push_back(Concat(producer, "/", key));
      }
    }
  }

  // The producer's record of this number: its key follows from that, too.
  RecordId IdOf(std::uint32_t producer, std::uint64_t number) const {
    const auto key = static_cast<std::uint32_t>(MarkOf(number) % kKeysPerProducer);
    return {.producer = producer, .key = key, .number = number};
  }
  std::string_view KeyOf(const RecordId& id) const { return keys_[IndexOf(id)]; }
  std::size_t key_count() const { return keys_.size(); }
  static std::size_t IndexOf(const RecordId& id) {
    return std::size_t{id.producer} * kKeysPerProducer + id.key;
  }

  std::size_t SizeOf(const RecordId& id) const { return SizeOfMark(MarkOf(id.Word())); }

  // Fills `data`, SizeOf(id) bytes.
  void Fill(const RecordId& id, std::byte* data) const {
    const std::uint64_t word = id.Word();
    const std::uint64_t mark = MarkOf(word);
    std::memcpy(data, &word, sizeof(word));
    std::memcpy(data + sizeof(word), &mark, sizeof(mark));
    const std::string_view noise = NoiseOf(mark);
    std::memcpy(data + kBytesMin, noise.data(), noise.size());
  }

  // The id of the record that has this key and these bytes. False if none has.
  bool Recognize(std::string_view key, std::span<const std::byte> data, RecordId& id) const {
    if (data.size() < kBytesMin) return false;
    std::uint64_t word = 0;
    std::uint64_t mark = 0;
    std::memcpy(&word, data.data(), sizeof(word));
    std::memcpy(&mark, data.data() + sizeof(word), sizeof(mark));
    if (mark != MarkOf(word) || data.size() != SizeOfMark(mark)) return false;
    const std::string_view noise = NoiseOf(mark);
    if (std::memcmp(data.data() + kBytesMin, noise.data(), noise.size()) != 0) return false;
    id = RecordId::FromWord(word);
    return std::size_t{id.producer} * kKeysPerProducer < keys_.size() &&
           id == IdOf(id.producer, id.number) && key == KeyOf(id);
  }

 private:
  std::uint64_t MarkOf(std::uint64_t word) const {
    std::uint64_t bits = (word ^ salt_) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
    return bits ^ (bits >> 31);
  }
  // Mostly small ones, one in 64 of any size.
  static std::size_t SizeOfMark(std::uint64_t mark) {
    const std::size_t range = mark % 64 == 0 ? kBytesMax - kBytesMin + 1 : 40;
    return kBytesMin + (mark >> 8) % range;
  }
  std::string_view NoiseOf(std::uint64_t mark) const {
    return noise_.substr((mark >> 32) % (noise_.size() - kBytesMax), SizeOfMark(mark) - kBytesMin);
  }

  // Set at construction, never written again.
  const std::uint64_t salt_;
  const std::string_view noise_ = Noise();
  std::vector<std::string> keys_;
};

}  // namespace weir::testing
