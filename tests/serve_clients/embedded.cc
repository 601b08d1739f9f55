// SPDX-License-Identifier: MIT
//
// A program with a Kinesis of its own, and an endpoint through which a client of AWS's comes
// in: both put and both read, one through the contract and the other over HTTP, and each finds
// what the other has put.
//
//   weir_serve_clients_embedded CLIENT [ARGUMENT...]
//
// The client is given --url, and --neighbour for the stream that is filled here; it leaves
// "clients-kept" behind. Credentials are the environment's. The exit status is the client's, if
// that is not 0: 77 is CTest's word for a test that could not be run.

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/model/record.h"
#include "weir/serve/credentials.h"
#include "weir/serve/endpoint.h"

namespace weir {
namespace {

constexpr std::string_view kNeighbour = "neighbour";
constexpr std::string_view kKept = "clients-kept";
constexpr int kKeptRecords = 256;
constexpr absl::Duration kBetweenPuts = absl::Milliseconds(2);
// After the client has registered its consumer: some that come while it listens.
constexpr int kPutsWhileItListens = 300;

// Ends the program with what is wrong; the endpoint's status or that of an operation.
template <typename T>
T OrDie(std::string_view what, absl::StatusOr<T> result) {
  if (result.ok()) return *std::move(result);
  std::cerr << "wrong: " << what << ": " << result.status() << '\n';
  std::exit(EXIT_FAILURE);
}

void Expect(bool condition, std::string_view message) {
  if (condition) return;
  std::cerr << "wrong: " << message << '\n';
  std::exit(EXIT_FAILURE);
}

pid_t Start(std::vector<std::string> command) {
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ);
  Expect(error == 0, Concat("the client cannot be started: ", std::strerror(error)));
  return child;
}

// Its exit status, once it has ended.
std::optional<int> StatusOf(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, WNOHANG) == 0) return std::nullopt;
  return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

// Puts "0", "1" and so on, and "end" when the client has listened for a while.
class Neighbour {
 public:
  explicit Neighbour(LocalKinesis& kinesis) : kinesis_(kinesis) {
    Expect(kinesis_.CreateStream({.stream_name = kNeighbour, .shard_count = 1}).ok(),
           "the neighbour has no stream");
    arn_ = OrDie("the neighbour", kinesis_.DescribeStreamSummary({.stream_name = kNeighbour}))
               .stream_description_summary.stream_arn;
  }

  void PutNext() {
    if (left_ == 0) return;
    const bool is_last = left_.has_value() && --*left_ == 0;
    OrDie("a put",
          kinesis_.PutRecord({.stream_name = kNeighbour,
                              .partition_key = "key",
                              .data = AsBytes(is_last ? "end" : std::to_string(count_++))}));
    if (left_.has_value()) return;
    if (!OrDie("the consumers", kinesis_.ListStreamConsumers({.stream_arn = arn_}))
             .consumers.empty()) {
      left_ = kPutsWhileItListens;
    }
  }

  bool IsDone() const { return left_ == 0; }

 private:
  LocalKinesis& kinesis_;
  std::string arn_;
  int count_ = 0;
  // How many are still to come; nullopt as long as nobody listens.
  std::optional<int> left_;
};

// Of key "key-7": 7, 8, … 255, 0, … 6.
bool IsKept(const kinesis::Record& record, int number) {
  if (record.data.size() != 256) return false;
  for (std::size_t i = 0; i < record.data.size(); ++i) {
    if (record.data[i] != static_cast<std::byte>(i + static_cast<std::size_t>(number))) {
      return false;
    }
  }
  return true;
}

// That the client has left what it was to leave, in two shards.
void CheckKept(LocalKinesis& kinesis) {
  std::map<std::string, int, std::less<>> numbers;
  for (int i = 0; i < kKeptRecords; ++i) numbers.emplace(Concat("key-", i), i);
  for (const std::string_view shard : {"shardId-000000000000", "shardId-000000000001"}) {
    const auto iterator =
        OrDie(shard, kinesis.GetShardIterator(
                         {.stream_name = kKept,
                          .shard_id = shard,
                          .shard_iterator_type = kinesis::ShardIteratorType::kTrimHorizon}));
    const auto read = OrDie(shard, kinesis.GetRecords({.shard_iterator = iterator.shard_iterator}));
    Expect(!read.records.empty() && read.millis_behind_latest == 0,
           Concat("one read of ", shard, " gives nothing, or not all"));
    for (const kinesis::Record& record : read.records) {
      const auto found = numbers.find(record.partition_key);
      Expect(found != numbers.end(), Concat(record.partition_key, " is there twice"));
      Expect(IsKept(record, found->second), Concat(record.partition_key, " has other data"));
      numbers.erase(found);
    }
  }
  Expect(numbers.empty(), Concat(numbers.size(), " of the client's records are missing"));
}

// That the endpoint notices, in a moment, that the client is gone.
void CheckSubscriptionsEnd(const Endpoint& endpoint) {
  constexpr std::string_view kNone = "\nweir_subscriptions 0\n";
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  while (endpoint.MetricsText().find(kNone) == std::string::npos) {
    Expect(absl::Now() < deadline, "subscriptions of a client that is gone are still open");
    absl::SleepFor(kBetweenPuts);
  }
}

int Run(std::vector<std::string> command) {
  LocalKinesis kinesis =
      OrDie("the Kinesis", LocalKinesis::Create({.limits = KinesisLimits::Unlimited()}));
  const auto endpoint =
      OrDie("the endpoint",
            Endpoint::Start(kinesis, {.signature_check = SignatureCheck::kVerify,
                                      .credentials = {OrDie("AWS_ACCESS_KEY_ID and so on",
                                                            CredentialsFromEnvironment())}}));
  Neighbour neighbour(kinesis);
  command.insert(command.end(), {"--url", endpoint->url(), "--neighbour", std::string(kNeighbour)});
  const pid_t client = Start(std::move(command));
  std::optional<int> status;
  while (!(status = StatusOf(client)).has_value()) {
    neighbour.PutNext();
    absl::SleepFor(kBetweenPuts);
  }
  if (*status != 0) return *status;

  Expect(neighbour.IsDone(), "the client ended before it had heard all of its neighbour");
  CheckKept(kinesis);
  const auto streams = OrDie("the streams", kinesis.ListStreams({}));
  Expect(
      streams.stream_names == std::vector<std::string>{std::string(kKept), std::string(kNeighbour)},
      Concat("of the client's streams, ", streams.stream_names.size(), " are left"));
  CheckSubscriptionsEnd(*endpoint);
  Expect(endpoint->Drain(absl::Seconds(10)), "the endpoint waits for a client that is gone");
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace weir

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: weir_serve_clients_embedded CLIENT [ARGUMENT...]\n";
    return 2;
  }
  return weir::Run(std::vector<std::string>(argv + 1, argv + argc));
}
