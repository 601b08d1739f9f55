// SPDX-License-Identifier: MIT
//
// Choices are what makes one execution differ from another: at each point where more
// than one thing can happen, which one does.
//
// They are taken systematically (the last choice that has another alternative takes
// it, and everything before is repeated), at random from a seed, or as a schedule
// says that was printed. Alternative 0 is always the dull one: the same thread goes
// on, a load sees the newest value. A schedule lists the others, each with the step
// before or in which it is taken: "12:1,40.0:2" goes on with the second thread of those
// that can before step 13, and in step 40 looks at the third newest value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::explore {

enum class About : std::uint8_t { kThread, kMessage };

class Choices {
 public:
  // From the first execution on, all of them.
  void BeginSystematic() {
    mode_ = Mode::kRepeatThenFirst;
    taken_.clear();
    at_ = 0;
    has_cut_ = false;
  }
  // To the next one; false if there is none.
  bool Advance() {
    while (!taken_.empty() && taken_.back().index + 1 >= taken_.back().count) taken_.pop_back();
    if (taken_.empty()) return false;
    ++taken_.back().index;
    at_ = 0;
    return true;
  }
  // One execution, which depends on the seed alone.
  void BeginRandom(std::uint64_t seed) {
    mode_ = Mode::kRandom;
    taken_.clear();
    at_ = 0;
    random_ = seed * 0x9e3779b97f4a7c15 + 0xd1b54a32d192ed03;
    // Some executions change threads all the time, and some hardly ever; likewise with
    // old values. Each finds what the others do not.
    thread_change_bits_ = 1 + Random() % 5;
    old_value_bits_ = 1 + Random() % 5;
  }
  // The execution that was printed as `schedule`.
  void BeginSchedule(std::string_view schedule);

  // Step `step` begins; it tells where a choice was taken.
  void BeginStep(std::uint32_t step) {
    step_ = step;
    messages_in_step_ = 0;
  }
  // 0 to `count` - 1.
  std::uint32_t Choose(std::uint32_t count, About about) {
    if (count <= 1) return 0;
    const Point point{step_, about == About::kThread ? kThreadPoint : messages_in_step_++};
    if (mode_ == Mode::kSchedule) return ChooseScheduled(point, count);
    if (mode_ == Mode::kRandom) {
      taken_.push_back({point, count, ChooseAtRandom(count, about)});
      return taken_.back().index;
    }
    if (at_ == taken_.size()) taken_.push_back({point, count, 0});
    return taken_[at_++].index;
  }

  // A bound has left an alternative out.
  void NoteCut() { has_cut_ = true; }
  // Whether one has since BeginSystematic().
  bool has_cut() const { return has_cut_; }

  std::string Schedule() const;

 private:
  enum class Mode : std::uint8_t { kRepeatThenFirst, kRandom, kSchedule };
  static constexpr std::uint32_t kThreadPoint = 0xffffffff;
  struct Point {
    std::uint32_t step = 0;
    // Which of the messages that are chosen in the step, or kThreadPoint.
    std::uint32_t message = kThreadPoint;

    friend bool operator==(const Point&, const Point&) = default;
  };
  struct Taken {
    Point point;
    std::uint32_t count = 0;
    std::uint32_t index = 0;
  };

  std::uint64_t Random() {
    random_ ^= random_ << 13;
    random_ ^= random_ >> 7;
    random_ ^= random_ << 17;
    return random_ * 0x2545f4914f6cdd1d >> 32;
  }
  std::uint32_t ChooseAtRandom(std::uint32_t count, About about) {
    const std::uint64_t bits = about == About::kThread ? thread_change_bits_ : old_value_bits_;
    if ((Random() & ((1u << bits) - 1)) != 0) return 0;
    return static_cast<std::uint32_t>(Random() % count);
  }
  std::uint32_t ChooseScheduled(const Point& point, std::uint32_t count) const {
    for (const Taken& scheduled : scheduled_) {
      if (scheduled.point == point && scheduled.index < count) return scheduled.index;
    }
    return 0;
  }

  Mode mode_ = Mode::kRepeatThenFirst;
  std::vector<Taken> taken_;
  std::size_t at_ = 0;
  bool has_cut_ = false;
  std::vector<Taken> scheduled_;
  std::uint32_t step_ = 0;
  std::uint32_t messages_in_step_ = 0;
  std::uint64_t random_ = 1;
  std::uint64_t thread_change_bits_ = 1;
  std::uint64_t old_value_bits_ = 1;
};

}  // namespace weir::explore
