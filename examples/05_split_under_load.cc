// SPDX-License-Identifier: MIT
//
// Splits the only shard while a producer puts and a consumer reads.
//
// Neither has to know: puts go to the children from the split on, and the cursor
// reads the parent to its end before the children. So the records of each key
// come complete and in order, which is what this checks.
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/stream/stream.h"

constexpr int kKeys = 10;
constexpr int kRecordsPerKey = 50'000;

// Puts 0, 1, 2, ... under each key.
absl::Status Produce(weir::Stream& stream) {
  for (int i = 0; i < kRecordsPerKey; ++i) {
    const std::string number = std::to_string(i);
    for (int key = 0; key < kKeys; ++key) {
      const std::string name = "player-" + std::to_string(key);
      const absl::StatusOr<weir::PutResult> put =
          stream.Put({.partition_key = name, .data = weir::AsBytes(number)});
      if (!put.ok()) return put.status();
    }
  }
  return absl::OkStatus();
}

absl::Status Run() {
  absl::StatusOr<weir::Stream> stream = weir::Stream::Create();
  if (!stream.ok()) return stream.status();
  absl::StatusOr<weir::StreamCursor> cursor =
      stream->OpenStreamCursor(weir::Position::TrimHorizon());
  if (!cursor.ok()) return cursor.status();

  absl::Status produced;
  std::jthread producer([&] {
    produced = Produce(*stream);
    stream->Close();
  });

  cursor->Wait(absl::Seconds(10));  // the producer is at it
  if (const absl::Status status = stream->UpdateShardCount(2); !status.ok()) return status;

  std::map<std::string, int, std::less<>> next;  // by key: the number that comes next
  while (true) {
    const weir::Batch batch = cursor->Read();
    for (const weir::RecordView& record : batch) {
      int& number = next.try_emplace(std::string(record.partition_key)).first->second;
      if (weir::AsText(record.data) != std::to_string(number)) {
        return absl::DataLossError("a record is missing or out of order");
      }
      ++number;
    }
    if (batch.code() == weir::ReadCode::kEndOfStream) break;
    if (!batch.status().ok()) return batch.status();
    if (batch.empty()) cursor->Wait(absl::Seconds(1));
  }
  producer.join();
  for (const auto& [key, count] : next) std::cout << key << ": " << count << " in order\n";
  for (const weir::ShardDescription& shard : stream->ListShards()) {
    std::cout << shard.shard_id.ToString()
              << (shard.parent_shard_id ? ", child of " + shard.parent_shard_id->ToString() : "")
              << '\n';
  }
  return produced;
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << '\n';
  return status.ok() ? 0 : 1;
}
