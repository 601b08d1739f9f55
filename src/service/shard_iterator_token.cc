// SPDX-License-Identifier: MIT
#include "weir/service/shard_iterator_token.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/token_bytes.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"

namespace weir {

using service_internal::TokenKind;
using service_internal::TokenReader;
using service_internal::TokenWriter;

std::string ShardIteratorToken::Seal(const TokenSeal& seal) const {
  TokenWriter writer(TokenKind::kShardIterator);
  writer.Text(account_id);
  writer.Text(region);
  writer.Text(stream_name);
  writer.Number(stream_number, 8);
  writer.Number(shard_id.index, 4);
  writer.Number(next.value, 8);
  writer.Number(static_cast<std::uint64_t>(created_millis), 8);
  return seal.Seal(writer.bytes());
}

std::optional<ShardIteratorToken> ShardIteratorToken::Open(const TokenSeal& seal,
                                                           std::string_view text) {
  const std::optional<std::string> bytes = seal.Open(text);
  if (!bytes.has_value()) return std::nullopt;
  TokenReader reader(*bytes, TokenKind::kShardIterator);
  ShardIteratorToken token;
  token.account_id = reader.Text();
  token.region = reader.Text();
  token.stream_name = reader.Text();
  token.stream_number = reader.Number(8);
  token.shard_id.index = static_cast<std::uint32_t>(reader.Number(4));
  token.next.value = reader.Number(8);
  token.created_millis = static_cast<std::int64_t>(reader.Number(8));
  if (!reader.IsWhole()) return std::nullopt;
  return token;
}

absl::Status ExpiredIterator(std::int64_t created_millis, std::int64_t now_millis) {
  // "Thu Jan 22 01:22:02 UTC 2015"
  const auto date = [](std::int64_t millis) {
    return absl::FormatTime("%a %b %d %H:%M:%S UTC %Y", absl::FromUnixMillis(millis),
                            absl::UTCTimeZone());
  };
  return KinesisError(KinesisException::kExpiredIterator,
                      Concat("Iterator expired. The iterator was created at time ",
                             date(created_millis), " while right now it is ", date(now_millis),
                             " which is further in the future than the tolerated delay of ",
                             kTokenLifeMillis, " milliseconds."));
}

bool ShardIteratorToken::IsExpired(std::int64_t now_millis) const {
  return now_millis - created_millis > kTokenLifeMillis;
}

}  // namespace weir
