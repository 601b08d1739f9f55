// SPDX-License-Identifier: MIT
#include "serve/wire/result_writer.h"

#include <cstddef>

#include "serve/wire/body_writer.h"
#include "serve/wire/read_shapes.h"
#include "weir/service/record_list.h"

namespace weir::serve_internal {

void WriteValue(BodyWriter& writer, const kinesis::RecordList& records) {
  // Of a record's names, number and time; its data grow the body as they come.
  constexpr std::size_t kRecordBytes = 200;
  writer.Expect(records.size() * kRecordBytes);
  writer.BeginList();
  for (const kinesis::Record& record : records) WriteValue(writer, record);
  writer.EndList();
}

}  // namespace weir::serve_internal
