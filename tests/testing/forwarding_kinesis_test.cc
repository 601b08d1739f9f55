// SPDX-License-Identifier: MIT
#include "weir/testing/forwarding_kinesis.h"

#include <optional>
#include <string>
#include <type_traits>

#include "testing/support.h"
#include "weir/service/exception.h"

namespace weir::testing {
namespace {

// Sees everything, and has an overload for one request.
class Watcher final : public ForwardingKinesis<Watcher> {
 public:
  using ForwardingKinesis::ForwardingKinesis;

  template <class Request, class Forward>
  auto Call(KinesisOperation operation, const Request& request, const Forward& forward) {
    last = operation;
    return forward(request);
  }
  template <class Forward>
  auto Call(KinesisOperation, const kinesis::PutRecordRequest& request, const Forward& forward) {
    kinesis::PutRecordRequest other = request;
    other.partition_key = "another";
    return forward(other);
  }

  std::optional<KinesisOperation> last;
};

TEST_CASE("each operation comes to the decorator by its name, and to the decorated once",
          "[testing][forwarding_kinesis]") {
  for (const KinesisOperation operation : AllOperations()) {
    INFO(ToString(operation));
    FakeKinesis fake;
    Watcher watcher(fake);
    CHECK(Answer(CallMinimally(watcher, operation)) == "OK");
    CHECK(fake.CountOf(operation) == 1);
    if (operation != KinesisOperation::kPutRecord) CHECK(watcher.last == operation);
    for (const KinesisOperation other : AllOperations()) {
      if (other != operation) CHECK(fake.CountOf(other) == 0);
    }
  }
}

TEST_CASE("an error of the decorated is the answer of each operation",
          "[testing][forwarding_kinesis]") {
  FakeKinesis fake;
  fake.error = KinesisError(KinesisException::kLimitExceeded, "enough");
  Watcher watcher(fake);
  for (const KinesisOperation operation : AllOperations()) {
    CHECK(Answer(CallMinimally(watcher, operation)) == "LimitExceededException: enough");
  }
}

TEST_CASE("a decorator treats one request apart by an overload, and may change it",
          "[testing][forwarding_kinesis]") {
  FakeKinesis fake;
  Watcher watcher(fake);
  CHECK(Answer(CallMinimally(watcher, KinesisOperation::kPutRecord)) == "OK");
  CHECK(fake.put_keys == std::vector<std::string>{"another"});
  CHECK_FALSE(watcher.last.has_value());
}

}  // namespace
}  // namespace weir::testing
