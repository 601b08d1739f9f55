// SPDX-License-Identifier: MIT
//
// How an operation gets at the registered consumer that its request means, and with it at
// the consumer's stream: found, brought up to date, allowed to the caller, and held.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/account.h"
#include "local/internal/local_consumer.h"
#include "local/internal/open_stream.h"
#include "weir/service/arn.h"
#include "weir/service/kinesis_operation.h"
#include "weir/service/stream_address.h"

namespace weir::local_internal {

template <class Stream>
struct OpenConsumer {
  LocalConsumer* operator->() const { return state.get(); }
  LocalConsumer& operator*() const { return *state; }

  // May be kept longer than the stream is held.
  std::shared_ptr<LocalConsumer> state;
  Stream stream;
};

using SharedConsumer = OpenConsumer<SharedStream>;
using OwnedConsumer = OpenConsumer<OwnedStream>;

// The consumer that `address` means to `caller`, in whatever status; its stream is held.
// The call counts as one of `operation`. LimitExceededException; InvalidArgumentException
// for an address that means none or two; ResourceNotFoundException, of the stream or of the
// consumer; AccessDeniedException for a consumer of another account whose own policy does
// not allow it: that of its stream is no help.
absl::StatusOr<SharedConsumer> OpenConsumerShared(Account& caller, KinesisOperation operation,
                                                  const ConsumerAddress& address);
absl::StatusOr<OwnedConsumer> OpenConsumerAlone(Account& caller, KinesisOperation operation,
                                                const ConsumerAddress& address);

// ResourceNotFoundException.
absl::Status ConsumerNotFound(const ConsumerArn& arn);

}  // namespace weir::local_internal
