// SPDX-License-Identifier: MIT
#include "local/internal/tagging.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"

namespace weir::local_internal {
namespace {

absl::Status InvalidTags(std::string_view message) {
  return KinesisError(KinesisException::kInvalidArgument, message);
}

// The character of up to three bytes in UTF-8 that `text` begins with, and how many they
// are. Of anything else it says U+FFFF, which is no letter.
struct Character {
  std::uint32_t code = 0xFFFF;
  std::size_t bytes = 1;
};

Character FirstCharacter(std::string_view text) {
  const auto at = [text](std::size_t i) -> std::uint32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const auto is_rest = [&at](std::size_t i) { return (at(i) & 0xC0) == 0x80; };
  if (at(0) < 0x80) return {.code = at(0), .bytes = 1};
  // What has a shorter form is no UTF-8.
  if ((at(0) & 0xE0) == 0xC0 && is_rest(1)) {
    const std::uint32_t code = (at(0) & 0x1F) << 6 | (at(1) & 0x3F);
    if (code >= 0x80) return {.code = code, .bytes = 2};
  }
  if ((at(0) & 0xF0) == 0xE0 && is_rest(1) && is_rest(2)) {
    const std::uint32_t code = (at(0) & 0x0F) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F);
    if (code >= 0x800) return {.code = code, .bytes = 3};
  }
  return {};
}

// The letters are those of AWS's pattern, which knows no character beyond U+FFFF.
bool IsTagCharacter(std::uint32_t code) {
  if (code >= 0x80) return (0xC0 <= code && code <= 0x1FFF) || (0x2C00 <= code && code <= 0xD7FF);
  const char c = static_cast<char>(code);
  const bool is_letter = ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
  constexpr std::string_view kOthers = "_./-=+ @%:";
  return is_letter || ('0' <= c && c <= '9') || kOthers.find(c) != std::string_view::npos;
}

bool IsOfTagCharacters(std::string_view text) {
  while (!text.empty()) {
    const Character first = FirstCharacter(text);
    if (!IsTagCharacter(first.code)) return false;
    text.remove_prefix(first.bytes);
  }
  return true;
}

// `texts` are keys and values; `verb` is what is done to them: "add tags to".
absl::Status CheckTexts(const std::vector<std::string_view>& texts, std::string_view verb,
                        const TaggedResource& of) {
  if (!std::all_of(texts.begin(), texts.end(), IsOfTagCharacters)) {
    return InvalidTags(
        "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white "
        "space, _ . / = + - % @ :.");
  }
  // AWS refuses it in other words, which allow it a comma.
  if (std::any_of(texts.begin(), texts.end(),
                  [](std::string_view text) { return text.find('%') != text.npos; })) {
    return InvalidTags(
        Concat("Failed to ", verb, " ", of.kind, " ", of.name, " under account ", of.account_id,
               " because some tags contained illegal characters. The allowed characters are "
               "Unicode letters, white-spaces, '_',',','/','=','+','-','@',':'."));
  }
  return absl::OkStatus();
}

absl::Status TooManyTags(const TaggedResource& of) {
  return InvalidTags(Concat("Failed to add tags to ", of.kind, " ", of.name, " under account ",
                            of.account_id, " because a given ", of.kind, " cannot have more than ",
                            kTagsMax, " tags associated with it."));
}

}  // namespace

absl::Status CheckTags(const kinesis::TagMap& tags, const TaggedResource& of) {
  std::vector<std::string_view> texts;
  for (const auto& [key, value] : tags) {
    texts.push_back(key);
    texts.push_back(value);
  }
  absl::Status status = CheckTexts(texts, "add tags to", of);
  if (!status.ok()) return status;
  const auto reserved = std::find_if(tags.begin(), tags.end(),
                                     [](const auto& tag) { return tag.first.starts_with("aws:"); });
  if (reserved != tags.end()) {
    return InvalidTags(Concat("Failed to add tags to ", of.kind, " ", of.name, " under account ",
                              of.account_id, " because the prefix aws: of the tag key ",
                              reserved->first, " is reserved."));
  }
  if (tags.size() > kTagsMax) return TooManyTags(of);
  return absl::OkStatus();
}

absl::Status CheckTagKeys(const std::vector<std::string_view>& tag_keys, const TaggedResource& of) {
  return CheckTexts(tag_keys, "remove tags from", of);
}

absl::Status AddTags(kinesis::TagMap& tags, const kinesis::TagMap& added,
                     const TaggedResource& of) {
  const auto is_new = [&tags](const auto& tag) { return !tags.contains(tag.first); };
  const auto new_count =
      static_cast<std::size_t>(std::count_if(added.begin(), added.end(), is_new));
  if (tags.size() + new_count > kTagsMax) return TooManyTags(of);
  for (const auto& [key, value] : added) tags.insert_or_assign(key, value);
  return absl::OkStatus();
}

void RemoveTags(kinesis::TagMap& tags, const std::vector<std::string_view>& tag_keys) {
  for (const std::string_view key : tag_keys) {
    const auto found = tags.find(key);
    if (found != tags.end()) tags.erase(found);
  }
}

std::vector<kinesis::Tag> ListTags(const kinesis::TagMap& tags) {
  std::vector<kinesis::Tag> list;
  list.reserve(tags.size());
  for (const auto& [key, value] : tags) list.push_back({.key = key, .value = value});
  return list;
}

}  // namespace weir::local_internal
