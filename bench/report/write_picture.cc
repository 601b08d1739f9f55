// SPDX-License-Identifier: MIT
//
// The picture: a panel of bars for each kind of work, the shortest first, ours in
// colour. A bar ends at the median; the line across its end goes from the fastest
// round to the slowest. Every panel has a scale of its own, which begins at zero.

#include <algorithm>
#include <cstdio>
#include <string>

#include "report/writers.h"

namespace weir::bench {
namespace {

constexpr double kWidth = 1080;
constexpr double kMargin = 36;
constexpr double kGap = 24;
constexpr double kHeadHeight = 104;
constexpr double kFootHeight = 58;
constexpr double kPanelWidth = (kWidth - 2 * kMargin - kGap) / 2;
constexpr double kPanelTitleHeight = 52;
constexpr double kPanelFootHeight = 14;
constexpr double kBarPitch = 26;
constexpr double kBarHeight = 14;
constexpr double kNameWidth = 202;
constexpr double kValueWidth = 64;
constexpr double kBarsWidth = kPanelWidth - kNameWidth - kValueWidth - 16;

struct Bar {
  std::string name;
  Spread spread;
};

std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "BatchOf500" as "Batch Of 500".
std::string Spaced(const std::string& name) {
  std::string spaced;
  for (const char c : name) {
    const bool is_word =
        (c >= 'A' && c <= 'Z') || (IsDigit(c) && !spaced.empty() && !IsDigit(spaced.back()));
    if (is_word && !spaced.empty()) spaced += ' ';
    spaced += c;
  }
  return spaced;
}

std::vector<Bar> BarsOf(const Panel& panel, const Results& results) {
  const std::string prefix = panel.cases + "/";
  std::vector<Bar> bars;
  for (const auto& [name, metrics] : results.cases) {
    if (!name.starts_with(prefix)) continue;
    std::vector<double> values;
    for (const auto& [round, value] : results.Of(name, panel.metric)) values.push_back(value);
    if (const std::optional<Spread> spread = SpreadOf(values)) {
      bars.push_back({name.substr(prefix.size()), *spread});
    }
  }
  std::stable_sort(bars.begin(), bars.end(),
                   [](const Bar& a, const Bar& b) { return a.spread.median < b.spread.median; });
  return bars;
}

double PanelHeight(std::size_t bars) {
  return kPanelTitleHeight + static_cast<double>(bars) * kBarPitch + kPanelFootHeight;
}

void WriteBar(std::FILE* out, const Bar& bar, double x, double y, double most) {
  const auto at = [&](double nanos) { return x + std::min(nanos / most, 1.0) * kBarsWidth; };
  const double middle = y + kBarHeight / 2;
  const bool is_ours = bar.name.starts_with("Weir");
  std::fprintf(out, "<text class='%s' x='%.1f' y='%.1f' text-anchor='end'>%s</text>\n",
               is_ours ? "name ours" : "name", x - 12, middle + 4.5,
               Escaped(Spaced(bar.name)).c_str());
  std::fprintf(out, "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='3'/>\n",
               is_ours ? "bar ours" : "bar", x, y, std::max(at(bar.spread.median) - x, 1.5),
               kBarHeight);
  std::fprintf(out, "<path class='spread' d='M%.1f %.1fH%.1fM%.1f %.1fv6M%.1f %.1fv6'/>\n",
               at(bar.spread.min), middle, at(bar.spread.max), at(bar.spread.min), middle - 3,
               at(bar.spread.max), middle - 3);
  std::fprintf(out, "<text class='%s' x='%.1f' y='%.1f' text-anchor='end'>%.*f</text>\n",
               is_ours ? "value ours" : "value", x + kBarsWidth + kValueWidth, middle + 4.5,
               bar.spread.median < 100 ? 1 : 0, bar.spread.median);
}

void WritePanel(std::FILE* out, const Panel& panel, const std::vector<Bar>& bars, double x,
                double y, double height) {
  double most = 0;
  for (const Bar& bar : bars) most = std::max(most, bar.spread.median * 1.06);
  std::fprintf(out,
               "<rect class='panel' x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='10'/>\n"
               "<text class='title' x='%.1f' y='%.1f'>%s</text>\n"
               "<text class='unit' x='%.1f' y='%.1f' text-anchor='end'>ns</text>\n",
               x, y, kPanelWidth, height, x + 18, y + 30, Escaped(panel.title).c_str(),
               x + kPanelWidth - 16, y + 30);
  double bar_y = y + kPanelTitleHeight;
  for (const Bar& bar : bars) {
    WriteBar(out, bar, x + kNameWidth, bar_y, most);
    bar_y += kBarPitch;
  }
}

constexpr char kStyle[] =
    "<style>\n"
    "text{font-family:ui-sans-serif,system-ui,'Segoe UI',Helvetica,Arial,sans-serif;"
    "font-size:13px;fill:#475467}\n"
    ".page{fill:#f6f8fa}.panel{fill:#fff;stroke:#e4e8ee}\n"
    ".head{font-size:25px;font-weight:700;fill:#101828}.title{font-size:15px;font-weight:600;"
    "fill:#101828}\n"
    ".unit,.foot{font-size:11.5px;fill:#8a94a6}.value{font-variant-numeric:tabular-nums}\n"
    ".bar{fill:#c5cdd9}.bar.ours{fill:#0d9488}.name.ours,.value.ours{fill:#0f766e;"
    "font-weight:600}\n"
    ".spread{stroke:#344054;stroke-width:1.2;fill:none;opacity:.7}\n"
    "@media(prefers-color-scheme:dark){text{fill:#b3bdcc}.page{fill:#0d1117}"
    ".panel{fill:#161b22;stroke:#2a313c}.head,.title{fill:#f0f3f6}.bar{fill:#475264}"
    ".bar.ours{fill:#2dd4bf}.name.ours,.value.ours{fill:#5eead4}.spread{stroke:#e6edf3}}\n"
    "</style>\n";

}  // namespace

void WritePicture(const Report& report, std::FILE* out) {
  std::vector<std::pair<Panel, std::vector<Bar>>> panels;
  for (const Panel& panel : report.panels) {
    std::vector<Bar> bars = BarsOf(panel, report.results);
    if (!bars.empty()) panels.emplace_back(panel, std::move(bars));
  }
  // Two panels a row, as high as the higher of them.
  std::vector<double> heights;
  double height = kHeadHeight + kFootHeight;
  for (std::size_t i = 0; i < panels.size(); i += 2) {
    const std::size_t right = std::min(i + 1, panels.size() - 1);
    heights.push_back(PanelHeight(std::max(panels[i].second.size(), panels[right].second.size())));
    height += heights.back() + kGap;
  }
  std::fprintf(out,
               "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %.0f %.0f' role='img' "
               "aria-label='Nanoseconds a record, Weir and its peers'>\n%s"
               "<rect class='page' width='%.0f' height='%.0f' rx='14'/>\n"
               "<text class='head' x='%.0f' y='50'>Nanoseconds a record</text>\n"
               "<text x='%.0f' y='76'>16 bytes of key, 100 of data. Every byte is copied in, "
               "and read by every consumer. Shorter is better.</text>\n",
               kWidth, height, kStyle, kWidth, height, kMargin, kMargin);
  double y = kHeadHeight;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const double x = kMargin + (i % 2 == 0 ? 0 : kPanelWidth + kGap);
    WritePanel(out, panels[i].first, panels[i].second, x, y, heights[i / 2]);
    if (i % 2 == 1) y += heights[i / 2] + kGap;
  }
  std::string foot;
  for (const auto& [name, fact] : report.facts) {
    foot += (foot.empty() ? "" : " \xC2\xB7 ") + name + ": " + fact;
  }
  std::fprintf(out,
               "<text class='foot' x='%.0f' y='%.0f'>Bars: medians of the rounds. Lines: from "
               "the fastest round to the slowest; one that reaches the right end goes on. Each "
               "panel has its own scale.</text>\n"
               "<text class='foot' x='%.0f' y='%.0f'>%s</text>\n</svg>\n",
               kMargin, height - 44, kMargin, height - 24, Escaped(foot).c_str());
}

}  // namespace weir::bench
