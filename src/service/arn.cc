// SPDX-License-Identifier: MIT
#include "weir/service/arn.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "weir/base/concat.h"
#include "weir/service/names.h"

namespace weir {
namespace {

constexpr std::string_view kConsumer = "/consumer/";
constexpr std::size_t kCreationDigitsMax = 18;

static_assert(std::string_view("arn::kinesis:::stream/").size() + kPartitionCharactersMax +
                      kRegionCharactersMax + kAccountIdDigits + 2 * kKinesisNameCharactersMax +
                      kConsumer.size() + 1 + kCreationDigitsMax <=
                  kArnBytesMax,
              "every ARN of valid parts is read");

// Takes `literal` off the front of `rest`, if it is there.
bool Skip(std::string_view& rest, std::string_view literal) {
  if (!rest.starts_with(literal)) return false;
  rest.remove_prefix(literal.size());
  return true;
}

// Takes what stands before the next colon off the front of `rest`, and the colon; empty
// if there is none.
std::string_view TakePart(std::string_view& rest) {
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view part = rest.substr(0, colon);
  rest.remove_prefix(colon + 1);
  return part;
}

std::optional<std::int64_t> ParseSeconds(std::string_view digits) {
  if (digits.empty() || digits.size() > kCreationDigitsMax) return std::nullopt;
  if (digits.front() == '0' && digits.size() > 1) return std::nullopt;
  std::int64_t seconds = 0;
  for (const char c : digits) {
    if (!service_internal::IsDigit(c)) return std::nullopt;
    seconds = seconds * 10 + (c - '0');
  }
  return seconds;
}

// The stream of "arn:…:stream/", and what stands behind it in `rest`.
std::optional<StreamArn> ParseUpToName(std::string_view& rest) {
  if (rest.size() > kArnBytesMax || !Skip(rest, "arn:")) return std::nullopt;
  const std::string_view partition = TakePart(rest);
  if (!IsValidPartition(partition) || !Skip(rest, "kinesis:")) return std::nullopt;
  const std::string_view region = TakePart(rest);
  const std::string_view account_id = TakePart(rest);
  if (!IsValidRegion(region) || !IsValidAccountId(account_id) || !Skip(rest, "stream/")) {
    return std::nullopt;
  }
  return StreamArn{.partition = std::string(partition),
                   .region = std::string(region),
                   .account_id = std::string(account_id),
                   .stream_name = {}};
}

}  // namespace

std::optional<StreamArn> StreamArn::Parse(std::string_view text) {
  std::optional<StreamArn> arn = ParseUpToName(text);
  if (!arn.has_value() || !IsValidKinesisName(text)) return std::nullopt;
  arn->stream_name = text;
  return arn;
}

std::string StreamArn::ToString() const {
  return Concat("arn:", partition, ":kinesis:", region, ":", account_id, ":stream/", stream_name);
}

std::optional<ConsumerArn> ConsumerArn::Parse(std::string_view text) {
  std::optional<StreamArn> stream = ParseUpToName(text);
  if (!stream.has_value()) return std::nullopt;
  // No name has a slash or a colon, so each of the two ends where it must.
  const std::string_view stream_name = text.substr(0, text.find('/'));
  text.remove_prefix(stream_name.size());
  if (!IsValidKinesisName(stream_name) || !Skip(text, kConsumer)) return std::nullopt;
  const std::string_view consumer_name = TakePart(text);
  const std::optional<std::int64_t> creation_seconds = ParseSeconds(text);
  if (!IsValidKinesisName(consumer_name) || !creation_seconds.has_value()) return std::nullopt;
  stream->stream_name = stream_name;
  return ConsumerArn{.stream = *std::move(stream),
                     .consumer_name = std::string(consumer_name),
                     .creation_seconds = *creation_seconds};
}

std::string ConsumerArn::ToString() const {
  return Concat(stream.ToString(), kConsumer, consumer_name, ":", creation_seconds);
}

}  // namespace weir
