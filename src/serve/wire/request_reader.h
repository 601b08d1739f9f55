// SPDX-License-Identifier: MIT
//
// A RequestReader makes a request of the contract of a body, as Shape says, and remembers
// the first member that has a type which AWS does not take for it.
//
// Members that are absent or null stay absent, and those that no Shape names are not
// looked at. What AWS is lax about it is lax about, too: a real number is floored where an
// integer is wanted.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/time/time.h"
#include "serve/wire/shape.h"
#include "serve/wire/wire_body.h"
#include "weir/service/enum_value.h"
#include "weir/service/put_requests.h"
#include "weir/service/stream_shapes.h"

namespace weir::serve_internal {

// What it reads refers to the body and to the reader, which must outlive it.
class RequestReader {
 public:
  explicit RequestReader(const WireBody& body) : body_(body) {}

  // Of the whole body.
  template <class Request>
  Request Read() {
    Request request;
    ReadMembers(body_.root(), request);
    return request;
  }

  // What a SerializationException says of what was read: nullopt if nothing is wrong.
  const std::optional<std::string>& fault() const { return fault_; }

 private:
  template <class Structure>
  void ReadMembers(const WireValue& map, Structure& structure) {
    std::apply([&](const auto&... member) { (ReadMember(map, member, structure), ...); },
               Shape<Structure>::kMembers);
  }

  template <class Structure, class Value>
  void ReadMember(const WireValue& map, const Member<Structure, Value>& member,
                  Structure& structure) {
    const std::optional<WireValue> value = map.Find(member.name);
    if (value.has_value() && value->kind() != WireKind::kNull) {
      ReadValue(*value, structure.*member.pointer);
    }
  }

  // ---- One value that is not null, by the type of its member ----

  void ReadValue(const WireValue& value, std::optional<std::string_view>& member);
  void ReadValue(const WireValue& value, std::optional<std::int32_t>& member);
  void ReadValue(const WireValue& value, std::optional<bool>& member);
  void ReadValue(const WireValue& value, std::optional<std::span<const std::byte>>& member);
  void ReadValue(const WireValue& value, std::optional<absl::Time>& member);
  void ReadValue(const WireValue& value, std::optional<kinesis::TagMap>& member);
  void ReadValue(const WireValue& value, std::optional<std::vector<std::string_view>>& member);

  template <class Enum>
  void ReadValue(const WireValue& value, std::optional<EnumValue<Enum>>& member) {
    std::optional<std::string_view> text;
    ReadValue(value, text);
    if (text.has_value()) member = EnumValue<Enum>::FromText(*text);
  }

  template <class Enum>
  void ReadValue(const WireValue& value, std::optional<std::vector<EnumValue<Enum>>>& member) {
    std::optional<std::vector<std::string_view>> texts;
    ReadValue(value, texts);
    if (!texts.has_value()) return;
    member.emplace();
    for (const std::string_view text : *texts) {
      member->push_back(EnumValue<Enum>::FromText(text));
    }
  }

  template <HasShape Structure>
  void ReadValue(const WireValue& value, std::optional<Structure>& member) {
    if (!ExpectMap(value, "Expected null")) return;
    ReadMembers(value, member.emplace());
  }

  // A template for its shape alone, which the other groups of operations do not know.
  template <std::same_as<kinesis::PutRecordsRequestEntry> Entry>
  void ReadValue(const WireValue& value, std::optional<std::span<const Entry>>& member) {
    if (!ExpectList(value)) return;
    value.ForEachElement([this](const WireValue& element) {
      Entry& entry = entries_.emplace_back();
      // A null is an entry that has nothing, and is refused for that.
      if (element.kind() != WireKind::kNull && ExpectMap(element, "Expected null")) {
        ReadMembers(element, entry);
      }
    });
    member = entries_;
  }

  // False, and a fault, if it is none; `otherwise` is what AWS says of what is neither list
  // nor map.
  bool ExpectMap(const WireValue& value, std::string_view otherwise);
  bool ExpectList(const WireValue& value);
  // The text of an element of a list or map: of null an empty one.
  std::string_view ElementText(const WireValue& value);
  // That `value` cannot become `type`, which AWS puts an article before.
  void RefuseKind(const WireValue& value, std::string_view type);
  void Refuse(std::string_view message);
  std::span<const std::byte> DecodeBlob(std::string_view text);

  const WireBody& body_;
  std::optional<std::string> fault_;
  // Blobs that came in base64, one behind the other: no text is read twice, so that what
  // the body has room for is enough for all of them.
  std::unique_ptr<std::byte[]> blobs_;
  std::size_t blob_bytes_ = 0;
  std::vector<kinesis::PutRecordsRequestEntry> entries_;
};

}  // namespace weir::serve_internal
