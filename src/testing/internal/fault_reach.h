// SPDX-License-Identifier: MIT
//
// What a fault can be of: the operations that it goes with, and the exceptions that they
// can end with.
#pragma once

#include <bitset>
#include <string_view>

#include "weir/service/exception.h"
#include "weir/service/kinesis_operation.h"
#include "weir/testing/fault_script.h"

namespace weir::testing_internal {

using Operations = std::bitset<kKinesisOperationCount>;

// Whether a call of `operation` can end with `exception`.
bool CanEndWith(KinesisOperation operation, KinesisException exception);

// Whether an event stream of SubscribeToShard can.
bool EventStreamCanEndWith(KinesisException exception);

// Whether a request of `operation` names a stream, or a shard, by itself or by its
// iterator, or has records that go to one.
bool HasStream(KinesisOperation operation);
bool HasShard(KinesisOperation operation);

// Those that `fault` goes with.
Operations OperationsOf(const testing::Fault& fault);

// Those that the rule is for.
Operations OperationsOf(const testing::FaultRule& rule);

// As it is written in a script: "RaiseException".
std::string_view NameOf(const testing::Fault& fault);

// What it raises; null if it is none that does.
const KinesisException* ExceptionIn(const testing::Fault& fault);

}  // namespace weir::testing_internal
