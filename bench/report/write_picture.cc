// SPDX-License-Identifier: MIT
//
// The picture: a panel of bars for each kind of work, the shortest first, ours in
// colour. A bar ends at the median; the line across its end goes from the fastest
// round to the slowest. Every panel has a scale of its own, which begins at zero.
//
// One bar that is much longer than all others would leave nothing to see of them, so it is
// cut, and shows that it is.

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "report/svg.h"
#include "report/writers.h"

namespace weir::bench {
namespace {

constexpr double kWidth = 1080;
constexpr double kMargin = 36;
constexpr double kGap = 20;
constexpr double kHeadHeight = 104;
constexpr double kFootLineHeight = 18;
constexpr double kPanelWidth = (kWidth - 2 * kMargin - kGap) / 2;
constexpr double kPanelTitleHeight = 52;
constexpr double kPanelFootHeight = 12;
constexpr double kPanelMargin = 18;
constexpr double kBarPitch = 26;
constexpr double kBarHeight = 14;
constexpr double kNameWidth = 208;
constexpr double kValueWidth = 62;
constexpr double kBarsWidth = kPanelWidth - kNameWidth - kValueWidth - kPanelMargin;

struct Bar {
  std::string name;
  bool is_ours = false;
  Spread spread;
};

struct Chart {
  std::string title;
  std::vector<Bar> bars;
  // What the full width stands for.
  double most = 0;

  double Height() const {
    return kPanelTitleHeight + static_cast<double>(bars.size()) * kBarPitch + kPanelFootHeight;
  }
};

std::string LabelOf(const std::string& name, const std::vector<Label>& labels) {
  for (const Label& label : labels) {
    if (label.name == name) return label.text;
  }
  return name;
}

// If the longest bar is two and a half times the next one, the scale ends soon behind
// that one. Else it ends behind the slowest round of any, unless that is far out.
double ScaleOf(const std::vector<Bar>& bars) {
  const double longest = bars.back().spread.median;
  const double next = bars.size() > 2 ? bars[bars.size() - 2].spread.median : longest;
  double most = longest > 2.5 * next ? 1.3 * next : 1.03 * longest;
  if (most > longest) {
    for (const Bar& bar : bars) {
      most = std::max(most, std::min(1.03 * bar.spread.max, 1.35 * longest));
    }
  }
  return most > 0 ? most : 1;
}

// Without bars if nothing of it was measured.
Chart ChartOf(const Panel& panel, const Report& report) {
  const std::string prefix = panel.cases + "/";
  Chart chart{.title = panel.title, .bars = {}};
  for (const auto& [name, metrics] : report.results.cases) {
    if (!name.starts_with(prefix)) continue;
    std::vector<double> values;
    for (const auto& [round, value] : report.results.Of(name, panel.metric)) {
      values.push_back(value);
    }
    const std::string own = name.substr(prefix.size());
    if (const std::optional<Spread> spread = SpreadOf(values)) {
      chart.bars.push_back({LabelOf(own, report.labels), own.starts_with("Weir"), *spread});
    }
  }
  if (chart.bars.empty()) return chart;
  std::stable_sort(chart.bars.begin(), chart.bars.end(),
                   [](const Bar& a, const Bar& b) { return a.spread.median < b.spread.median; });
  // Where there are no others, all are ours.
  const bool has_ours =
      std::any_of(chart.bars.begin(), chart.bars.end(), [](const Bar& bar) { return bar.is_ours; });
  for (Bar& bar : chart.bars) bar.is_ours = bar.is_ours || !has_ours;
  chart.most = ScaleOf(chart.bars);
  return chart;
}

// From the fastest round to the slowest, or to an arrow where that lies beyond the scale.
void WriteSpread(std::FILE* out, const Spread& spread, double most, double x, double middle) {
  const auto at = [&](double nanos) { return x + std::min(nanos / most, 1.0) * kBarsWidth; };
  if (spread.min >= most) return;
  std::fprintf(out, "<path class='spread' d='M%.1f %.1fv6m0 -3H%.1f", at(spread.min), middle - 3,
               at(spread.max));
  std::fprintf(out, spread.max > most ? "m-4 -3l4 3l-4 3'/>\n" : "m0 -3v6'/>\n");
}

void WriteBar(std::FILE* out, const Bar& bar, double most, double x, double y) {
  const double middle = y + kBarHeight / 2;
  const double length = std::min(bar.spread.median / most, 1.0) * kBarsWidth;
  WriteText(out,
            {.style = bar.is_ours ? "name ours" : "name",
             .x = x - 12,
             .y = middle + 4.5,
             .is_at_end = true,
             .is_bold = bar.is_ours,
             .width_max = kNameWidth - kPanelMargin - 12},
            bar.name);
  std::fprintf(out, "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='3'/>\n",
               bar.is_ours ? "bar ours" : "bar", x, y, std::max(length, 1.5), kBarHeight);
  if (bar.spread.median > most) {
    std::fprintf(out, "<path class='cut' d='M%.1f %.1fl-6 %.1fm7 0l6 -%.1f'/>\n",
                 x + kBarsWidth * 0.86, y - 1, kBarHeight + 2, kBarHeight + 2);
  }
  WriteSpread(out, bar.spread, most, x, middle);
  WriteText(out,
            {.style = bar.is_ours ? "value ours" : "value",
             .x = x + kBarsWidth + kValueWidth,
             .y = middle + 4.5,
             .is_at_end = true,
             .is_bold = bar.is_ours,
             .width_max = kValueWidth - 6},
            Number(bar.spread.median));
}

void WriteChart(std::FILE* out, const Chart& chart, double x, double y) {
  std::fprintf(out,
               "<rect class='panel' x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='10'/>\n"
               "<text class='unit' x='%.1f' y='%.1f' text-anchor='end'>ns</text>\n",
               x, y, kPanelWidth, chart.Height(), x + kPanelWidth - kPanelMargin, y + 30);
  WriteText(out,
            {.style = "title",
             .x = x + kPanelMargin,
             .y = y + 30,
             .is_bold = true,
             .size = 15,
             .width_max = kPanelWidth - 2 * kPanelMargin - 24},
            chart.title);
  double bar_y = y + kPanelTitleHeight;
  for (const Bar& bar : chart.bars) {
    WriteBar(out, bar, chart.most, x + kNameWidth, bar_y);
    bar_y += kBarPitch;
  }
}

// The facts, in as many lines as they need.
std::vector<std::string> FootLines(const Report& report) {
  constexpr std::size_t kCharactersMax = 140;
  std::vector<std::string> lines{
      "Bars: medians of the rounds. Lines: from the fastest round to the slowest; an arrow goes "
      "on. Each panel has its own scale.",
      ""};
  for (const auto& [name, fact] : report.facts) {
    const std::string words = name + ": " + fact;
    if (!lines.back().empty() && Characters(lines.back() + words) > kCharactersMax) {
      lines.emplace_back();
    }
    lines.back() += (lines.back().empty() ? "" : " \xC2\xB7 ") + words;
  }
  return lines;
}

// Colours by what the page around it has; a picture in a file has what the system has.
constexpr char kStyle[] =
    "<style>\n"
    "text{font-family:ui-sans-serif,system-ui,'Segoe UI',Helvetica,Arial,sans-serif;"
    "font-size:13px;fill:#475467}\n"
    ".page{fill:#f6f8fa}.panel{fill:#fff;stroke:#e4e8ee}\n"
    ".head{font-size:25px;font-weight:700;fill:#101828}.title{font-size:15px;font-weight:600;"
    "fill:#101828}\n"
    ".unit,.foot{font-size:11.5px;fill:#667085}.value{font-variant-numeric:tabular-nums}\n"
    ".bar{fill:#c5cdd9}.bar.ours{fill:#0d9488}.name.ours,.value.ours{fill:#0f766e;"
    "font-weight:600}\n"
    ".spread{stroke:#344054;stroke-width:1.2;fill:none;opacity:.7}"
    ".cut{stroke:#fff;stroke-width:3;fill:none}\n"
    "@media(prefers-color-scheme:dark){text{fill:#b3bdcc}.page{fill:#0d1117}"
    ".panel{fill:#161b22;stroke:#2a313c}.head,.title{fill:#f0f3f6}.unit,.foot{fill:#8b96a8}"
    ".bar{fill:#475264}.bar.ours{fill:#14b8a6}.name.ours,.value.ours{fill:#5eead4}"
    ".spread{stroke:#e6edf3}.cut{stroke:#161b22}}\n"
    "</style>\n";

}  // namespace

void WritePicture(const Report& report, std::FILE* out) {
  // Two columns; the next panel goes to the shorter one.
  struct Placed {
    Chart chart;
    double x;
    double y;
  };
  std::vector<Placed> placed;
  double ends[2] = {kHeadHeight, kHeadHeight};
  for (const Panel& panel : report.panels) {
    Chart chart = ChartOf(panel, report);
    if (chart.bars.empty()) continue;
    const int column = ends[0] <= ends[1] ? 0 : 1;
    const double y = ends[column];
    ends[column] += chart.Height() + kGap;
    placed.push_back({std::move(chart), kMargin + column * (kPanelWidth + kGap), y});
  }
  const std::vector<std::string> foot = FootLines(report);
  const double foot_y = std::max(ends[0], ends[1]) + 14;
  const double height = foot_y + static_cast<double>(foot.size()) * kFootLineHeight + 6;
  std::fprintf(out,
               "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %.0f %.0f' role='img' "
               "aria-label='Nanoseconds that Weir and its peers take'>\n%s"
               "<rect class='page' width='%.0f' height='%.0f' rx='14'/>\n"
               "<text class='head' x='%.0f' y='50'>Weir beside what one would use instead</text>\n"
               "<text x='%.0f' y='76'>Nanoseconds a record of 16 bytes of key and 100 of data. "
               "Every byte is copied in, and read by every consumer. Shorter is better.</text>\n",
               kWidth, height, kStyle, kWidth, height, kMargin, kMargin);
  for (const Placed& panel : placed) WriteChart(out, panel.chart, panel.x, panel.y);
  for (std::size_t i = 0; i < foot.size(); ++i) {
    WriteText(out,
              {.style = "foot",
               .x = kMargin,
               .y = foot_y + static_cast<double>(i) * kFootLineHeight,
               .size = 11.5,
               .width_max = kWidth - 2 * kMargin},
              foot[i]);
  }
  std::fprintf(out, "</svg>\n");
}

}  // namespace weir::bench
