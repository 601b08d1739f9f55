// SPDX-License-Identifier: MIT
//
// Writes records where they will lie, and reads them there: from producer to
// consumer nothing is copied but the fields themselves.
//
// For payloads that are built anyway. A claim that is not committed, as when
// building it fails, leaves nothing but a gap in the numbers.
#include <cstdint>
#include <cstring>
#include <iostream>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/stream/stream.h"

struct Move {
  std::uint32_t player;
  float x;
  float y;
};

// False stands for what may go wrong while a payload is built.
bool BuildMove(std::uint32_t player, Move& move) {
  move = {.player = player, .x = 1.5f * static_cast<float>(player), .y = 0.25f};
  return player != 2;
}

absl::Status Run() {
  absl::StatusOr<weir::Stream> stream = weir::Stream::Create();
  if (!stream.ok()) return stream.status();

  for (std::uint32_t player = 1; player <= 3; ++player) {
    absl::StatusOr<weir::RecordClaim> claim =
        stream->Claim({.partition_key = "moves", .data_bytes = sizeof(Move)});
    if (!claim.ok()) return claim.status();
    Move move;
    if (!BuildMove(player, move)) continue;  // the claim's end gives it up
    // A record's data may start at any address, so the bytes go in by memcpy;
    // compilers turn it into plain stores.
    std::memcpy(claim->data().data(), &move, sizeof(move));
    const absl::StatusOr<weir::PutResult> put = claim->Commit();
    if (!put.ok()) return put.status();
    std::cout << "player " << player << " is record " << put->sequence_number.ToString() << '\n';
  }

  absl::StatusOr<weir::StreamCursor> cursor =
      stream->OpenStreamCursor(weir::Position::TrimHorizon());
  if (!cursor.ok()) return cursor.status();
  const weir::Batch batch = cursor->Read();
  for (const weir::RecordView& record : batch) {
    Move move;
    if (record.data.size() != sizeof(move)) return absl::DataLossError("not a move");
    std::memcpy(&move, record.data.data(), sizeof(move));
    std::cout << "player " << move.player << " at " << move.x << ", " << move.y << '\n';
  }
  std::cout << batch.size() << " records, " << batch.aborted() << " given up\n";
  return batch.status();
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << '\n';
  return status.ok() ? 0 : 1;
}
