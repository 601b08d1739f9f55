// SPDX-License-Identifier: MIT
//
// KmsFaults say which keys of encryption are out of order. There is no key here, and none is
// needed: nothing leaves the process. What a program does when its key is disabled can be
// tested all the same.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "weir/base/gauge.h"
#include "weir/base/mutex.h"
#include "weir/service/exception.h"

namespace weir::local_internal {

// Whether it is one of the six that speak of keys.
bool IsKmsException(KinesisException exception);

class KmsFaults {
 public:
  // From now on, what takes the key of that id ends in `fault`, one of the six; nullopt: in
  // nothing any more.
  void Set(std::string_view key_id, std::optional<KinesisException> fault);

  // OK if the key may be used.
  absl::Status Check(std::string_view key_id) const;

 private:
  mutable Mutex mutex_;
  std::map<std::string, KinesisException, std::less<>> faults_ ABSL_GUARDED_BY(mutex_);
  // How many there are, so that a put asks for the lock only where a test has set one. What
  // it finds then, it finds with the lock.
  Gauge count_;
};

}  // namespace weir::local_internal
