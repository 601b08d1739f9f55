// SPDX-License-Identifier: MIT
//
// simdjson finds where tokens begin and checks that all is UTF-8 and that no control
// character stands in a text; what a token is, is looked at here. It does so on demand: a
// tree of its own would take eight bytes of each byte of the body.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/charconv.h"
#include "serve/wire/body_readers.h"
#include "serve/wire/wire_body.h"
#include "simdjson.h"

namespace weir::serve_internal {
namespace {

namespace ondemand = simdjson::ondemand;

static_assert(kBodyPaddingBytes >= simdjson::SIMDJSON_PADDING, "simdjson looks as far");

// A parser takes about six bytes of each byte of the largest body that it can read. Each
// thread keeps one of this size, which takes less than 1 MiB; larger ones are made anew.
constexpr std::size_t kKeptParserBytes = 160 * 1024;

constexpr std::string_view kSpace = " \t\n\r";

std::string_view WithoutSpaceBehind(std::string_view token) {
  const std::size_t last = token.find_last_not_of(kSpace);
  return token.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

// Takes the digits that `text` begins with; false if there is none.
bool TakeDigits(std::string_view& text) {
  const auto* const end = std::find_if_not(text.begin(), text.end(), [](char character) {
    return '0' <= character && character <= '9';
  });
  const auto digits = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(digits);
  return digits > 0;
}

bool Take(std::string_view& text, std::string_view one_of) {
  if (text.empty() || one_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

enum class NumberForm : std::uint8_t { kNone, kInteger, kReal };

// Which form of RFC 8259 `token` has.
NumberForm NumberFormOf(std::string_view token) {
  Take(token, "-");
  if (!Take(token, "0") && !TakeDigits(token)) return NumberForm::kNone;
  NumberForm form = NumberForm::kInteger;
  if (Take(token, ".")) {
    form = NumberForm::kReal;
    if (!TakeDigits(token)) return NumberForm::kNone;
  }
  if (Take(token, "eE")) {
    form = NumberForm::kReal;
    Take(token, "+-");
    if (!TakeDigits(token)) return NumberForm::kNone;
  }
  return token.empty() ? form : NumberForm::kNone;
}

class JsonReader {
 public:
  JsonReader(std::string& bytes, std::size_t size, std::vector<WireNode>& nodes)
      : bytes_(bytes), size_(size), nodes_(nodes) {}

  bool Read(ondemand::parser& parser) {
    ondemand::document document;
    const simdjson::padded_string_view json(bytes_.data(), size_, bytes_.size());
    if (parser.iterate(json).get(document) != simdjson::SUCCESS) return false;
    ondemand::object root;
    if (document.get_object().get(root) != simdjson::SUCCESS) return false;
    // Nothing is there to be looked at.
    return ReadObject(root) && document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  }

 private:
  // Each recurses through ReadValue(), and no deeper than kDepthMax.
  bool ReadObject(ondemand::object& object) {
    const std::size_t index = nodes_.size();
    if (++depth_ > WireBody::kDepthMax || !Add(WireNode::Container(WireKind::kMap))) return false;
    for (simdjson::simdjson_result<ondemand::field> result : object) {
      ondemand::field field;
      if (std::move(result).get(field) != simdjson::SUCCESS) return false;
      if (!ReadName(field) || !ReadValue(field.value())) return false;
    }
    nodes_[index].Close(nodes_.size() - index - 1);
    --depth_;
    return true;
  }

  bool ReadArray(ondemand::array& array) {
    const std::size_t index = nodes_.size();
    if (++depth_ > WireBody::kDepthMax || !Add(WireNode::Container(WireKind::kList))) return false;
    for (simdjson::simdjson_result<ondemand::value> result : array) {
      ondemand::value value;
      if (std::move(result).get(value) != simdjson::SUCCESS || !ReadValue(value)) return false;
    }
    nodes_[index].Close(nodes_.size() - index - 1);
    --depth_;
    return true;
  }

  bool ReadValue(ondemand::value& value) {
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    switch (type) {
      case ondemand::json_type::object: {
        ondemand::object object;
        return value.get_object().get(object) == simdjson::SUCCESS && ReadObject(object);
      }
      case ondemand::json_type::array: {
        ondemand::array array;
        return value.get_array().get(array) == simdjson::SUCCESS && ReadArray(array);
      }
      case ondemand::json_type::string:
        return ReadText(value);
      default:
        return ReadScalar(WithoutSpaceBehind(value.raw_json_token()));
    }
  }

  bool ReadName(ondemand::field& field) {
    const char* const begin = field.key().raw();
    const std::optional<std::size_t> plain = PlainBytes(begin);
    return plain.has_value() ? AddText(begin, *plain) : AddUnescaped(begin, field.unescaped_key());
  }

  bool ReadText(ondemand::value& value) {
    // Behind its quotation mark.
    const char* const begin = value.raw_json_token().data() + 1;
    const std::optional<std::size_t> plain = PlainBytes(begin);
    if (!plain.has_value()) return AddUnescaped(begin, value.get_string());
    // A text that is not taken simdjson takes for a name, if a colon follows: ["a":1] would be
    // read.
    return value.get_raw_json_string().error() == simdjson::SUCCESS && AddText(begin, *plain);
  }

  // How many bytes the text at `begin` has; nullopt if one of them begins an escape.
  std::optional<std::size_t> PlainBytes(const char* begin) const {
    const std::string_view rest(begin, size_ - static_cast<std::size_t>(begin - bytes_.data()));
    const std::string_view text = rest.substr(0, rest.find('"'));
    if (text.find('\\') != std::string_view::npos) return std::nullopt;
    return text.size();
  }

  // The text at `begin`, in its place.
  bool AddUnescaped(const char* begin, simdjson::simdjson_result<std::string_view> result) {
    std::string_view text;
    if (std::move(result).get(text) != simdjson::SUCCESS) return false;
    std::copy(text.begin(), text.end(), bytes_.begin() + (begin - bytes_.data()));
    return AddText(begin, text.size());
  }

  bool AddText(const char* begin, std::size_t size) {
    const auto offset = static_cast<std::size_t>(begin - bytes_.data());
    return Add(WireNode::Bytes(WireKind::kText, offset, size));
  }

  bool ReadScalar(std::string_view token) {
    if (token == "null") return Add(WireNode::Null());
    if (token == "true") return Add(WireNode::Boolean(true));
    if (token == "false") return Add(WireNode::Boolean(false));
    const NumberForm form = NumberFormOf(token);
    if (form == NumberForm::kNone) return false;
    const char* const end = token.data() + token.size();
    std::int64_t integer = 0;
    if (form == NumberForm::kInteger &&
        std::from_chars(token.data(), end, integer).ec == std::errc()) {
      return Add(WireNode::Integer(integer));
    }
    // Of one that is out of range it makes the greatest there is, or 0.
    double real = 0;
    absl::from_chars(token.data(), end, real);
    return Add(WireNode::Double(real));
  }

  bool Add(const WireNode& node) {
    if (nodes_.size() == WireBody::kValuesMax) return false;
    nodes_.push_back(node);
    return true;
  }

  std::string& bytes_;
  const std::size_t size_;
  std::vector<WireNode>& nodes_;
  int depth_ = 0;
};

}  // namespace

bool ReadJson(std::string& bytes, std::size_t size, std::vector<WireNode>& nodes) {
  // Some versions of simdjson skip a byte order mark, others do not.
  const std::size_t first = bytes.find_first_not_of(kSpace);
  if (first == std::string::npos || bytes[first] != '{') return false;
  JsonReader reader(bytes, size, nodes);
  if (size > kKeptParserBytes) {
    ondemand::parser parser;
    return reader.Read(parser);
  }
  thread_local ondemand::parser kept;
  if (kept.capacity() < kKeptParserBytes && kept.allocate(kKeptParserBytes) != simdjson::SUCCESS) {
    return false;
  }
  return reader.Read(kept);
}

}  // namespace weir::serve_internal
