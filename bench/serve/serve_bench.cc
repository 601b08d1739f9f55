// SPDX-License-Identifier: MIT
//
// Claim tested: weir-server answers Kinesis's requests over HTTP many times as fast as
// kinesalite does, which is what people run instead; a record reaches its subscribers
// within five milliseconds; and a crowd that does nothing leaves the others alone.
//
//   serve_bench --server PROGRAM [--peer PROGRAM...] [--facts FILE] [--json FILE]
//               [--only TEXT] [--rounds N] [--quick] [--check]
//
// `--peer` is followed by as many words as start the peer, up to the next of these options;
// one of them may have PORT in it. An earlier weir-server is a peer too. With `--only`, it is
// nothing but the cases that have TEXT in their names. Servers are processes of their own,
// and so is this client, all on one machine: it shares its processors with them, in the same
// way with each.
//
// Each round measures every case with every server, in an order that moves on by one, since
// machines drift: only ratios within a round count.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/cases.h"
#include "serve/crowd.h"
#include "serve/echo.h"
#include "serve/report.h"
#include "serve/server.h"
#include "serve/stop.h"
#include "serve/subscription.h"

namespace weir::bench {
namespace {

struct Arguments {
  ServerCommand server;
  ServerCommand peer;
  std::string facts_path = {};
  std::string json_path = {};
  std::string only = {};
  std::string rounds = {};
  bool is_quick = false;
  bool is_check = false;
};

// How long what is done.
struct Plan {
  std::int64_t case_millis = 2'000;
  int subscription_records = 2'000;
  CrowdTimes crowd = {.load_millis = 2'000, .idle_millis = 3'000, .slow_millis = 11'000};
};

Plan PlanOf(const Arguments& arguments) {
  if (!arguments.is_quick) return {};
  Plan plan = {.case_millis = 500};
  plan.crowd.load_millis = 1'000;
  plan.crowd.slow_millis = 500;
  return plan;
}

// Where a word goes that follows `option`, or nullptr.
std::string* TextAfter(Arguments& arguments, std::string_view option) {
  if (option == "--facts") return &arguments.facts_path;
  if (option == "--json") return &arguments.json_path;
  if (option == "--only") return &arguments.only;
  if (option == "--rounds") return &arguments.rounds;
  return nullptr;
}

Arguments Parse(const std::vector<std::string>& words) {
  Arguments arguments = {.server = {.name = "weir-server"}, .peer = {.name = "kinesalite"}};
  // Of the command that is being read.
  std::vector<std::string>* command = nullptr;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    std::string* const text = TextAfter(arguments, word);
    if (text != nullptr && i + 1 < words.size()) {
      *text = words[++i];
      command = nullptr;
    } else if (word == "--quick") {
      arguments.is_quick = true;
    } else if (word == "--check") {
      arguments.is_check = true;
    } else if (word == "--server") {
      command = &arguments.server.words;
    } else if (word == "--peer") {
      command = &arguments.peer.words;
    } else if (command != nullptr) {
      command->push_back(word);
    } else {
      Stop("no such argument, or nothing after it: " + word);
    }
  }
  if (arguments.server.words.empty()) Stop("--server PROGRAM is needed");
  for (const char* const word :
       {"--port", "0", "--limits", "unlimited", "--memory-mib", "8192", "--log", "off"}) {
    arguments.server.words.emplace_back(word);
  }
  return arguments;
}

int RoundsOf(const Arguments& arguments) {
  if (arguments.rounds.empty()) return arguments.is_quick ? 3 : 5;
  const int rounds = std::atoi(arguments.rounds.c_str());
  if (rounds <= 0) Stop("--rounds is followed by how many");
  return rounds;
}

ServerCommand WithPort(ServerCommand command) {
  constexpr std::string_view kPort = "PORT";
  for (std::string& word : command.words) {
    const std::size_t at = word.find(kPort);
    if (at != std::string::npos) word.replace(at, kPort.size(), std::to_string(FreePort()));
  }
  return command;
}

std::vector<std::pair<std::string, std::string>> ReadFacts(const std::string& path) {
  std::vector<std::pair<std::string, std::string>> facts;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos)
      facts.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return facts;
}

// The rows of a case, with one more round in them.
class CaseRows {
 public:
  // Without a goal, they are of another server than ours.
  explicit CaseRows(const Case& of) : CaseRows(of.name) {
    requests_.goal = Goal{.name = of.goal,
                          .judged = Judged::kRatio,
                          .bound = Bound::kAtLeast,
                          .limit = of.factor_min};
  }
  explicit CaseRows(const std::string& name)
      : requests_{.what = name, .metric = "requests/s"},
        p50_{.what = name, .metric = "p50, us"},
        p99_{.what = name, .metric = "p99, us"},
        cpu_{.what = name, .metric = "CPU/record, ns"} {}

  // A server is ours or the other.
  void Add(std::vector<double> Row::*of, const LoadResult& result) {
    (requests_.*of).push_back(result.requests_per_second);
    (p50_.*of).push_back(result.p50_micros);
    (p99_.*of).push_back(result.p99_micros);
    (cpu_.*of).push_back(result.cpu_nanos_per_record);
  }

  void AddFloor(const LoadResult& result) {
    requests_.floors.push_back(result.requests_per_second);
  }

  void AppendTo(std::vector<Row>& rows) const {
    for (const Row* row : {&requests_, &p50_, &p99_, &cpu_}) rows.push_back(*row);
  }

 private:
  Row requests_;
  Row p50_;
  Row p99_;
  Row cpu_;
};

// Of whatever has no peer but itself.
class OtherRows {
 public:
  void Add(const LatencyResult& result) {
    Put(subscription_p50_, result.p50_micros);
    Put(subscription_p99_, result.p99_micros);
  }

  void Add(const CrowdResult& result) {
    Put(subscribers_p99_, result.subscribers_p99_micros);
    subscribers_p99_.others.push_back(result.alone_p99_micros);
    Put(slow_p99_, result.slow_p99_micros);
    slow_p99_.others.push_back(result.alone_p99_micros);
    Put(subscribers_cpu_, result.subscribers_cpu_percent);
    Put(subscribers_memory_, result.subscribers_mib);
    Put(start_, result.start_millis);
    Put(idle_memory_, result.idle_mib);
    Put(idle_cpu_, result.idle_ticks);
  }

  void AppendTo(std::vector<Row>& rows) const {
    for (const Row* row :
         {&subscription_p50_, &subscription_p99_, &subscribers_p99_, &slow_p99_, &subscribers_cpu_,
          &subscribers_memory_, &start_, &idle_memory_, &idle_cpu_}) {
      rows.push_back(*row);
    }
  }

 private:
  static void Put(Row& row, double value) { row.ours.push_back(value); }
  static Goal AtMost(std::string name, Judged judged, double limit) {
    return {.name = std::move(name), .judged = judged, .bound = Bound::kAtMost, .limit = limit};
  }

  Row subscription_p50_{.what = "put to SubscribeToShard's event", .metric = "p50, us"};
  Row subscription_p99_{.what = "put to SubscribeToShard's event",
                        .metric = "p99, us",
                        .goal = AtMost("S4", Judged::kOurs, 5'000)};
  Row subscribers_p99_{.what = "PutRecord beside 1,000 idle subscriptions; other: alone",
                       .metric = "p99, us",
                       .goal = AtMost("S5", Judged::kRatio, 2)};
  Row slow_p99_{.what = "PutRecord beside 1,000 slow writers; other: alone",
                .metric = "p99, us",
                .goal = AtMost("S5", Judged::kRatio, 2)};
  Row subscribers_cpu_{.what = "1,000 idle subscriptions", .metric = "CPU, %"};
  Row subscribers_memory_{.what = "1,000 idle subscriptions", .metric = "memory, MiB"};
  Row start_{.what = "start to the line with its URL",
             .metric = "ms",
             .goal = AtMost("S6", Judged::kOurs, 50)};
  Row idle_memory_{
      .what = "idle server", .metric = "memory, MiB", .goal = AtMost("S6", Judged::kOurs, 20)};
  Row idle_cpu_{
      .what = "idle server, 3 s", .metric = "CPU, ticks", .goal = AtMost("S6", Judged::kOurs, 0)};
};

class Rounds {
 public:
  Rounds(const Arguments& arguments, Plan plan)
      : command_(arguments.server),
        plan_(plan),
        are_others_measured_(arguments.only.empty()),
        ours_(arguments.server) {
    if (!arguments.peer.words.empty()) peer_.emplace(WithPort(arguments.peer));
    for (const Case& of : AllCases()) {
      if (of.name.find(arguments.only) == std::string::npos) continue;
      cases_.push_back({.of = of, .rows = CaseRows(of), .echo_rows = {}});
      if (of.has_floor) cases_.back().echo_rows.emplace("an echo of no more than its bytes");
    }
  }

  void Measure(int round) {
    const std::size_t count = cases_.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = (i + static_cast<std::size_t>(round)) % count;
      const std::string stream = "bench-" + std::to_string(round) + '-' + std::to_string(at);
      // Who is first changes from round to round.
      for (const int turn : {round % 2, (round + 1) % 2}) {
        const Server* const server = turn == 0 ? &ours_ : (peer_ ? &*peer_ : nullptr);
        if (server == nullptr) continue;
        Add(cases_[at], turn == 0 ? &Row::ours : &Row::others,
            bench::Measure(*server, cases_[at].of, stream, plan_.case_millis));
      }
      if (cases_[at].echo_rows.has_value()) {
        AddEcho(cases_[at], MeasureEcho(echo_, cases_[at].of, plan_.case_millis));
      }
    }
    if (!are_others_measured_) return;
    others_.Add(MeasureSubscription(command_, plan_.subscription_records));
    others_.Add(MeasureCrowd(command_, plan_.crowd));
  }

  std::vector<Row> Rows() const {
    std::vector<Row> rows;
    for (const Measured& each : cases_) {
      each.rows.AppendTo(rows);
      if (each.echo_rows.has_value()) each.echo_rows->AppendTo(rows);
    }
    if (are_others_measured_) others_.AppendTo(rows);
    return rows;
  }

 private:
  struct Measured {
    Case of;
    CaseRows rows;
    // Of one that has a floor: the echo's and the other's.
    std::optional<CaseRows> echo_rows;
  };

  static void Add(Measured& of, std::vector<double> Row::*whose, const LoadResult& result) {
    of.rows.Add(whose, result);
    if (of.echo_rows.has_value() && whose == &Row::others) of.echo_rows->Add(whose, result);
  }
  static void AddEcho(Measured& of, const LoadResult& result) {
    of.rows.AddFloor(result);
    of.echo_rows->Add(&Row::ours, result);
  }

  const ServerCommand command_;
  const Plan plan_;
  const bool are_others_measured_;
  const Server ours_;
  const Server echo_{{.name = "echo", .words = {"/proc/self/exe", kEchoOption}}};
  std::optional<Server> peer_;
  std::vector<Measured> cases_;
  OtherRows others_;
};

int Main(const std::vector<std::string>& words) {
  EndServersOnSignals();
  RaiseFileLimit();
  const Arguments arguments = Parse(words);
  Report report = {.facts = ReadFacts(arguments.facts_path), .peer = arguments.peer.name};
  const int count = RoundsOf(arguments);
  report.facts.emplace_back("rounds", std::to_string(count));
  if (arguments.peer.words.empty()) {
    report.peer = "";
    report.facts.emplace_back("absent", arguments.peer.name);
  }
  {
    Rounds rounds(arguments, PlanOf(arguments));
    for (int round = 0; round < count; ++round) {
      std::fprintf(stderr, "== Round %d of %d\n", round + 1, count);
      rounds.Measure(round);
    }
    report.rows = rounds.Rows();
  }
  WriteTable(report, stdout);
  if (!arguments.json_path.empty()) {
    std::FILE* const file = std::fopen(arguments.json_path.c_str(), "w");
    if (file == nullptr) Stop(arguments.json_path + " cannot be written");
    WriteJson(report, file);
    std::fclose(file);
  }
  if (!arguments.is_check) return EXIT_SUCCESS;
  for (const Row& row : report.rows) {
    if (row.Judge() == Verdict::kMissed) return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == weir::bench::kEchoOption) weir::bench::BeEcho();
  return weir::bench::Main(std::vector<std::string>(argv + 1, argv + argc));
}
