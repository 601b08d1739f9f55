// SPDX-License-Identifier: MIT
//
// WriteValue() writes what an operation resulted in, as Shape says; an optional that is
// absent is left out, name and all.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/time/time.h"
#include "serve/wire/body_writer.h"
#include "serve/wire/shape.h"
#include "weir/model/hash_key.h"
#include "weir/model/shard_id.h"
#include "weir/service/enum_value.h"
#include "weir/service/kinesis_sequence_number.h"
#include "weir/service/record_list.h"

namespace weir::serve_internal {

template <class Enum>
concept HasWords = requires {
  EnumWords<Enum>::kWords;
};

// One that stands as AWS's text.
template <class Value>
concept Printable = std::same_as<Value, ShardId> || std::same_as<Value, KinesisSequenceNumber> ||
    std::same_as<Value, HashKey>;

inline void WriteValue(BodyWriter& writer, std::string_view text) { writer.Text(text); }
inline void WriteValue(BodyWriter& writer, std::span<const std::byte> data) { writer.Blob(data); }
inline void WriteValue(BodyWriter& writer, absl::Time time) { writer.Time(time); }
inline void WriteValue(BodyWriter& writer, std::same_as<bool> auto value) { writer.Boolean(value); }
inline void WriteValue(BodyWriter& writer, std::same_as<std::int32_t> auto value) {
  writer.Integer(value);
}
inline void WriteValue(BodyWriter& writer, std::same_as<std::int64_t> auto value) {
  writer.Integer(value);
}
template <Printable Value>
void WriteValue(BodyWriter& writer, const Value& value) {
  writer.PlainText(value.ToString());
}
template <HasWords Enum>
void WriteValue(BodyWriter& writer, Enum value) {
  writer.Text(WordOf(value));
}
template <class Enum>
void WriteValue(BodyWriter& writer, const EnumValue<Enum>& value) {
  writer.Text(value.text());
}
template <HasShape Structure>
void WriteValue(BodyWriter& writer, const Structure& structure);
template <class Value>
void WriteValue(BodyWriter& writer, const std::vector<Value>& values) {
  writer.BeginList();
  for (const Value& value : values) WriteValue(writer, value);
  writer.EndList();
}
void WriteValue(BodyWriter& writer, const kinesis::RecordList& records);

template <class Value>
void WriteMember(BodyWriter& writer, std::string_view name, const Value& value) {
  writer.Name(name);
  WriteValue(writer, value);
}
template <class Value>
void WriteMember(BodyWriter& writer, std::string_view name, const std::optional<Value>& value) {
  if (value.has_value()) WriteMember(writer, name, *value);
}
// What is not to be copied to be left out.
template <class Value>
void WriteMember(BodyWriter& writer, std::string_view name, const Value* value) {
  if (value != nullptr) WriteMember(writer, name, *value);
}

template <HasShape Structure>
void WriteValue(BodyWriter& writer, const Structure& structure) {
  writer.BeginMap();
  std::apply(
      [&](const auto&... member) { (WriteMember(writer, member.name, member.Of(structure)), ...); },
      Shape<Structure>::kMembers);
  writer.EndMap();
}

}  // namespace weir::serve_internal
