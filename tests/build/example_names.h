// SPDX-License-Identifier: MIT
//
// What the examples in the headers' opening comments take for granted: the
// stream, the cursor and the like that a reader has at that point, and what a
// reader would do with what comes out.
//
// Declared and never defined: the examples are compiled, not linked. A name that
// means two things in two headers is in the namespace of each, which is named
// after the header; a header whose example needs a new name gets it here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "weir/base/gauge.h"
#include "weir/log/frame_range.h"
#include "weir/log/log.h"
#include "weir/log/log_reader.h"
#include "weir/log/pins.h"
#include "weir/log/segment.h"
#include "weir/model/limits.h"
#include "weir/model/sequence_number.h"
#include "weir/model/shard_id.h"
#include "weir/quota/read_quota.h"
#include "weir/quota/write_quota.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/kinesis.h"
#include "weir/service/token_seal.h"
#include "weir/stream/cursor.h"
#include "weir/stream/housekeeper.h"
#include "weir/stream/stream.h"

namespace weir::header_examples {

// What a reader does with what there is.
template <class... Things>
void Handle(const Things&... things);
void Complain(const TrimmedReport& trimmed);
void Refuse(std::int64_t retry_after_nanos);
bool SomethingToRead();

extern LocalKinesis& kinesis;
extern const TokenSeal& seal;
extern Stream& stream;
extern const Clock& clock;
extern Cursor* cursor;
extern Log& log;
extern Pin& pin;
extern LogPosition& position;
extern ShardId shard_id;
extern PutEntry entry;
extern RecordView record;
extern SequenceNumber newest;
extern Limits limits;
extern Rate rate;
extern absl::Status status;
extern std::string_view key;
extern std::string_view arn;
extern std::string_view token;
extern std::span<const std::byte> bytes;

extern int count;
extern int limit;
extern std::uint64_t offset_bytes;
extern std::uint64_t capacity_bytes;
extern std::uint64_t bytes_read;
extern std::uint64_t total;
extern std::int64_t now;
extern std::int64_t now_nanos;
extern std::int64_t nanos_since_start;
extern std::int64_t retention_nanos;
extern std::int64_t timeout_nanos;

struct Snapshot {
  int x, y;
};
extern Snapshot snapshot;

namespace base_parking_spot {
extern BasicParkingSpot<StdAtomics>& spot;
}
namespace log_frame {
extern std::byte* bytes;
extern std::byte* next;
}  // namespace log_frame
namespace log_frame_range {
extern log_internal::FrameRange range;
}
namespace log_pins {
extern Segment* segment;
}
namespace log_segment {
extern Segment& segment;
extern std::uint8_t generation;
}  // namespace log_segment
namespace quota_read_quota {
extern ReadQuota quota;
}
namespace quota_write_quota {
extern WriteQuota quota;
extern QuotaAmount total;
}  // namespace quota_write_quota
namespace service_record_list {
extern kinesis::GetRecordsResult* read;
}

}  // namespace weir::header_examples
