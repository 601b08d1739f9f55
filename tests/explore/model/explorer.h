// SPDX-License-Identifier: MIT
//
// The Explorer runs the threads of a scenario as fibers, one step at a time, and
// decides before each step whose it is.
//
// Every operation on an atomic calls the explorer first (ModelAtomics). It is one
// object per execution loop, found by Explorer::Current(), since the code under test
// knows nothing of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "explore/model/choices.h"
#include "explore/model/fiber.h"
#include "explore/model/memory.h"
#include "explore/model/mutation.h"
#include "explore/model/operation.h"
#include "explore/model/plain_memory.h"

namespace weir::explore {

inline constexpr std::uint32_t kUnbounded = 0xffffffff;

// How far an execution may be from the dull one.
struct Bounds {
  // Changes to another thread while the present one could go on.
  std::uint32_t preemptions = kUnbounded;
  // Loads that see another value than the newest, and stores that are not the newest.
  std::uint32_t old_values = kUnbounded;
  // Whether to pass over executions that differ from an earlier one only in the order of
  // steps that do not matter to one another (sleep sets). Only where all are taken one
  // after the other, and preemptions have no bound.
  bool is_reducing = false;

  friend bool operator==(const Bounds&, const Bounds&) = default;
};

// What the explorer knows of a scenario: it makes one for every execution.
struct ScenarioType {
  int threads = 0;
  std::size_t bytes = 0;
  std::size_t alignment = 0;
  void (*make)(void* place) = nullptr;
  void (*run)(void* scenario, int thread) = nullptr;
  void (*at_end)(void* scenario) = nullptr;
  void (*destroy)(void* scenario) = nullptr;
};

// A step that was taken, for printing.
struct TraceStep {
  int thread = 0;
  Operation operation;
  std::string what;
};

enum class ExecutionEnd : std::uint8_t {
  kDone,
  // The same as an earlier one, but for the order of steps that do not matter.
  kRedundant,
  kFailed,
};

class Explorer {
 public:
  explicit Explorer(const ScenarioType& scenario);
  Explorer(const Explorer&) = delete;
  Explorer& operator=(const Explorer&) = delete;
  ~Explorer();

  // The one that is running an execution.
  static Explorer& Current() { return *current_; }
  static bool IsRunning() { return current_ != nullptr; }

  Choices& choices() { return choices_; }
  void set_bounds(const Bounds& bounds) { bounds_ = bounds; }
  void set_mutation(const Mutation* mutation) { mutation_ = mutation; }
  void set_sites(SiteSet* sites) { sites_ = sites; }
  void set_is_tracing(bool is_tracing) { is_tracing_ = is_tracing; }

  ExecutionEnd RunOnce();
  // Whether to change threads only before steps at locations that one thread writes and
  // another uses, as far as executions have shown: whatever else a thread does matters
  // to nobody, so a change before it is one before the next such step.
  void set_is_learning(bool is_learning) { is_learning_ = is_learning; }
  // Takes to heart what executions have shown since. Whether there was anything; then
  // they are to be begun again.
  bool TakeLearned();
  // Of the execution that failed.
  const std::string& failure() const { return failure_; }
  const std::vector<TraceStep>& trace() const { return trace_; }
  // Since construction.
  std::uint64_t steps() const { return steps_; }
  std::uint64_t mutated() const { return mutated_; }

  // ---- What ModelAtomics calls, on a thread of the scenario ----

  // `mask` is as wide as the values are.
  LocationIndex Add(const void* address, std::uint64_t mask, std::uint64_t value);
  void Remove(LocationIndex location, const void* address);
  std::uint64_t Load(LocationIndex location, const void* address, Order order, CallSite site);
  void Store(LocationIndex location, const void* address, Order order, std::uint64_t value,
             CallSite site);
  // `verb` says what `operand` does to the old value, which is returned.
  std::uint64_t Update(LocationIndex location, const void* address, Verb verb, Order order,
                       std::uint64_t operand, CallSite site);
  Swapped CompareExchange(LocationIndex location, const void* address, Order order,
                          std::uint64_t expected, std::uint64_t desired, CallSite site);
  // A step that looks at several locations with LoadInStep().
  Operation BeginLook(Verb verb, Order order, CallSite site);
  std::uint64_t LoadInStep(LocationIndex location, const void* address, const Operation& look);
  void Pause(CallSite site);
  // Until WakeAll(), unless the word is not `expected`. There is no timeout: who is not
  // woken sleeps for ever, and that is found.
  void Sleep(LocationIndex word, const void* address, std::uint32_t expected, CallSite site);
  void WakeAll(LocationIndex word, CallSite site);
  void Plain(PlainMemory::Kind kind, const void* bytes, std::size_t count, CallSite site);

  // Ends the execution: `what` is wrong.
  [[noreturn]] void Fail(const std::string& what);

 private:
  enum class State : std::uint8_t {
    kRunnable,
    // In a loop that can go on only once something is stored.
    kWaitsForStore,
    kAsleep,
    kDone,
  };
  struct Thread {
    Fiber fiber;
    Viewer viewer;
    State state = State::kDone;
    // What it will do when it is chosen.
    Operation pending;
    // Stores before its first look since it was last in Pause().
    std::uint64_t stores_at_look = 0;
    bool has_looked = false;
    LocationIndex asleep_on = kNoLocation;
  };

  // Nobody else is running: while a scenario is set up, and at its end.
  static constexpr int kMainThread = 0;
  static constexpr std::uint32_t kStepsMax = 20'000;

  static void MainEntry(void* explorer);
  static void ThreadEntry(void* thread);
  static void OnSignal(int signal);
  void CatchSignals();
  void RestoreSignals();

  Thread& Self() { return threads_[static_cast<std::size_t>(running_)]; }
  bool IsAlone() const { return running_ == kMainThread; }
  // Waits for this thread's turn to take the step; then its clock ticks.
  void Arrive(Operation& operation);
  void Mutate(Operation& operation);
  std::uint64_t LoadUnlessRemoved(LocationIndex location, const Operation& operation);
  void Use(LocationIndex location, const void* address);
  void NoteLook();
  void NoteUse(LocationIndex location, bool is_write);
  // Whether it matters what others do before this step.
  bool IsShared(LocationIndex location) const {
    return !is_learning_ || location == kNoLocation ||
           (location < uses_.size() && uses_[location].is_shared);
  }
  void CountStep();
  bool IsEnabled(const Thread& thread) const;
  // Goes on with whoever is chosen; `may_stay` is whether this thread could go on.
  void PassOn(bool may_stay);
  // Of the candidates before `chosen`, and of those that were tried already, keeps as
  // tried those to whom its step does not matter.
  void NoteTried(const int* candidates, std::uint32_t chosen);
  // All are done, or none can do anything.
  void Finish();
  void SwitchTo(int thread);
  [[noreturn]] void EndExecution(ExecutionEnd end);
  void Trace(const Operation& operation, std::string what);

  inline static Explorer* current_ = nullptr;

  // Set at construction, never written again.
  const ScenarioType scenario_;
  std::unique_ptr<std::byte[]> place_;
  std::byte* scenario_at_ = nullptr;

  Bounds bounds_;
  const Mutation* mutation_ = nullptr;
  SiteSet* sites_ = nullptr;
  bool is_tracing_ = false;

  Choices choices_;
  Memory memory_{choices_};
  PlainMemory plain_;
  Fiber host_;
  Thread threads_[kThreadsMax];

  // A bit for each thread, in all executions so far.
  struct Uses {
    std::uint32_t users = 0;
    std::uint32_t writers = 0;
    bool is_shared = false;

    bool ShouldBeShared() const { return writers != 0 && (users & (users - 1)) != 0; }
  };
  bool is_learning_ = false;
  bool has_learned_ = false;
  std::vector<Uses> uses_;

  // ---- Of the present execution. ----
  int running_ = kMainThread;
  bool is_starting_ = false;
  ExecutionEnd end_ = ExecutionEnd::kDone;
  std::uint32_t preemptions_ = 0;
  std::uint32_t execution_steps_ = 0;
  // Threads whose next step was tried here before, and would bring nothing new: a bit
  // for each.
  std::uint32_t tried_ = 0;
  std::string failure_;
  std::vector<TraceStep> trace_;

  std::uint64_t steps_ = 0;
  // Operations that the mutation has changed.
  std::uint64_t mutated_ = 0;
};

// Ends the execution if `condition` does not hold: for scenarios.
inline void Require(bool condition, const char* sentence) {
  if (!condition) Explorer::Current().Fail(sentence);
}

}  // namespace weir::explore
