// SPDX-License-Identifier: MIT
#include "local/internal/world.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::local_internal {

Account& World::AccountOf(std::string_view account_id, std::string_view region) {
  MutexLock lock(mutex_);
  std::unique_ptr<Account>& account = accounts_[{std::string(account_id), std::string(region)}];
  if (account == nullptr) {
    account = std::make_unique<Account>(*this, std::string(account_id), std::string(region));
  }
  return *account;
}

Account* World::FindAccount(std::string_view account_id, std::string_view region) {
  MutexLock lock(mutex_);
  const auto found = accounts_.find(std::pair(std::string(account_id), std::string(region)));
  return found == accounts_.end() ? nullptr : found->second.get();
}

std::vector<Account*> World::Accounts() {
  MutexLock lock(mutex_);
  std::vector<Account*> accounts;
  for (const auto& [place, account] : accounts_) accounts.push_back(account.get());
  return accounts;
}

std::uint64_t World::NextStreamNumber() {
  MutexLock lock(mutex_);
  return ++stream_count_;
}

}  // namespace weir::local_internal
