// SPDX-License-Identifier: MIT
#include "testing/internal/iterator_book.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "absl/time/time.h"
#include "weir/base/concat.h"

namespace weir::testing_internal {
namespace {

constexpr std::string_view kExpiredPrefix = "weir-expired-iterator-";

}  // namespace

void IteratorBook::Remember(const std::string& iterator, const IteratorFacts& facts) {
  const MutexLock lock(mutex_);
  const bool is_new = facts_.insert_or_assign(iterator, facts).second;
  if (!is_new) return;
  order_.push_back(iterator);
  if (order_.size() <= kIteratorsMax) return;
  facts_.erase(order_.front());
  order_.pop_front();
}

IteratorFacts IteratorBook::FactsOf(std::string_view iterator) const {
  const MutexLock lock(mutex_);
  const auto facts = facts_.find(std::string(iterator));
  return facts == facts_.end() ? IteratorFacts() : facts->second;
}

std::string IteratorBook::MakeExpired(absl::Time created) {
  const MutexLock lock(mutex_);
  return Concat(kExpiredPrefix, absl::ToUnixMillis(created), "-", ++expired_count_);
}

std::optional<absl::Time> IteratorBook::CreatedIfExpired(std::string_view iterator) {
  if (!iterator.starts_with(kExpiredPrefix)) return std::nullopt;
  iterator.remove_prefix(kExpiredPrefix.size());
  std::int64_t millis = 0;
  const auto read = std::from_chars(iterator.data(), iterator.data() + iterator.size(), millis);
  if (read.ec != std::errc()) return std::nullopt;
  return absl::FromUnixMillis(millis);
}

}  // namespace weir::testing_internal
