// SPDX-License-Identifier: MIT
#include "serve/metrics/prometheus_text.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "weir/base/check.h"

namespace weir::serve_internal {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::size_t kDecimals = 9;

// With a backslash before what would end it.
void AppendEscaped(std::string& text, std::string_view value) {
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
}

}  // namespace

void PrometheusText::Begin(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_.append("# HELP ").append(name).append(" ").append(help);
  text_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void PrometheusText::Add(std::string_view suffix, std::initializer_list<MetricLabel> labels,
                         std::int64_t value) {
  AddName(suffix, labels);
  text_.append(std::to_string(value)).append("\n");
}

void PrometheusText::AddNanos(std::string_view suffix, std::initializer_list<MetricLabel> labels,
                              std::int64_t nanos) {
  WEIR_CHECK(nanos >= 0, "a sum of durations is no less than none");
  AddName(suffix, labels);
  const std::string decimals = std::to_string(nanos % kNanosPerSecond);
  text_.append(std::to_string(nanos / kNanosPerSecond)).append(".");
  text_.append(kDecimals - decimals.size(), '0').append(decimals).append("\n");
}

void PrometheusText::AddName(std::string_view suffix, std::initializer_list<MetricLabel> labels) {
  text_.append(name_).append(suffix);
  char separator = '{';
  for (const MetricLabel& label : labels) {
    text_ += separator;
    text_.append(label.name).append("=\"");
    AppendEscaped(text_, label.value);
    text_ += '"';
    separator = ',';
  }
  text_.append(labels.size() == 0 ? " " : "} ");
}

}  // namespace weir::serve_internal
