// SPDX-License-Identifier: MIT
#include "serve/wire/result_writer.h"

#include <cstddef>

#include "serve/wire/body_writer.h"
#include "serve/wire/read_shapes.h"
#include "weir/service/record_list.h"

namespace weir::serve_internal {

void WriteValue(BodyWriter& writer, const kinesis::RecordList& records) {
  // Of a record's names, number and time. To grow a body of megabytes as they come would
  // copy it again and again.
  constexpr std::size_t kRecordBytes = 200;
  std::size_t bytes = 0;
  for (const kinesis::Record& record : records) {
    bytes += kRecordBytes + record.data.size() / 3 * 4;
  }
  writer.Expect(bytes);
  writer.BeginList();
  for (const kinesis::Record& record : records) WriteValue(writer, record);
  writer.EndList();
}

}  // namespace weir::serve_internal
