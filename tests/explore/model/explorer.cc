// SPDX-License-Identifier: MIT
#include "explore/model/explorer.h"

#include <csignal>
#include <new>

#include "explore/model/kept_pages.h"

namespace weir::explore {

namespace {

// What a broken engine dies of. WEIR_CHECK ends in SIGABRT.
constexpr int kSignals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
constexpr std::size_t kSignalCount = sizeof(kSignals) / sizeof(kSignals[0]);
struct sigaction former_actions[kSignalCount];

std::string ValueText(std::uint64_t value) {
  constexpr std::uint64_t kSmall = 1'000'000;
  if (value < kSmall) return std::to_string(value);
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (; value != 0; value >>= 4) text.insert(text.begin(), kDigits[value & 15]);
  return "0x" + text;
}

std::uint64_t Apply(Verb verb, std::uint64_t old, std::uint64_t operand) {
  switch (verb) {
    case Verb::kFetchAdd:
      return old + operand;
    case Verb::kFetchSub:
      return old - operand;
    case Verb::kFetchOr:
      return old | operand;
    default:
      return operand;
  }
}

}  // namespace

Explorer::Explorer(const ScenarioType& scenario)
    : scenario_(scenario), place_(new std::byte[scenario.bytes + scenario.alignment]) {
  const auto address = reinterpret_cast<std::uintptr_t>(place_.get());
  const std::uintptr_t aligned =
      (address + scenario_.alignment - 1) / scenario_.alignment * scenario_.alignment;
  scenario_at_ = place_.get() + (aligned - address);
  for (int i = 0; i < kThreadsMax; ++i) threads_[i].viewer.thread = i;
  CatchSignals();
}

Explorer::~Explorer() { RestoreSignals(); }

void Explorer::CatchSignals() {
  struct sigaction action {};
  action.sa_handler = OnSignal;
  // It is left by a switch to another fiber, and may then be raised again.
  action.sa_flags = SA_NODEFER;
  for (std::size_t i = 0; i < kSignalCount; ++i) {
    sigaction(kSignals[i], &action, &former_actions[i]);
  }
}

void Explorer::RestoreSignals() {
  for (std::size_t i = 0; i < kSignalCount; ++i) {
    sigaction(kSignals[i], &former_actions[i], nullptr);
  }
}

void Explorer::OnSignal(int signal) {
  if (current_ == nullptr) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
    return;
  }
  current_->Fail(signal == SIGABRT ? "aborted: a WEIR_CHECK does not hold"
                                   : "a signal that ends a program: " + std::to_string(signal));
}

ExecutionEnd Explorer::RunOnce() {
  running_ = kMainThread;
  is_starting_ = false;
  end_ = ExecutionEnd::kDone;
  preemptions_ = 0;
  execution_steps_ = 0;
  choices_.BeginStep(0);
  tried_ = 0;
  trace_.clear();
  AllowMappings();
  memory_.Begin(bounds_.old_values);
  plain_.Begin();
  for (Thread& thread : threads_) {
    thread.viewer.clock = {};
    thread.viewer.strong = {};
    thread.viewer.settled = {};
    thread.viewer.caught_up = 0;
    thread.viewer.has_seen_old = false;
    thread.has_looked = false;
    thread.state = State::kDone;
  }
  Thread& main = threads_[kMainThread];
  main.fiber.Prepare(MainEntry, this);
  current_ = this;
  Fiber::Switch(host_, main.fiber);
  current_ = nullptr;
  return end_;
}

void Explorer::MainEntry(void* explorer) {
  auto& self = *static_cast<Explorer*>(explorer);
  void* const scenario = self.scenario_at_;
  self.scenario_.make(scenario);
  // Each thread runs to its first step, of which others could notice something.
  self.is_starting_ = true;
  Viewer& main = self.threads_[kMainThread].viewer;
  main.clock.Tick(kMainThread);
  for (int i = 1; i <= self.scenario_.threads; ++i) {
    Thread& thread = self.threads_[i];
    thread.viewer.clock = main.clock;
    thread.state = State::kRunnable;
    thread.fiber.Prepare(ThreadEntry, &self);
    self.SwitchTo(i);
  }
  self.is_starting_ = false;
  self.PassOn(/*may_stay=*/false);
  for (const Thread& thread : self.threads_) main.clock.Join(thread.viewer.clock);
  self.scenario_.at_end(scenario);
  self.scenario_.destroy(scenario);
  self.EndExecution(ExecutionEnd::kDone);
}

void Explorer::ThreadEntry(void* explorer) {
  auto& self = *static_cast<Explorer*>(explorer);
  self.scenario_.run(self.scenario_at_, self.running_ - 1);
  self.Self().state = State::kDone;
  if (self.is_starting_) self.SwitchTo(kMainThread);
  self.PassOn(/*may_stay=*/false);
}

void Explorer::EndExecution(ExecutionEnd end) {
  end_ = end;
  Fiber::Switch(Self().fiber, host_);
  std::abort();
}

void Explorer::Fail(const std::string& what) {
  failure_ = what;
  EndExecution(ExecutionEnd::kFailed);
}

void Explorer::SwitchTo(int thread) {
  if (thread == running_) return;
  Fiber& from = Self().fiber;
  running_ = thread;
  Fiber::Switch(from, Self().fiber);
}

bool Explorer::IsEnabled(const Thread& thread) const {
  return thread.state == State::kRunnable ||
         (thread.state == State::kWaitsForStore && memory_.stores() > thread.stores_at_look);
}

void Explorer::NoteTried(const int* candidates, std::uint32_t chosen) {
  for (std::uint32_t i = 0; i < chosen; ++i) tried_ |= 1u << candidates[i];
  const Operation& step = threads_[candidates[chosen]].pending;
  for (int i = 1; i <= scenario_.threads; ++i) {
    if (Matters(threads_[i].pending, step)) tried_ &= ~(1u << i);
  }
}

void Explorer::PassOn(bool may_stay) {
  int candidates[kThreadsMax];
  std::uint32_t count = 0;
  bool can_somebody = false;
  const auto offer = [&](int thread) {
    can_somebody = true;
    if ((tried_ >> thread & 1) == 0) candidates[count++] = thread;
  };
  if (may_stay) offer(running_);
  const bool may_change = !may_stay || preemptions_ < bounds_.preemptions;
  for (int i = 1; i <= scenario_.threads; ++i) {
    if (i == running_ || !IsEnabled(threads_[i])) continue;
    if (may_change) {
      offer(i);
    } else {
      choices_.NoteCut();
    }
  }
  // Who only waits in a loop goes round once more if nobody else can do anything.
  if (count == 0 && !may_stay && IsEnabled(Self())) offer(running_);
  if (count == 0) {
    if (can_somebody) EndExecution(ExecutionEnd::kRedundant);
    return Finish();
  }
  const std::uint32_t chosen = choices_.Choose(count, About::kThread);
  const int next = candidates[chosen];
  if (may_stay && next != running_) ++preemptions_;
  if (bounds_.is_reducing) NoteTried(candidates, chosen);
  SwitchTo(next);
}

void Explorer::Finish() {
  std::string waiting;
  for (int i = 1; i <= scenario_.threads; ++i) {
    const Thread& thread = threads_[i];
    if (thread.state == State::kDone) continue;
    waiting += waiting.empty() ? "deadlock: thread " : ", thread ";
    waiting += std::to_string(i);
    waiting += thread.state == State::kAsleep ? " sleeps and nobody will wake it"
                                              : " waits for a store that nobody will make";
  }
  if (!waiting.empty()) Fail(waiting);
  SwitchTo(kMainThread);
}

void Explorer::CountStep() {
  ++steps_;
  if (++execution_steps_ > kStepsMax) Fail("livelock: no end after so many steps");
  choices_.BeginStep(execution_steps_);
}

void Explorer::NoteUse(LocationIndex location, bool is_write) {
  if (location >= uses_.size()) uses_.resize(location + std::size_t{1});
  Uses& uses = uses_[location];
  uses.users |= 1u << running_;
  if (is_write) uses.writers |= 1u << running_;
  if (!uses.is_shared && uses.ShouldBeShared()) has_learned_ = true;
}

bool Explorer::TakeLearned() {
  if (!is_learning_ || !has_learned_) return false;
  has_learned_ = false;
  for (Uses& uses : uses_) uses.is_shared |= uses.ShouldBeShared();
  return true;
}

void Explorer::Mutate(Operation& operation) {
  if (mutation_ == nullptr || !mutation_->AppliesTo(operation)) return;
  // What a load sees that is not done is decided when it has its turn.
  if (mutation_->to.has_value() || !IsLoad(operation.verb)) ++mutated_;
  if (mutation_->to.has_value()) {
    operation.order = *mutation_->to;
  } else {
    operation.is_removed = true;
  }
}

void Explorer::Arrive(Operation& operation) {
  if (sites_ != nullptr) sites_->Add({operation.site, operation.verb, operation.order});
  Mutate(operation);
  if (!IsAlone() && IsShared(operation.location)) {
    Self().pending = operation;
    if (is_starting_) {
      SwitchTo(kMainThread);
    } else {
      PassOn(/*may_stay=*/true);
    }
  }
  CountStep();
  if (!IsAlone() && is_learning_ && operation.location != kNoLocation) {
    NoteUse(operation.location, !IsLoad(operation.verb));
  }
  Self().viewer.Step();
}

void Explorer::Use(LocationIndex location, const void* address) {
  const char* const refusal = memory_.Refusal(location, address, Self().viewer);
  if (refusal != nullptr) Fail(refusal);
}

void Explorer::NoteLook() {
  Thread& self = Self();
  if (self.has_looked) return;
  self.has_looked = true;
  self.stores_at_look = memory_.stores();
}

void Explorer::Trace(const Operation& operation, std::string what) {
  if (is_tracing_) trace_.push_back({running_, operation, std::move(what)});
}

LocationIndex Explorer::Add(const void* address, std::uint64_t mask, std::uint64_t value) {
  return memory_.Add(address, mask, value, Self().viewer);
}

void Explorer::Remove(LocationIndex location, const void* address) {
  Use(location, address);
  const char* const refusal = memory_.Remove(location, Self().viewer);
  if (refusal != nullptr) Fail(refusal);
}

std::uint64_t Explorer::LoadUnlessRemoved(LocationIndex location, const Operation& operation) {
  Viewer& viewer = Self().viewer;
  const Message* const known =
      operation.is_removed && !IsAlone() ? memory_.LastKnown(location, viewer) : nullptr;
  if (known == nullptr) return memory_.Load(location, operation.order, viewer);
  ++mutated_;
  return known->value;
}

std::uint64_t Explorer::Load(LocationIndex location, const void* address, Order order,
                             CallSite site) {
  Operation operation{Verb::kLoad, order, location, site};
  Arrive(operation);
  Use(location, address);
  NoteLook();
  const std::uint64_t value = LoadUnlessRemoved(location, operation);
  if (is_tracing_) {
    const bool is_old = value != memory_.Newest(location);
    Trace(operation,
          "= " + ValueText(value) +
              (is_old ? " (old: " + ValueText(memory_.Newest(location)) + " is newer)" : ""));
  }
  return value;
}

void Explorer::Store(LocationIndex location, const void* address, Order order, std::uint64_t value,
                     CallSite site) {
  Operation operation{Verb::kStore, order, location, site};
  Arrive(operation);
  Use(location, address);
  if (operation.is_removed) return Trace(operation, "is not done: " + ValueText(value));
  memory_.Store(location, operation.order, value, Self().viewer);
  if (is_tracing_) {
    const bool is_newest = value == memory_.Newest(location);
    Trace(operation, "<- " + ValueText(value) + (is_newest ? "" : " (comes before the newest)"));
  }
}

std::uint64_t Explorer::Update(LocationIndex location, const void* address, Verb verb, Order order,
                               std::uint64_t operand, CallSite site) {
  Operation operation{verb, order, location, site};
  Arrive(operation);
  Use(location, address);
  NoteLook();
  if (operation.is_removed) {
    const std::uint64_t newest = memory_.SeeNewest(location, Self().viewer);
    Trace(operation, "is not done: is " + ValueText(newest));
    return newest;
  }
  const std::uint64_t old =
      memory_.Update(location, operation.order, Self().viewer,
                     [verb, operand](std::uint64_t value) { return Apply(verb, value, operand); });
  if (is_tracing_) {
    Trace(operation, ValueText(old) + " -> " + ValueText(Apply(verb, old, operand)));
  }
  return old;
}

Swapped Explorer::CompareExchange(LocationIndex location, const void* address, Order order,
                                  std::uint64_t expected, std::uint64_t desired, CallSite site) {
  Operation operation{Verb::kCompareExchange, order, location, site};
  Arrive(operation);
  Use(location, address);
  NoteLook();
  if (operation.is_removed) {
    const std::uint64_t newest = memory_.SeeNewest(location, Self().viewer);
    Trace(operation, "is not done: is " + ValueText(newest));
    return {.is_done = newest == expected, .value = newest};
  }
  const Swapped swapped =
      memory_.CompareExchange(location, operation.order, expected, desired, Self().viewer);
  if (is_tracing_) {
    Trace(operation, swapped.is_done ? ValueText(expected) + " -> " + ValueText(desired)
                                     : "fails: is " + ValueText(swapped.value) + ", not " +
                                           ValueText(expected));
  }
  return swapped;
}

Operation Explorer::BeginLook(Verb verb, Order order, CallSite site) {
  Operation operation{verb, order, kNoLocation, site};
  Arrive(operation);
  NoteLook();
  Trace(operation, "looks at all of them");
  return operation;
}

std::uint64_t Explorer::LoadInStep(LocationIndex location, const void* address,
                                   const Operation& look) {
  Use(location, address);
  if (!IsAlone() && is_learning_) NoteUse(location, /*is_write=*/false);
  return LoadUnlessRemoved(location, look);
}

void Explorer::Pause(CallSite site) {
  CountStep();
  if (IsAlone()) return;
  Thread& self = Self();
  const Operation operation{Verb::kPause, Order::kRelaxed, kNoLocation, site};
  // If what the loop looked at is all there is, going round again would be the same.
  const bool has_seen_all =
      self.has_looked && !self.viewer.has_seen_old && memory_.stores() == self.stores_at_look;
  if (has_seen_all) self.state = State::kWaitsForStore;
  self.viewer.caught_up = memory_.stores();
  self.pending = operation;
  Trace(operation, has_seen_all ? "waits for a store" : "");
  if (is_starting_) {
    SwitchTo(kMainThread);
  } else {
    PassOn(/*may_stay=*/false);
  }
  self.state = State::kRunnable;
  self.has_looked = false;
  self.viewer.has_seen_old = false;
}

void Explorer::Sleep(LocationIndex word, const void* address, std::uint32_t expected,
                     CallSite site) {
  Operation operation{Verb::kSleep, Order::kRelaxed, word, site};
  Arrive(operation);
  Use(word, address);
  if (operation.is_removed) return Pause(site);
  // Under the kernel's lock, which a waker takes too: it is the newest value.
  const std::uint64_t value = memory_.Newest(word);
  if (value != expected) {
    return Trace(operation, "does not: is " + ValueText(value) + ", not " + ValueText(expected));
  }
  Trace(operation, "while it is " + ValueText(value));
  Thread& self = Self();
  self.state = State::kAsleep;
  self.asleep_on = word;
  PassOn(/*may_stay=*/false);
}

void Explorer::WakeAll(LocationIndex word, CallSite site) {
  Operation operation{Verb::kWake, Order::kRelaxed, word, site};
  Arrive(operation);
  if (operation.is_removed) return Trace(operation, "is not done");
  int woken = 0;
  for (Thread& thread : threads_) {
    if (thread.state != State::kAsleep || thread.asleep_on != word) continue;
    thread.state = State::kRunnable;
    ++woken;
  }
  Trace(operation, "wakes " + std::to_string(woken));
}

void Explorer::Plain(PlainMemory::Kind kind, const void* bytes, std::size_t count, CallSite site) {
  Viewer& viewer = Self().viewer;
  viewer.Step();
  PlainMemory::Access other;
  const char* const fault = plain_.Note(kind, bytes, count, viewer, site, other);
  if (fault == nullptr) return;
  Fail(std::string(fault) + ": thread " + std::to_string(running_) + " at " + site.FileName() +
       ":" + std::to_string(site.line) + ", and thread " + std::to_string(other.thread) + " at " +
       other.site.FileName() + ":" + std::to_string(other.site.line));
}

}  // namespace weir::explore
