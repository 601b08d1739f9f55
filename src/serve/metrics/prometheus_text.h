// SPDX-License-Identifier: MIT
//
// PrometheusText writes metrics as Prometheus reads them: its text format, version 0.0.4.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace weir::serve_internal {

struct MetricLabel {
  std::string_view name;
  std::string_view value;
};

class PrometheusText {
 public:
  // What a response says that has it.
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  // Begins a metric: `type` is "counter", "gauge" or "histogram". Its samples follow, before
  // another one begins.
  void Begin(std::string_view name, std::string_view type, std::string_view help);

  // A sample of it. `suffix` is what its name has behind the metric's, as of a histogram.
  void Add(std::string_view suffix, std::initializer_list<MetricLabel> labels, std::int64_t value);
  void Add(std::initializer_list<MetricLabel> labels, std::int64_t value) {
    Add("", labels, value);
  }
  void Add(std::int64_t value) { Add("", {}, value); }
  // The same in seconds, with all nine decimals.
  void AddNanos(std::string_view suffix, std::initializer_list<MetricLabel> labels,
                std::int64_t nanos);

  const std::string& text() const { return text_; }

 private:
  void AddName(std::string_view suffix, std::initializer_list<MetricLabel> labels);

  // Of the metric that was begun last.
  std::string name_;
  // All so far.
  std::string text_;
};

}  // namespace weir::serve_internal
