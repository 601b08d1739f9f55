// SPDX-License-Identifier: MIT
//
// A PageToken is what a NextToken says: which operation gave it, when, and where the next
// page begins.
//
// What the page depends on besides (a stream, a filter) is in it as texts, in an order that
// the operation alone knows, as its caller names neither again.
//
//   weir::PageToken page = {.operation = weir::KinesisOperation::kListStreams};
//   page.fields = {"clicks"};
//   weir::PageToken::Open(seal, page.Seal(seal))->fields[0];    // "clicks"
//
// Threads:   values.
// Progress:  wait-free, but for allocations.
// Cost:      as TokenSeal's.
// Lifetime:  values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/service/kinesis_operation.h"
#include "weir/service/token_seal.h"

namespace weir {

struct PageToken {
  KinesisOperation operation = KinesisOperation::kListStreams;
  // Milliseconds since the epoch.
  std::int64_t created_millis = 0;
  // At most 16, of at most 255 bytes each.
  std::vector<std::string> fields = {};

  std::string Seal(const TokenSeal& seal) const;
  // nullopt if `text` is no page token that was sealed with the same key.
  static std::optional<PageToken> Open(const TokenSeal& seal, std::string_view text);

  // Whether it is older than five minutes.
  bool IsExpired(std::int64_t now_millis) const;

  friend bool operator==(const PageToken&, const PageToken&) = default;
};

}  // namespace weir
