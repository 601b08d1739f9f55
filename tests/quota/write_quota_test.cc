// SPDX-License-Identifier: MIT
#include "weir/quota/write_quota.h"

#include <algorithm>
#include <cstdint>

#include "quota/support/exact_gate.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::ExactGate;
using testing::kSecond;

TEST_CASE("a put is admitted if both bytes and records are", "[quota][write]") {
  const Limits limits{.write_bytes = {.per_second = 1'000}, .write_records = {.per_second = 10}};
  WriteQuota quota;
  CHECK(quota.Check(limits, {}, {.records = 10, .bytes = 1'000}, 0).IsAdmitted());

  const QuotaVerdict bytes = quota.Check(limits, {}, {.records = 10, .bytes = 1'001}, 0);
  CHECK(bytes.bytes_retry_after_nanos == kNever);
  CHECK(bytes.records_retry_after_nanos == 0);
  CHECK_FALSE(bytes.IsAdmitted());

  const QuotaVerdict records =
      quota.Check(limits, {.records = 10, .bytes = 0}, {.records = 1, .bytes = 1}, 0);
  CHECK(records.bytes_retry_after_nanos == 0);
  CHECK(records.records_retry_after_nanos == kSecond / 10);
  CHECK_FALSE(records.IsAdmitted());

  const QuotaVerdict both =
      quota.Check(limits, {.records = 10, .bytes = 1'000}, {.records = 2, .bytes = 10}, 0);
  CHECK(both.bytes_retry_after_nanos == kSecond / 100);
  CHECK(both.records_retry_after_nanos == kSecond / 5);
}

TEST_CASE("a refusal changes nothing", "[quota][write]") {
  const Limits limits{.write_bytes = {.per_second = 1'000}, .write_records = {.per_second = 10}};
  WriteQuota quota;
  for (int i = 0; i < 100; ++i) {
    CHECK_FALSE(quota.Check(limits, {}, {.records = 11, .bytes = 1}, 0).IsAdmitted());
    CHECK_FALSE(quota.Check(limits, {}, {.records = 1, .bytes = 1'001}, 0).IsAdmitted());
  }
  CHECK(quota.Check(limits, {}, {.records = 10, .bytes = 1'000}, 0).IsAdmitted());
}

TEST_CASE("each rate limits by itself, and none where it is 0", "[quota][write]") {
  const QuotaAmount huge{.records = 1'000'000, .bytes = 1'000'000'000};
  WriteQuota none;
  CHECK(none.Check({}, huge, huge, 0).IsAdmitted());
  WriteQuota bytes;
  const Limits bytes_only{.write_bytes = {.per_second = 100}};
  CHECK(bytes.Check(bytes_only, {}, {.records = 1'000'000, .bytes = 100}, 0).IsAdmitted());
  CHECK_FALSE(bytes.Check(bytes_only, {.bytes = 100}, {.records = 0, .bytes = 1}, 0).IsAdmitted());
  WriteQuota records;
  const Limits records_only{.write_records = {.per_second = 100}};
  CHECK(records.Check(records_only, {}, {.records = 100, .bytes = 1'000'000'000}, 0).IsAdmitted());
  CHECK_FALSE(records.Check(records_only, {.records = 100}, {.records = 1}, 0).IsAdmitted());
}

TEST_CASE("a shard of Kinesis takes a thousand records or a MiB at once, then a second's worth",
          "[quota][write]") {
  const Limits limits = Limits::Kinesis();
  WriteQuota quota;
  CHECK(quota.Check(limits, {}, {.records = 1'000, .bytes = 1'048'576}, 0).IsAdmitted());
  const QuotaAmount total{.records = 1'000, .bytes = 1'048'576};
  const QuotaVerdict verdict = quota.Check(limits, total, {.records = 1, .bytes = 1}, 0);
  CHECK(verdict.records_retry_after_nanos == 1'000'000);
  CHECK(verdict.bytes_retry_after_nanos == 954);
  CHECK(quota.Check(limits, total, {.records = 1'000, .bytes = 1'048'576}, kSecond).IsAdmitted());
}

TEST_CASE("what was put in spite of the verdict does not count against the next",
          "[quota][write]") {
  const Limits limits{.write_bytes = {.per_second = 1'000}, .write_records = {.per_second = 10}};
  WriteQuota quota;
  const QuotaAmount burst{.records = 10, .bytes = 1'000};
  REQUIRE(quota.Check(limits, {}, burst, 0).IsAdmitted());
  REQUIRE_FALSE(quota.Check(limits, burst, burst, 0).IsAdmitted());
  quota.Forgive(limits, burst);
  const QuotaAmount twice{.records = 20, .bytes = 2'000};
  const QuotaVerdict verdict = quota.Check(limits, twice, {.records = 1, .bytes = 1}, 0);
  CHECK(verdict.records_retry_after_nanos == kSecond / 10);
  CHECK(verdict.bytes_retry_after_nanos == kSecond / 1'000);
  CHECK(quota.Check(limits, twice, burst, kSecond).IsAdmitted());
}

TEST_CASE("what is forgiven of one limit alone does not count either", "[quota][write]") {
  const QuotaAmount burst{.records = 10, .bytes = 1'000};
  const QuotaAmount twice{.records = 20, .bytes = 2'000};
  const Limits records_only{.write_records = {.per_second = 10}};
  const Limits bytes_only{.write_bytes = {.per_second = 1'000}};
  for (const Limits& limits : {records_only, bytes_only}) {
    WriteQuota quota;
    REQUIRE(quota.Check(limits, {}, burst, 0).IsAdmitted());
    REQUIRE_FALSE(quota.Check(limits, burst, burst, 0).IsAdmitted());
    quota.Forgive(limits, burst);
    const QuotaVerdict verdict = quota.Check(limits, twice, {.records = 1, .bytes = 1}, 0);
    CHECK(verdict.records_retry_after_nanos ==
          (limits.write_records.IsLimited() ? kSecond / 10 : 0));
    CHECK(verdict.bytes_retry_after_nanos ==
          (limits.write_bytes.IsLimited() ? kSecond / 1'000 : 0));
    CHECK(quota.Check(limits, twice, burst, kSecond).IsAdmitted());
  }
}

TEST_CASE("a quota says what two exact gates would say, over random histories", "[quota][write]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 300; ++round) {
    const Limits limits{
        .write_bytes = {.per_second = 100 + static_cast<std::int64_t>(random.Below(100'000))},
        .write_records = {.per_second = 1 + static_cast<std::int64_t>(random.Below(1'000))}};
    WriteQuota quota;
    ExactGate bytes;
    ExactGate records;
    QuotaAmount total;
    std::int64_t now = 0;
    for (int i = 0; i < 200; ++i) {
      now += static_cast<std::int64_t>(random.Below(100'000'000));
      const QuotaAmount amount{.records = 1 + random.Below(3), .bytes = 1 + random.Below(200)};
      const QuotaVerdict verdict = quota.Check(limits, total, amount, now);
      REQUIRE(verdict.bytes_retry_after_nanos ==
              bytes.Check(limits.write_bytes, total.bytes, amount.bytes, now).retry_after_nanos);
      REQUIRE(verdict.records_retry_after_nanos ==
              records.Check(limits.write_records, total.records, amount.records, now)
                  .retry_after_nanos);
      if (!verdict.IsAdmitted()) {
        if (random.Below(4) != 0) continue;
        quota.Forgive(limits, amount);
        bytes.Forgive(amount.bytes);
        records.Forgive(amount.records);
      }
      total.records += amount.records;
      total.bytes += amount.bytes;
    }
  }
}

}  // namespace
}  // namespace weir
