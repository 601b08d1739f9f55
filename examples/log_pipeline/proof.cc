// SPDX-License-Identifier: MIT
#include "log_pipeline/proof.h"

#include <array>
#include <cstdio>

#include "log_pipeline/printable.h"
#include "support/record_checksum.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace log_pipeline {
namespace {

std::string Row(const char* who, const Ledger& ledger) {
  const Ledger::Entry total = ledger.Total();
  std::array<char, 128> row;
  std::snprintf(row.data(), row.size(), "  %-10s %16s %20s  %s", who,
                WithCommas(total.records).c_str(), WithCommas(total.bytes).c_str(),
                examples::ToHex(total.chain).c_str());
  return row.data();
}

}  // namespace

std::vector<std::string> Disprove(const Proof& proof) {
  std::vector<std::string> reasons;
  for (const absl::Status& failure : proof.failures) {
    reasons.emplace_back(weir::FromAbsl(failure.message()));
  }
  const IngestCounts& ingested = proof.ingested;
  if (ingested.data_bytes + ingested.line_end_bytes != ingested.input_bytes) {
    reasons.push_back(weir::Concat("of ", ingested.input_bytes, " bytes of input, ",
                                   ingested.data_bytes + ingested.line_end_bytes,
                                   " are in lines and their ends"));
  }
  const std::uint64_t records = ingested.lines + ingested.continuation_records;
  if (proof.put.Total().records != records) {
    reasons.push_back(
        weir::Concat(records, " records were read, ", proof.put.Total().records, " were put"));
  }
  for (const ConsumerReport& consumer : proof.consumers) {
    const std::string name = weir::Concat("the ", consumer.name);
    if (!consumer.status.ok()) {
      reasons.push_back(weir::Concat(name, " failed: ", weir::FromAbsl(consumer.status.message())));
    }
    if (consumer.trimmed_records > 0) {
      reasons.push_back(weir::Concat(name, " lost ", consumer.trimmed_records, " records"));
    }
    if (consumer.ledger != proof.put) reasons.push_back(name + " did not see what was put");
  }
  if (proof.archived.has_value() && *proof.archived != proof.put) {
    reasons.push_back("the archive does not hold what was put");
  }
  return reasons;
}

std::string DescribeProof(const Proof& proof) {
  std::string text =
      "proof               records         key+data bytes  checksum                          "
      "lost  largest lag\n";
  text += Row("put", proof.put) + "\n";
  for (const ConsumerReport& consumer : proof.consumers) {
    text += Row(consumer.name, consumer.ledger);
    text += weir::Concat("  ", WithCommas(consumer.trimmed_records), "     ",
                         WithCommas(consumer.largest_lag.records), " records, ",
                         WithCommas(consumer.largest_lag.bytes), " bytes, ",
                         consumer.largest_lag.milliseconds, " ms\n");
  }
  if (proof.archived.has_value()) text += Row("archived", *proof.archived) + "\n";
  return text;
}

}  // namespace log_pipeline
