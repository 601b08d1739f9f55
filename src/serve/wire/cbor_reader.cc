// SPDX-License-Identifier: MIT
//
// libcbor tells one item at a time, and allocates nothing; which items belong together, a
// stack of kDepthMax containers knows.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "cbor.h"
#include "serve/wire/body_readers.h"
#include "serve/wire/wire_body.h"
#include "simdjson.h"

namespace weir::serve_internal {
namespace {

class CborReader {
 public:
  CborReader(std::string& bytes, std::size_t size, std::vector<WireNode>& nodes)
      : bytes_(bytes), size_(size), nodes_(nodes) {}

  bool Read() {
    const cbor_callbacks callbacks = Callbacks();
    std::size_t position = 0;
    // Tags may stand before the root.
    while (nodes_.empty() || depth_ > 0) {
      // The data that it is given are not changed.
      const auto* const data = reinterpret_cast<cbor_data>(bytes_.data());
      const cbor_decoder_result result =
          cbor_stream_decode(data + position, size_ - position, &callbacks, this);
      if (result.status != CBOR_DECODER_FINISHED || is_refused_) return false;
      position += result.read;
    }
    return position == size_;
  }

 private:
  // More of them before one value mean nothing that is known here.
  static constexpr int kTagsMax = 4;

  struct Container {
    // Its node's.
    std::size_t index = 0;
    // Elements, or keys with their values, that are still to come; nullopt if a break says
    // when it ends.
    std::optional<std::uint64_t> remaining = {};
    bool is_map = false;
    // Of a map: whether the next one is a key.
    bool is_key_next = false;
  };

  // A text or blob that comes in pieces, until a break.
  struct Pieces {
    WireKind kind = WireKind::kText;
    // Of the first.
    std::size_t offset = 0;
    std::size_t bytes = 0;
  };

  static cbor_callbacks Callbacks();
  static CborReader& Of(void* context) { return *static_cast<CborReader*>(context); }

  void Refuse() { is_refused_ = true; }

  // A value that has nothing in it.
  void Scalar(const WireNode& node) {
    if (Begin(node)) End();
  }

  // Puts `node` where a value belongs.
  bool Begin(const WireNode& node) {
    tags_ = 0;
    const bool is_map = node.kind() == WireKind::kMap;
    bool is_allowed = !pieces_.has_value() && nodes_.size() < WireBody::kValuesMax;
    if (depth_ == 0) {
      is_allowed = is_allowed && is_map;
    } else if (Innermost().is_key_next) {
      is_allowed = is_allowed && node.kind() == WireKind::kText;
    }
    if (!is_allowed) {
      Refuse();
      return false;
    }
    nodes_.push_back(node);
    return true;
  }

  // After a value is whole: ends what it was the last of.
  void End() {
    while (depth_ > 0) {
      Container& container = Innermost();
      if (container.is_key_next) {
        container.is_key_next = false;
        return;
      }
      container.is_key_next = container.is_map;
      if (!container.remaining.has_value() || --*container.remaining > 0) return;
      Close();
    }
  }

  void Open(WireKind kind, std::optional<std::uint64_t> count) {
    if (depth_ == WireBody::kDepthMax) return Refuse();
    if (!Begin(WireNode::Container(kind))) return;
    const bool is_map = kind == WireKind::kMap;
    containers_[static_cast<std::size_t>(depth_)] = {
        .index = nodes_.size() - 1, .remaining = count, .is_map = is_map, .is_key_next = is_map};
    ++depth_;
    if (count == 0U) {
      Close();
      End();
    }
  }

  void Close() {
    const std::size_t index = Innermost().index;
    nodes_[index].Close(nodes_.size() - index - 1);
    --depth_;
  }

  void Integer(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return Scalar(WireNode::Double(static_cast<double>(value)));
    }
    Scalar(WireNode::Integer(static_cast<std::int64_t>(value)));
  }

  // -1 - `value`.
  void NegativeInteger(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return Scalar(WireNode::Double(-1 - static_cast<double>(value)));
    }
    Scalar(WireNode::Integer(-1 - static_cast<std::int64_t>(value)));
  }

  void Bytes(WireKind kind, const unsigned char* data, std::uint64_t size) {
    const auto offset =
        static_cast<std::size_t>(reinterpret_cast<const char*>(data) - bytes_.data());
    const auto bytes = static_cast<std::size_t>(size);
    if (!pieces_.has_value()) return Whole(kind, offset, bytes);
    if (pieces_->kind != kind || tags_ > 0) return Refuse();
    // Behind the piece before, where only what was read already is overwritten.
    if (pieces_->bytes == 0) pieces_->offset = offset;
    std::copy_n(bytes_.data() + offset, bytes, bytes_.data() + pieces_->offset + pieces_->bytes);
    pieces_->bytes += bytes;
  }

  void BytesInPieces(WireKind kind) {
    if (pieces_.has_value()) return Refuse();
    pieces_ = Pieces{.kind = kind};
  }

  void Whole(WireKind kind, std::size_t offset, std::size_t bytes) {
    if (kind == WireKind::kText && !simdjson::validate_utf8(bytes_.data() + offset, bytes)) {
      return Refuse();
    }
    Scalar(WireNode::Bytes(kind, offset, bytes));
  }

  void Break() {
    if (pieces_.has_value()) {
      if (tags_ > 0) return Refuse();
      const Pieces pieces = *pieces_;
      pieces_.reset();
      return Whole(pieces.kind, pieces.offset, pieces.bytes);
    }
    if (depth_ == 0 || tags_ > 0) return Refuse();
    const Container& container = Innermost();
    if (container.remaining.has_value() || (container.is_map && !container.is_key_next)) {
      return Refuse();
    }
    Close();
    End();
  }

  // A tag says how the next value is meant: of a time, that it is one. The operation's
  // members say so themselves.
  void Tag() {
    if (++tags_ > kTagsMax) Refuse();
  }

  Container& Innermost() { return containers_[static_cast<std::size_t>(depth_ - 1)]; }

  std::string& bytes_;
  const std::size_t size_;
  std::vector<WireNode>& nodes_;
  std::array<Container, WireBody::kDepthMax> containers_;
  int depth_ = 0;
  std::optional<Pieces> pieces_;
  // Since the last value.
  int tags_ = 0;
  bool is_refused_ = false;
};

// Versions of libcbor do not agree on the types of sizes, hence auto.
cbor_callbacks CborReader::Callbacks() {
  cbor_callbacks callbacks = cbor_empty_callbacks;
  const auto integer = [](void* context, auto value) { Of(context).Integer(value); };
  callbacks.uint8 = integer;
  callbacks.uint16 = integer;
  callbacks.uint32 = integer;
  callbacks.uint64 = integer;
  const auto negative = [](void* context, auto value) { Of(context).NegativeInteger(value); };
  callbacks.negint8 = negative;
  callbacks.negint16 = negative;
  callbacks.negint32 = negative;
  callbacks.negint64 = negative;
  const auto real = [](void* context, auto value) {
    Of(context).Scalar(WireNode::Double(static_cast<double>(value)));
  };
  callbacks.float2 = real;
  callbacks.float4 = real;
  callbacks.float8 = real;
  callbacks.string = [](void* context, cbor_data data, auto size) {
    Of(context).Bytes(WireKind::kText, data, size);
  };
  callbacks.byte_string = [](void* context, cbor_data data, auto size) {
    Of(context).Bytes(WireKind::kBlob, data, size);
  };
  callbacks.string_start = [](void* context) { Of(context).BytesInPieces(WireKind::kText); };
  callbacks.byte_string_start = [](void* context) { Of(context).BytesInPieces(WireKind::kBlob); };
  callbacks.array_start = [](void* context, auto count) {
    Of(context).Open(WireKind::kList, count);
  };
  callbacks.map_start = [](void* context, auto count) { Of(context).Open(WireKind::kMap, count); };
  callbacks.indef_array_start = [](void* context) {
    Of(context).Open(WireKind::kList, std::nullopt);
  };
  callbacks.indef_map_start = [](void* context) { Of(context).Open(WireKind::kMap, std::nullopt); };
  callbacks.indef_break = [](void* context) { Of(context).Break(); };
  callbacks.tag = [](void* context, auto) { Of(context).Tag(); };
  const auto null = [](void* context) { Of(context).Scalar(WireNode::Null()); };
  callbacks.null = null;
  callbacks.undefined = null;
  callbacks.boolean = [](void* context, bool value) {
    Of(context).Scalar(WireNode::Boolean(value));
  };
  return callbacks;
}

}  // namespace

bool ReadCbor(std::string& bytes, std::size_t size, std::vector<WireNode>& nodes) {
  return CborReader(bytes, size, nodes).Read();
}

}  // namespace weir::serve_internal
