// SPDX-License-Identifier: MIT
//
// TopKeys counts how often each key comes, for the most frequent ones, in bounded
// memory however many keys there are.
//
// Up to kKeysMax different keys it is exact. Beyond, it is Misra and Gries's
// summary: when a new key finds no room, everybody's count goes down by one and
// the zeros leave. A count is then too low by at most undercount(), and every key
// that came more often than that is still there.
//
// Threads: one. Cost: one look-up, none for a key that comes twice in a row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "weir/base/hash.h"

namespace log_pipeline {

class TopKeys {
 public:
  static constexpr std::size_t kKeysMax = 65'536;

  void Add(std::string_view key) {
    if (last_ != nullptr && last_->first == key) {
      ++last_->second;
      return;
    }
    auto found = counts_.find(key);
    if (found == counts_.end()) {
      if (counts_.size() == kKeysMax) {
        MakeRoom();
        return;
      }
      found = counts_.emplace(std::string(key), 0).first;
    }
    ++found->second;
    last_ = &*found;
  }

  // The `count` most frequent, most frequent first.
  std::vector<std::pair<std::string, std::uint64_t>> Top(std::size_t count) const;

  std::uint64_t undercount() const { return undercount_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return static_cast<std::size_t>(weir::Xxh3_128(key).low);
    }
  };
  using Counts = std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>>;

  // Takes one off every count, and out what is at zero.
  void MakeRoom();

  Counts counts_;
  std::uint64_t undercount_ = 0;
  // Where the last key counts; null if it is not known.
  Counts::value_type* last_ = nullptr;
};

}  // namespace log_pipeline
