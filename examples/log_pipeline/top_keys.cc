// SPDX-License-Identifier: MIT
#include "log_pipeline/top_keys.h"

#include <algorithm>
#include <iterator>

namespace log_pipeline {

void TopKeys::MakeRoom() {
  ++undercount_;
  last_ = nullptr;
  for (auto entry = counts_.begin(); entry != counts_.end();) {
    entry = --entry->second == 0 ? counts_.erase(entry) : std::next(entry);
  }
}

std::vector<std::pair<std::string, std::uint64_t>> TopKeys::Top(std::size_t count) const {
  std::vector<std::pair<std::string, std::uint64_t>> keys(counts_.begin(), counts_.end());
  const std::size_t wanted = std::min(count, keys.size());
  // Equal counts by name, so that two runs print the same.
  std::partial_sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(wanted), keys.end(),
                    [](const auto& a, const auto& b) {
                      return a.second != b.second ? a.second > b.second : a.first < b.first;
                    });
  keys.resize(wanted);
  return keys;
}

}  // namespace log_pipeline
