// SPDX-License-Identifier: MIT
//
// A Payload is data that describes itself: which record it is, how long, and a
// checksum over all of it and over its partition key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "stress/support/record_id.h"
#include "support/seeded_random.h"
#include "weir/base/hash.h"
#include "weir/model/record.h"

namespace weir::testing {

// As it lies in a record:
//
//    0               8        12       16                24
//   +---------------+--------+--------+-----------------+-------------------
//   | id            | length | salt   | checksum        | noise ...
//   +---------------+--------+--------+-----------------+-------------------
struct PayloadHeader {
  std::uint64_t id = 0;
  std::uint32_t length = 0;
  // Differs from run to run, so that an old use of the memory has other bytes.
  std::uint32_t salt = 0;
  std::uint64_t checksum = 0;
};
static_assert(sizeof(PayloadHeader) == 24, "there are no gaps in it, which would not be checked");

inline constexpr std::size_t kPayloadBytesMin = sizeof(PayloadHeader);

// Of everything but the checksum itself.
inline std::uint64_t ChecksumOf(std::string_view key, std::span<const std::byte> data) {
  const std::string_view text = AsText(data);
  const std::uint64_t front = Xxh3_128(text.substr(0, 16)).low;
  const std::uint64_t back = Xxh3_128(text.substr(kPayloadBytesMin)).low;
  return front ^ back * 0x9e3779b97f4a7c15u ^ Xxh3_128(key).high;
}

// Bytes to fill payloads with: drawn once, taken from a random place each time.
inline std::string_view Noise() {
  static const std::string* const noise = new std::string(SeededRandom().Bytes(64 * 1024));
  return *noise;
}

// Fills `data`, at least kPayloadBytesMin of it, as the record `id`; returns the checksum.
inline std::uint64_t FillPayload(std::span<std::byte> data, const RecordId& id,
                                 std::string_view key, std::uint64_t random) {
  PayloadHeader header{.id = id.Word(),
                       .length = static_cast<std::uint32_t>(data.size()),
                       .salt = static_cast<std::uint32_t>(random >> 32)};
  const std::size_t noise_bytes = data.size() - kPayloadBytesMin;
  const std::string_view noise = Noise();
  std::memcpy(data.data() + kPayloadBytesMin,
              noise.data() + static_cast<std::uint32_t>(random) % (noise.size() - noise_bytes),
              noise_bytes);
  std::memcpy(data.data(), &header, sizeof(header));
  header.checksum = ChecksumOf(key, data);
  std::memcpy(data.data(), &header, sizeof(header));
  return header.checksum;
}

// What is found where a record should be.
struct PayloadReading {
  std::uint64_t id = 0;
  std::uint64_t checksum = 0;
  // Whether the bytes, the length and the key are those that the record names.
  bool is_intact = false;
};

inline PayloadReading ReadPayload(std::string_view key, std::span<const std::byte> data) {
  PayloadReading reading;
  if (data.size() < kPayloadBytesMin) return reading;
  PayloadHeader header;
  std::memcpy(&header, data.data(), sizeof(header));
  reading.id = header.id;
  reading.checksum = ChecksumOf(key, data);
  reading.is_intact = reading.checksum == header.checksum && header.length == data.size();
  return reading;
}

}  // namespace weir::testing
