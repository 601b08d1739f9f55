// SPDX-License-Identifier: MIT
//
// A WireBody is a request's body, read: a tree of values that does not say whether it was
// JSON or CBOR.
//
// A stranger wrote it. So nothing is allocated for what a body merely claims, nothing
// recurses deeper than kDepthMax, and a body of many tiny values stops at kValuesMax:
// what a WireBody holds is at most its bytes and 16 of each value. Texts and blobs lie
// where they came, escapes undone in place.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/wire/wire_format.h"

namespace weir::serve_internal {

enum class WireKind : std::uint8_t {
  kNull,
  kBoolean,
  // Fits into 64 bits, with its sign; a greater one is a kDouble.
  kInteger,
  kDouble,
  // UTF-8.
  kText,
  // Of CBOR alone.
  kBlob,
  kList,
  kMap,
};

// A value as it lies in a body's vector: a list is followed by its elements, a map by its
// keys and values in turn, each with all that is in them.
class WireNode {
 public:
  static WireNode Null() { return {WireKind::kNull, 0}; }
  static WireNode Boolean(bool value) {
    return {WireKind::kBoolean, std::uint64_t{value ? 1U : 0U}};
  }
  static WireNode Integer(std::int64_t value) {
    return {WireKind::kInteger, static_cast<std::uint64_t>(value)};
  }
  static WireNode Double(double value) {
    return {WireKind::kDouble, std::bit_cast<std::uint64_t>(value)};
  }
  // A text or a blob, which lies in the body's bytes at `offset`.
  static WireNode Bytes(WireKind kind, std::size_t offset, std::size_t bytes) {
    return {kind, (std::uint64_t{offset} << 32) | bytes};
  }
  // A list or a map, whose nodes follow.
  static WireNode Container(WireKind kind) { return {kind, 0}; }

  WireKind kind() const { return kind_; }
  std::uint64_t payload() const { return payload_; }
  // How many nodes it is, with all that is in it.
  std::uint32_t nodes() const { return nodes_; }

  // Says of a container, once they are known, how many nodes follow.
  void Close(std::size_t inner_nodes) { nodes_ = static_cast<std::uint32_t>(inner_nodes + 1); }

 private:
  WireNode(WireKind kind, std::uint64_t payload) : payload_(payload), kind_(kind) {}

  std::uint64_t payload_;
  std::uint32_t nodes_ = 1;
  WireKind kind_;
};
static_assert(sizeof(WireNode) == 16, "the bound on a body's memory counts with it");

// A value of a body, which must outlive it.
class WireValue {
 public:
  WireValue(const char* bytes, const WireNode* node) : bytes_(bytes), node_(node) {}

  WireKind kind() const { return node_->kind(); }
  // Each of the kind that it names.
  bool boolean() const { return node_->payload() != 0; }
  std::int64_t integer() const { return static_cast<std::int64_t>(node_->payload()); }
  double real() const { return std::bit_cast<double>(node_->payload()); }
  std::string_view text() const {
    return {bytes_ + (node_->payload() >> 32), node_->payload() & 0xFFFF'FFFFU};
  }
  std::span<const std::byte> blob() const { return std::as_bytes(std::span(text())); }

  // Calls `visit` with each element of a list.
  template <class Visit>
  void ForEachElement(const Visit& visit) const {
    for (const WireNode* node = node_ + 1; node < End(); node += node->nodes()) {
      visit(WireValue(bytes_, node));
    }
  }
  // Calls `visit` with each key of a map and its value, in their order.
  template <class Visit>
  void ForEachEntry(const Visit& visit) const {
    for (const WireNode* node = node_ + 1; node < End();) {
      const WireValue value(bytes_, node + 1);
      visit(WireValue(bytes_, node).text(), value);
      node = value.End();
    }
  }

  // Of a map, the value of `key`; of several the last, as the service's JSON reader does.
  std::optional<WireValue> Find(std::string_view key) const {
    std::optional<WireValue> found;
    ForEachEntry([&](std::string_view name, const WireValue& value) {
      if (name == key) found = value;
    });
    return found;
  }

 private:
  const WireNode* End() const { return node_ + node_->nodes(); }

  const char* bytes_;
  const WireNode* node_;
};

class WireBody {
 public:
  // How many lists and maps may stand in each other, the root among them.
  static constexpr int kDepthMax = 32;
  // How many values and keys there may be: 75 times what the largest request has.
  static constexpr std::size_t kValuesMax = std::size_t{1} << 18;

  // nullopt if `body` is not well-formed, and nothing else; if its root is no map; and
  // beyond the two limits.
  static std::optional<WireBody> Parse(WireFormat format, std::string_view body);

  WireFormat format() const { return format_; }
  // How many bytes it had.
  std::size_t bytes() const { return size_; }
  WireValue root() const { return {bytes_.data(), nodes_.data()}; }

 private:
  explicit WireBody(WireFormat format) : format_(format) {}

  WireFormat format_;
  // How many of `bytes_` the body is; a reader of JSON looks beyond.
  std::size_t size_ = 0;
  std::string bytes_;
  std::vector<WireNode> nodes_;
};

}  // namespace weir::serve_internal
