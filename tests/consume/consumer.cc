// SPDX-License-Identifier: MIT
//
// What a consumer does at the least: puts a record into a stream of two shards
// and reads it back.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "weir/stream/stream.h"
#include "weir/version.h"

namespace {

int Fail(std::string_view what, const absl::Status& status) {
  std::printf("%s: %s\n", std::string(what).c_str(), status.ToString().c_str());
  return EXIT_FAILURE;
}

}  // namespace

int main() {
  absl::StatusOr<weir::Stream> stream = weir::Stream::Create({.shard_count = 2});
  if (!stream.ok()) return Fail("Create", stream.status());

  const absl::StatusOr<weir::PutResult> put =
      stream->Put({.partition_key = "sensor-7", .data = weir::AsBytes("21.5")});
  if (!put.ok()) return Fail("Put", put.status());

  absl::StatusOr<weir::Cursor> cursor =
      stream->OpenCursor(put->shard_id, weir::Position::TrimHorizon());
  if (!cursor.ok()) return Fail("OpenCursor", cursor.status());

  std::string read;
  for (const weir::RecordView& record : cursor->Read()) {
    read.append(record.partition_key).append(" ").append(weir::AsText(record.data));
  }
  std::printf("Weir %s read: %s\n", std::string(weir::kVersion).c_str(), read.c_str());
  return read == "sensor-7 21.5" ? EXIT_SUCCESS : EXIT_FAILURE;
}
