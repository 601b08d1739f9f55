// SPDX-License-Identifier: MIT
//
// Frames one message of application/vnd.amazon.eventstream, in which AWS's services send
// what comes bit by bit.
//
//     +--------+---------+-----+---------------------------------------+---------+-----+
//     | bytes  | header  | CRC | headers:                              | payload | CRC |
//     | of all | bytes   | of  |  +------+------+---+-------+-------+  |         | of  |
//     |        |         | the |  | size | name | 7 | size  | value |  |         | all |
//     |        |         | two |  +------+------+---+-------+-------+  |         |     |
//     |        |         |     |    1             1   2                |         |     |
//     +--------+---------+-----+---------------------------------------+---------+-----+
//       4        4         4                                                       4
//
// Numbers are big-endian, the checksums CRC-32 of IEEE 802.3; 7 says that a value is a text.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace weir::serve_internal {

struct EventStreamHeader {
  // 1 to 255 bytes.
  std::string_view name;
  // At most 65,535 bytes.
  std::string_view value;
};

std::string EventStreamMessage(std::span<const EventStreamHeader> headers,
                               std::string_view payload);

}  // namespace weir::serve_internal
