// SPDX-License-Identifier: MIT
//
// Two consumers read one stream, each at its own pace.
//
// Reading takes nothing away, so neither notices the other, and the producer
// notices neither. Each cursor knows how far behind it is. In a real program each
// consumer has its own thread; the calls are the same.
#include <cstdint>
#include <iostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/stream/stream.h"

// Reads at most `records_max` records and says so.
void ReadSome(const char* name, weir::StreamCursor& cursor, std::int32_t records_max) {
  const weir::Batch batch = cursor.Read({.records_max = records_max});
  std::cout << name << " reads";
  for (const weir::RecordView& record : batch) std::cout << ' ' << weir::AsText(record.data);
  std::cout << ", " << cursor.Lag().records << " records behind\n";
}

absl::Status Run() {
  absl::StatusOr<weir::Stream> stream = weir::Stream::Create({.name = "orders"});
  if (!stream.ok()) return stream.status();

  absl::StatusOr<weir::StreamCursor> billing =
      stream->OpenStreamCursor(weir::Position::TrimHorizon());
  if (!billing.ok()) return billing.status();
  absl::StatusOr<weir::StreamCursor> shipping =
      stream->OpenStreamCursor(weir::Position::TrimHorizon());
  if (!shipping.ok()) return shipping.status();

  for (int order = 1; order <= 6; ++order) {
    const std::string text = "order-" + std::to_string(order);
    const absl::StatusOr<weir::PutResult> put =
        stream->Put({.partition_key = "customer-7", .data = weir::AsBytes(text)});
    if (!put.ok()) return put.status();
    if (order % 3 != 0) continue;
    ReadSome("billing", *billing, 100);
    ReadSome("shipping", *shipping, 2);
  }
  ReadSome("shipping", *shipping, 100);

  // Who comes later starts where they like: here, with what comes from now on.
  absl::StatusOr<weir::StreamCursor> audit = stream->OpenStreamCursor(weir::Position::Latest());
  if (!audit.ok()) return audit.status();
  const absl::StatusOr<weir::PutResult> put =
      stream->Put({.partition_key = "customer-7", .data = weir::AsBytes("order-7")});
  if (!put.ok()) return put.status();
  ReadSome("audit", *audit, 100);
  return absl::OkStatus();
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << '\n';
  return status.ok() ? 0 : 1;
}
