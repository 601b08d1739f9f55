// SPDX-License-Identifier: MIT
#include "log_pipeline/consumer.h"

#include <algorithm>

#include "absl/time/time.h"
#include "log_pipeline/stop_request.h"
#include "weir/model/errors.h"
#include "weir/model/record.h"

namespace log_pipeline {
namespace {

void NoteLag(const weir::Lag& lag, weir::Lag& largest) {
  largest.records = std::max(largest.records, lag.records);
  largest.bytes = std::max(largest.bytes, lag.bytes);
  largest.milliseconds = std::max(largest.milliseconds, lag.milliseconds);
}

// Handles one batch, which is not empty.
absl::Status HandleBatch(const weir::Batch& batch, const ConsumerContext& context,
                         BatchHandler& handler, ConsumerReport& report) {
  if (absl::Status status = handler.Handle(batch); !status.ok()) return status;
  weir::SequenceNumber last;
  for (const weir::RecordView& record : batch) {
    report.ledger.Add(batch.shard_id(), record.partition_key, weir::AsText(record.data));
    last = record.sequence_number;
  }
  context.window.NoteRead(context.reader, batch.shard_id(), last.Next());
  return absl::OkStatus();
}

absl::Status ReadToTheEnd(const ConsumerContext& context, BatchHandler& handler,
                          ConsumerReport& report) {
  while (true) {
    NoteLag(context.cursor.Lag(), report.largest_lag);
    const weir::Batch batch = context.cursor.Read();
    report.trimmed_records += batch.trimmed().records;
    if (!batch.empty()) {
      absl::Status status = HandleBatch(batch, context, handler, report);
      if (!status.ok()) return status;
      continue;
    }
    if (batch.code() == weir::ReadCode::kEndOfStream) return handler.Finish();
    if (absl::Status status = batch.status(); !status.ok()) return status;
    if (absl::Status status = handler.Rest(); !status.ok()) return status;
    context.cursor.Wait(absl::Milliseconds(200));
  }
}

}  // namespace

ConsumerReport Consume(const ConsumerContext& context, BatchHandler& handler) {
  ConsumerReport report;
  report.name = handler.name();
  report.ledger = Ledger(context.shard_count);
  report.status = ReadToTheEnd(context, handler, report);
  context.window.Leave(context.reader);
  if (!report.status.ok()) StopRequest::Request();
  return report;
}

}  // namespace log_pipeline
