// SPDX-License-Identifier: MIT
#include "weir/quota/read_quota.h"

#include <cstdint>

#include "quota/support/exact_gate.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::kSecond;

constexpr std::uint64_t kMiB = 1'048'576;

TEST_CASE("five shared reads a second are admitted, whatever they find", "[quota][read]") {
  const Limits limits = Limits::Kinesis();
  ReadQuota quota;
  for (int i = 0; i < 5; ++i) CHECK(quota.Admit(limits, ReaderKind::kShared, 0).IsAdmitted());
  CHECK(quota.Admit(limits, ReaderKind::kShared, 0).retry_after_nanos == kSecond / 5);
  CHECK(quota.Admit(limits, ReaderKind::kShared, kSecond / 5 - 1).retry_after_nanos == 1);
  CHECK(quota.Admit(limits, ReaderKind::kShared, kSecond / 5).IsAdmitted());
}

TEST_CASE("a dedicated reader may call as often as it likes", "[quota][read]") {
  const Limits limits = Limits::Kinesis();
  ReadQuota quota;
  for (int i = 0; i < 1'000; ++i) {
    REQUIRE(quota.Admit(limits, ReaderKind::kDedicated, 0).IsAdmitted());
  }
  quota.Charge(limits, 2 * kMiB);
  CHECK_FALSE(quota.Admit(limits, ReaderKind::kDedicated, 0).IsAdmitted());
}

// A full bucket holds 2 MiB, so of 10 MiB four seconds' worth is debt. The next read
// needs one byte more than that.
TEST_CASE("a read of ten MiB is followed by refusals until its debt is paid", "[quota][read]") {
  const Limits limits = Limits::Kinesis();
  for (const ReaderKind kind : {ReaderKind::kShared, ReaderKind::kDedicated}) {
    ReadQuota quota;
    REQUIRE(quota.Admit(limits, kind, 0).IsAdmitted());
    quota.Charge(limits, 10 * kMiB);
    const std::int64_t byte_nanos = (kSecond + 2 * 1'048'576 - 1) / (2 * 1'048'576);
    CHECK(quota.Admit(limits, kind, 0).retry_after_nanos == 4 * kSecond + byte_nanos);
    CHECK_FALSE(quota.Admit(limits, kind, 4 * kSecond).IsAdmitted());
    CHECK(quota.Admit(limits, kind, 4 * kSecond + byte_nanos - 1).retry_after_nanos == 1);
    CHECK(quota.Admit(limits, kind, 4 * kSecond + byte_nanos).IsAdmitted());
  }
}

TEST_CASE("a read right behind another that emptied the bucket waits the whole time",
          "[quota][read]") {
  const Limits limits = Limits::Kinesis();
  ReadQuota quota;
  REQUIRE(quota.Admit(limits, ReaderKind::kShared, 0).IsAdmitted());
  quota.Charge(limits, 2 * kMiB - 1);
  // One byte is left, which is enough to begin.
  REQUIRE(quota.Admit(limits, ReaderKind::kShared, 0).IsAdmitted());
  quota.Charge(limits, 10 * kMiB);
  // Five seconds, as for Kinesis's readers.
  CHECK(quota.Admit(limits, ReaderKind::kShared, 0).retry_after_nanos == 5 * kSecond);
}

TEST_CASE("a read that is refused for its bytes takes no call, and the other way round",
          "[quota][read]") {
  const Limits limits{.read_bytes = {.per_second = 1'000}, .read_calls = {.per_second = 2}};
  ReadQuota quota;
  REQUIRE(quota.Admit(limits, ReaderKind::kShared, 0).IsAdmitted());
  quota.Charge(limits, 1'999);
  // A second and a bit of refusals; the one call that is left stays.
  for (int i = 0; i < 10; ++i)
    CHECK_FALSE(quota.Admit(limits, ReaderKind::kShared, 0).IsAdmitted());
  CHECK(quota.Admit(limits, ReaderKind::kShared, kSecond).IsAdmitted());
  CHECK(quota.Admit(limits, ReaderKind::kShared, kSecond).IsAdmitted());
  CHECK(quota.Admit(limits, ReaderKind::kShared, kSecond).retry_after_nanos == kSecond / 2);
  CHECK(quota.Admit(limits, ReaderKind::kDedicated, kSecond).IsAdmitted());
}

TEST_CASE("of two limits that refuse a read, the longer wait is told", "[quota][read]") {
  const Limits limits{.read_bytes = {.per_second = 1'000}, .read_calls = {.per_second = 2}};
  for (const std::uint64_t owed : {std::uint64_t{99}, std::uint64_t{699}}) {
    ReadQuota quota;
    REQUIRE(quota.Admit(limits, ReaderKind::kShared, 0).IsAdmitted());
    REQUIRE(quota.Admit(limits, ReaderKind::kShared, 0).IsAdmitted());
    quota.Charge(limits, 1'000 + owed);
    const std::int64_t bytes_nanos = static_cast<std::int64_t>(owed + 1) * (kSecond / 1'000);
    CHECK(quota.Admit(limits, ReaderKind::kDedicated, 0).retry_after_nanos == bytes_nanos);
    const std::int64_t nanos = bytes_nanos > kSecond / 2 ? bytes_nanos : kSecond / 2;
    CHECK(quota.Admit(limits, ReaderKind::kShared, 0).retry_after_nanos == nanos);
    CHECK(quota.Admit(limits, ReaderKind::kShared, nanos - 1).retry_after_nanos == 1);
    CHECK(quota.Admit(limits, ReaderKind::kShared, nanos).IsAdmitted());
  }
}

TEST_CASE("a shared read's call can be given back, and a dedicated one took none",
          "[quota][read]") {
  const Limits limits{.read_calls = {.per_second = 1}};
  ReadQuota quota;
  for (int i = 0; i < 10; ++i) {
    REQUIRE(quota.Admit(limits, ReaderKind::kShared, 0).IsAdmitted());
    CHECK_FALSE(quota.Admit(limits, ReaderKind::kShared, 0).IsAdmitted());
    quota.GiveBack(limits, ReaderKind::kDedicated);
    CHECK_FALSE(quota.Admit(limits, ReaderKind::kShared, 0).IsAdmitted());
    quota.GiveBack(limits, ReaderKind::kShared);
  }
}

TEST_CASE("where calls are not limited none is given back", "[quota][read]") {
  const Limits calls_free{.read_bytes = {.per_second = 10}};
  const Limits one_call{.read_calls = {.per_second = 1}};
  ReadQuota quota;
  REQUIRE(quota.Admit(one_call, ReaderKind::kShared, 0).IsAdmitted());
  REQUIRE(quota.Admit(calls_free, ReaderKind::kShared, 0).IsAdmitted());
  quota.GiveBack(calls_free, ReaderKind::kShared);
  CHECK_FALSE(quota.Admit(one_call, ReaderKind::kShared, 0).IsAdmitted());
}

TEST_CASE("where nothing is limited every read is admitted", "[quota][read]") {
  ReadQuota quota;
  const Limits none;
  for (int i = 0; i < 100; ++i) {
    REQUIRE(quota.Admit(none, ReaderKind::kShared, 0).IsAdmitted());
    quota.Charge(none, ~std::uint64_t{0} / 2);
  }
  const Limits calls_only{.read_calls = {.per_second = 1}};
  CHECK(quota.Admit(calls_only, ReaderKind::kShared, 0).IsAdmitted());
  quota.Charge(calls_only, 1'000'000);
  CHECK(quota.Admit(calls_only, ReaderKind::kShared, 0).retry_after_nanos == kSecond);
  CHECK(quota.Admit(calls_only, ReaderKind::kShared, kSecond).IsAdmitted());
  const Limits bytes_only{.read_bytes = {.per_second = 10}};
  for (int i = 0; i < 100; ++i) {
    REQUIRE(quota.Admit(bytes_only, ReaderKind::kShared, 0).IsAdmitted());
  }
}

}  // namespace
}  // namespace weir
