// SPDX-License-Identifier: MIT
#include "explore/model/explore.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "explore/model/interleaving.h"

namespace weir::explore {

namespace {

double Scale() {
  const char* const scale = std::getenv("WEIR_EXPLORE_SCALE");
  return scale != nullptr ? std::strtod(scale, nullptr) : 1;
}

// "append_first/2,2,0/12:1,40.0:2": the bounds decide which choices there are, so they
// belong to it.
std::string ScheduleText(const std::string& name, const Bounds& bounds,
                         const std::string& choices) {
  return name + '/' + std::to_string(bounds.preemptions) + ',' + std::to_string(bounds.old_values) +
         ',' + (bounds.is_reducing ? '1' : '0') + '/' + choices;
}

class Exploration {
 public:
  Exploration(const ScenarioType& scenario, const Plan& plan) : plan_(plan), explorer_(scenario) {
    explorer_.set_mutation(plan.mutation);
    explorer_.set_sites(plan.sites);
  }

  Report Run() {
    const auto begin = std::chrono::steady_clock::now();
    const char* const replay = std::getenv("WEIR_EXPLORE_REPLAY");
    if (replay != nullptr) {
      Replay(replay);
    } else if (plan_.is_exhaustive) {
      RunSystematically({.is_reducing = plan_.is_reducing}, ~std::uint64_t{0});
      report_.is_complete = report_.Holds();
    } else {
      RunBounded();
    }
    report_.steps = explorer_.steps();
    report_.mutated = explorer_.mutated();
    report_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return report_;
  }

 private:
  // Whether all of them were run and hold; `executions_max` in all.
  bool RunSystematically(const Bounds& bounds, std::uint64_t executions_max) {
    explorer_.set_bounds(bounds);
    explorer_.choices().BeginSystematic();
    while (report_.executions < executions_max) {
      if (!RunOne(bounds)) return false;
      if (explorer_.TakeLearned()) {
        explorer_.choices().BeginSystematic();
      } else if (!explorer_.choices().Advance()) {
        return true;
      }
    }
    return false;
  }

  void RunBounded() {
    explorer_.set_is_learning(true);
    const double scale = Scale();
    const auto systematic_max =
        static_cast<std::uint64_t>(static_cast<double>(plan_.systematic_max) * scale);
    for (std::uint32_t distance = 0; distance <= plan_.distance_max; ++distance) {
      const Bounds bounds{.preemptions = distance, .old_values = distance};
      if (!RunSystematically(bounds, systematic_max)) break;
      report_.complete_distance = static_cast<int>(distance);
      // No bound has left anything out: nothing is left for chance.
      if (!explorer_.choices().has_cut()) {
        report_.is_complete = true;
        return;
      }
    }
    const auto random_max =
        static_cast<std::uint64_t>(static_cast<double>(plan_.random_max) * scale);
    explorer_.set_bounds({});
    for (std::uint64_t seed = 0; seed < random_max && report_.Holds(); ++seed) {
      explorer_.choices().BeginRandom(seed);
      RunOne({});
      explorer_.TakeLearned();
    }
  }

  // False if something is wrong in it.
  bool RunOne(const Bounds& bounds) {
    const ExecutionEnd end = explorer_.RunOnce();
    ++report_.executions;
    if (end == ExecutionEnd::kRedundant) ++report_.redundant;
    if (end != ExecutionEnd::kFailed) return true;
    report_.failure = explorer_.failure();
    report_.schedule = ScheduleText(plan_.name, bounds, explorer_.choices().Schedule());
    // Once more, noting each step.
    explorer_.choices().BeginSchedule(explorer_.choices().Schedule());
    explorer_.set_is_tracing(true);
    explorer_.set_is_learning(false);
    explorer_.RunOnce();
    explorer_.set_is_tracing(false);
    report_.interleaving = InterleavingText(explorer_.trace());
    if (explorer_.failure() != report_.failure) {
      report_.failure += " (and when repeated: " + explorer_.failure() + ")";
    }
    return false;
  }

  // Nothing, if it is of another scenario.
  void Replay(const std::string& schedule) {
    const std::string prefix = plan_.name + '/';
    if (schedule.compare(0, prefix.size(), prefix) != 0) return;
    const std::string text = schedule.substr(prefix.size());
    Bounds bounds;
    unsigned is_reducing = 0;
    int end = 0;
    if (std::sscanf(text.c_str(), "%u,%u,%u/%n", &bounds.preemptions, &bounds.old_values,
                    &is_reducing, &end) != 3 ||
        end == 0) {
      report_.failure = "WEIR_EXPLORE_REPLAY is no schedule: " + schedule;
      return;
    }
    bounds.is_reducing = is_reducing != 0;
    explorer_.set_bounds(bounds);
    explorer_.set_is_tracing(true);
    explorer_.choices().BeginSchedule(text.substr(static_cast<std::size_t>(end)));
    const ExecutionEnd how = explorer_.RunOnce();
    report_.executions = 1;
    report_.interleaving = InterleavingText(explorer_.trace());
    report_.schedule = schedule;
    if (how == ExecutionEnd::kFailed) report_.failure = explorer_.failure();
  }

  const Plan& plan_;
  Explorer explorer_;
  Report report_;
};

}  // namespace

Report ExploreType(const ScenarioType& scenario, const Plan& plan) {
  return Exploration(scenario, plan).Run();
}

std::string Summary(const Plan& plan, const Report& report) {
  std::string reach = "at random";
  if (report.is_complete) {
    reach = "all there are";
  } else if (report.complete_distance >= 0) {
    reach = "all to distance " + std::to_string(report.complete_distance);
  }
  char text[256];
  std::snprintf(text, sizeof(text), "explore %-24s %9llu executions (%s), %.0f steps each, %.2f s",
                plan.name.c_str(), static_cast<unsigned long long>(report.executions),
                reach.c_str(),
                static_cast<double>(report.steps) /
                    static_cast<double>(report.executions > 0 ? report.executions : 1),
                report.seconds);
  return text;
}

std::string Story(const Report& report) {
  return report.interleaving + report.failure + "\nafter " + std::to_string(report.executions) +
         " executions; repeat with WEIR_EXPLORE_REPLAY=" + report.schedule + "\n";
}

}  // namespace weir::explore
