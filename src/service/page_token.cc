// SPDX-License-Identifier: MIT
#include "weir/service/page_token.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "service/token_bytes.h"
#include "weir/base/check.h"
#include "weir/service/shard_iterator_token.h"

namespace weir {
namespace {

using service_internal::TokenKind;
using service_internal::TokenReader;
using service_internal::TokenWriter;

constexpr std::size_t kFieldsMax = 16;

}  // namespace

std::string PageToken::Seal(const TokenSeal& seal) const {
  WEIR_CHECK(fields.size() <= kFieldsMax, "a page token has a few fields");
  TokenWriter writer(TokenKind::kPage);
  writer.Number(static_cast<std::uint64_t>(operation), 1);
  writer.Number(static_cast<std::uint64_t>(created_millis), 8);
  writer.Number(fields.size(), 1);
  for (const std::string& field : fields) writer.Text(field);
  return seal.Seal(writer.bytes());
}

std::optional<PageToken> PageToken::Open(const TokenSeal& seal, std::string_view text) {
  const std::optional<std::string> bytes = seal.Open(text);
  if (!bytes.has_value()) return std::nullopt;
  TokenReader reader(*bytes, TokenKind::kPage);
  PageToken token;
  const std::uint64_t operation = reader.Number(1);
  token.created_millis = static_cast<std::int64_t>(reader.Number(8));
  const std::uint64_t count = reader.Number(1);
  if (operation >= static_cast<std::uint64_t>(kKinesisOperationCount) || count > kFieldsMax) {
    return std::nullopt;
  }
  token.operation = static_cast<KinesisOperation>(operation);
  for (std::uint64_t i = 0; i < count; ++i) token.fields.push_back(reader.Text());
  if (!reader.IsWhole()) return std::nullopt;
  return token;
}

bool PageToken::IsExpired(std::int64_t now_millis) const {
  return now_millis - created_millis > kTokenLifeMillis;
}

}  // namespace weir
