#include "analysis/report_plots.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "analysis/html_text.h"
#include "analysis/report_words.h"
#include "base/require.h"

namespace loadshare::analysis {
namespace {

using tension::SampleStatus;
using tension::TensionReport;

constexpr double plot_width = 440, plot_height = 250;
constexpr double area_left = 44, area_right = 306, area_top = 18, area_bottom = 206;
constexpr double label_spacing = 14;
// More columns than this cannot be told apart on a screen or on paper.
constexpr std::size_t column_count_max = 400;

bool counts(const TensionReport& report, std::size_t sample) {
  if (report.status.empty()) return true;
  const auto status = report.status[sample];
  return status == SampleStatus::solved || status == SampleStatus::reserve_needed;
}

struct Scale {
  double from = 0, to = 1;  // of the data
  double pixel_from = 0, pixel_to = 1;

  double operator()(double value) const {
    const double extent = to > from ? to - from : 1;
    return pixel_from + (value - from) / extent * (pixel_to - pixel_from);
  }
};

Scale time_scale(const TensionReport& report) {
  if (report.times_s.empty()) return {0, 1, area_left, area_right};
  return {report.times_s.front(), report.times_s.back(), area_left, area_right};
}

// Steps of 1, 2 or 5 times a power of ten, about `count` of them.
std::vector<double> ticks_between(double from, double to, int count) {
  const double rough = (to - from) / count;
  if (!(rough > 0) || !std::isfinite(rough)) return {from};
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double multiple = rough / power;
  const double step = power * (multiple < 1.5 ? 1 : multiple < 3.5 ? 2 : multiple < 7.5 ? 5 : 10);
  std::vector<double> ticks;
  const double first = std::ceil(from / step - 1e-9);
  for (int i = 0; i <= 2 * count + 2 && (first + i) * step <= to + 1e-9 * step; ++i)
    ticks.push_back((first + i) * step + 0.0);
  return ticks;
}

std::string number_words(double value) {
  const auto text = fmt::format("{:.6g}", value == 0 ? 0.0 : value);
  return text.starts_with('-') ? "−" + text.substr(1) : text;
}

std::vector<std::size_t> drawn_samples(std::size_t sample_count) {
  const std::size_t step = sample_count / column_count_max + 1;
  std::vector<std::size_t> samples;
  for (std::size_t k = 0; k < sample_count; k += step) samples.push_back(k);
  if (!samples.empty() && samples.back() + 1 != sample_count) samples.push_back(sample_count - 1);
  return samples;
}

// Runs of drawn samples without a gap between them.
std::vector<std::vector<std::size_t>> runs_of(const std::vector<std::size_t>& samples,
                                              const std::vector<bool>& is_there) {
  std::vector<std::vector<std::size_t>> runs;
  bool is_open = false;
  for (const auto sample : samples) {
    if (is_there[sample] && !is_open) runs.emplace_back();
    if (is_there[sample]) runs.back().push_back(sample);
    is_open = is_there[sample];
  }
  return runs;
}

// A run of one sample is drawn as wide as its half-way neighbours: a share held for an instant is seen.
std::vector<double> positions_of(const std::vector<std::size_t>& run, const TensionReport& report,
                                 const Scale& x) {
  std::vector<double> positions;
  for (const auto sample : run) positions.push_back(x(report.times_s[sample]));
  if (run.size() == 1) {
    const double half =
        std::max(0.6, (area_right - area_left) / static_cast<double>(report.times_s.size()) / 2);
    positions = {std::max(area_left, positions[0] - half), std::min(area_right, positions[0] + half)};
  }
  return positions;
}

std::string draw_hatching(const TensionReport& report, const Scale& x, std::string_view id) {
  std::string svg;
  const std::size_t count = report.status.size();
  for (std::size_t k = 0; k < count; ++k) {
    if (report.status[k] == SampleStatus::solved) continue;
    const std::size_t first = k;
    while (k + 1 < count && report.status[k + 1] != SampleStatus::solved &&
           counts(report, k + 1) == counts(report, k))
      ++k;
    const bool is_gap = !counts(report, k);
    const auto edge = [&](std::size_t a, std::size_t b) {
      return (x(report.times_s[a]) + x(report.times_s[b])) / 2;
    };
    const double left = first == 0 ? area_left : edge(first - 1, first);
    const double right = k + 1 == count ? area_right : edge(k, k + 1);
    const double top = is_gap ? area_top : area_bottom - 7;
    svg +=
        fmt::format(R"svg(<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}")svg"
                    R"svg( fill="url(#{}-h)"/>)svg",
                    is_gap ? "gap" : "held", left, top, std::max(0.8, right - left), area_bottom - top, id);
  }
  return svg;
}

std::string draw_axes(const Scale& x, const Scale& y, const std::vector<double>& y_ticks,
                      std::string_view y_unit) {
  std::string svg;
  for (const double tick : y_ticks)
    svg += fmt::format(R"svg(<line class="grid" x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/>)svg"
                       R"svg(<text class="tick" x="{3}" y="{4:.1f}" text-anchor="end">{5}</text>)svg",
                       area_left, area_right, y(tick), area_left - 6, y(tick) + 4, number_words(tick));
  for (const double tick : ticks_between(x.from, x.to, 5))
    svg += fmt::format(R"svg(<line class="axis" x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/>)svg"
                       R"svg(<text class="tick" x="{0:.1f}" y="{3}" text-anchor="middle">{4}</text>)svg",
                       x(tick), area_bottom, area_bottom + 4, area_bottom + 17, number_words(tick));
  svg += fmt::format(R"svg(<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>)svg", area_left, area_right,
                     area_bottom, area_bottom);
  svg += fmt::format(R"svg(<text class="tick" x="{}" y="{}" text-anchor="middle">time, s</text>)svg",
                     (area_left + area_right) / 2, area_bottom + 34);
  svg += fmt::format(R"svg(<text class="tick" x="{}" y="{}">{}</text>)svg", area_left, area_top - 6,
                     escape_html(y_unit));
  return svg;
}

struct EndLabel {
  double y = 0;
  std::string text, colour;
};

// Labels keep their order and do not overlap: pushed down from the top, then back up from the bottom.
std::string draw_end_labels(std::vector<EndLabel> labels) {
  std::stable_sort(labels.begin(), labels.end(), [](const auto& a, const auto& b) { return a.y < b.y; });
  std::vector<double> at;
  for (const auto& label : labels)
    at.push_back(at.empty() ? label.y : std::max(label.y, at.back() + label_spacing));
  double limit = area_bottom - 2;
  for (std::size_t i = at.size(); i-- > 0;) {
    at[i] = std::min(at[i], limit);
    limit = at[i] - label_spacing;
  }
  std::string svg;
  for (std::size_t i = 0; i < labels.size(); ++i)
    svg += fmt::format(R"svg(<path class="lead" d="M{0} {1:.1f}L{2} {3:.1f}"/>)svg"
                       R"svg(<rect class="{4}" x="{2}" y="{5:.1f}" width="8" height="8" rx="2"/>)svg"
                       R"svg(<text class="label" x="{6}" y="{7:.1f}">{8}</text>)svg",
                       area_right + 1, labels[i].y, area_right + 9, at[i], labels[i].colour, at[i] - 4,
                       area_right + 21, at[i] + 4, escape_html(printable(labels[i].text, 14)));
  return svg;
}

std::string svg_of(std::string_view id, std::string_view title, std::string_view description,
                   const std::string& drawing) {
  return fmt::format(
      R"svg(<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" tabindex="0">)svg"
      R"svg(<title id="{}-t">{}</title><desc id="{}-d">{}</desc><defs>)svg"
      R"svg(<pattern id="{}-h" width="6" height="6" patternUnits="userSpaceOnUse")svg"
      R"svg( patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>)svg"
      R"svg(<line class="hatch" x1="0" x2="0" y1="0" y2="6"/></pattern></defs>{})svg"
      R"svg(<line class="cursor" x1="-9" x2="-9" y1="{}" y2="{}"/></svg>)svg",
      plot_width, plot_height, id, id, id, escape_html(title), id, escape_html(description), id, drawing,
      area_top, area_bottom);
}

// What the read-out under the plot is made from. Rounded to what it shows.
std::string read_out_data(const TensionReport& report, const std::vector<std::size_t>& samples,
                          const std::vector<PlotLine>& lines, double factor, int digits,
                          std::string_view unit) {
  const double rounding = std::pow(10.0, digits);
  nlohmann::ordered_json series = nlohmann::ordered_json::array();
  for (const auto& line : lines) {
    nlohmann::ordered_json values = nlohmann::ordered_json::array();
    for (const auto sample : samples) {
      const double value = std::round(line.values[sample] * factor * rounding) / rounding;
      values.push_back(std::isfinite(value) ? nlohmann::ordered_json(value) : nullptr);
    }
    series.push_back({{"name", line.label}, {"values", values}});
  }
  nlohmann::ordered_json times = nlohmann::ordered_json::array();
  for (const auto sample : samples) times.push_back(std::round(report.times_s[sample] * 1000) / 1000);
  const nlohmann::ordered_json data{{"left", area_left / plot_width},
                                    {"right", area_right / plot_width},
                                    {"width", plot_width},
                                    {"unit", unit},
                                    {"times", times},
                                    {"series", series}};
  std::string text = data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  // "</script>" inside a name must not end the element.
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at))
    text.replace(at, 1, "\\u003c");
  return "<script type=\"application/json\" class=\"plot-data\">" + text + "</script>";
}

const std::vector<double>& by_sample(const std::vector<double>& values, const TensionReport& report) {
  require(values.size() == report.times_s.size(), "a drawn vector has an entry per sample");
  return values;
}

}  // namespace

std::string colour_class(std::string_view group) {
  constexpr std::array<std::string_view, 16> names{
      "glutes",     "hamstrings", "adductors",          "hip_flexors", "deep_rotators",  "quadriceps",
      "abdominals", "erectors",   "quadratus_lumborum", "latissimus",  "passive_tissue", "calf",
      "shin",       "neck",       "shoulder",           "arm"};
  const auto* const found = std::find(names.begin(), names.end(), group);
  return found == names.end() ? "g-none" : fmt::format("g-{}", found - names.begin());
}

std::string draw_shares(const tension::CutReport& cut, const TensionReport& report, std::string_view id) {
  const std::size_t count = report.times_s.size();
  const Scale x = time_scale(report), y{0, 1, area_bottom, area_top};
  const auto samples = drawn_samples(count);
  std::vector<double> base(count, 0.0);
  std::vector<bool> is_there(count);
  for (std::size_t k = 0; k < count; ++k) {
    is_there[k] = counts(report, k);
    for (const auto& group : cut.groups)
      is_there[k] = is_there[k] && std::isfinite(by_sample(group.share_ratio, report)[k]);
  }
  const auto runs = runs_of(samples, is_there);
  std::string svg;
  std::vector<EndLabel> labels;
  std::vector<PlotLine> lines;
  for (const auto& group : cut.groups) {
    auto top = base;
    for (std::size_t k = 0; k < count; ++k) top[k] += is_there[k] ? group.share_ratio[k] : 0;
    for (const auto& run : runs) {
      const auto at = positions_of(run, report, x);
      std::string path;
      for (std::size_t i = 0; i < at.size(); ++i)
        path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", at[i],
                            y(top[run[std::min(i, run.size() - 1)]]));
      for (std::size_t i = at.size(); i-- > 0;)
        path += fmt::format("L{:.1f} {:.1f}", at[i], y(base[run[std::min(i, run.size() - 1)]]));
      svg += fmt::format(R"svg(<path class="band {}" d="{}Z"/>)svg", colour_class(group.group), path);
    }
    if (!runs.empty()) {
      const auto last = runs.back().back();
      if (group.share_ratio[last] >= 0.04)
        labels.push_back(
            {y((base[last] + top[last]) / 2), words_of_group(group.group), colour_class(group.group)});
    }
    lines.push_back({words_of_group(group.group), group.share_ratio});
    for (std::size_t k = 0; k < count; ++k)
      if (!is_there[k]) lines.back().values[k] = std::numeric_limits<double>::quiet_NaN();
    base = std::move(top);
  }
  Scale percent = y;
  percent.to = 100;
  svg += draw_hatching(report, x, id) + draw_axes(x, percent, {0, 25, 50, 75, 100}, "%");
  svg += draw_end_labels(std::move(labels));
  const auto label = printable(cut.label, 60);
  return svg_of(id, "Shares of tension at the " + label + " over time",
                "Stacked areas, one for each muscle group, from 0 to 100 % of the tension that crosses the " +
                    label +
                    ". Hatched: samples that were not balanced. The table above gives the shares over the "
                    "movement.",
                svg) +
         read_out_data(report, samples, lines, 100, 0, "%");
}

std::string draw_lines(const LinePlot& plot, const TensionReport& report) {
  require(plot.lines.size() <= 6, "a line plot has at most six lines");
  const std::size_t count = report.times_s.size();
  const auto samples = drawn_samples(count);
  double least = plot.starts_at_zero ? 0 : std::numeric_limits<double>::infinity(), most = -least;
  for (const auto& line : plot.lines)
    for (const double value : by_sample(line.values, report))
      if (std::isfinite(value)) least = std::min(least, value), most = std::max(most, value);
  if (!(most > least))
    least = std::isfinite(least) ? least - 1 : 0, most = std::isfinite(most) ? most + 1 : 1;
  const auto y_ticks = ticks_between(least, most, 4);
  const Scale x = time_scale(report), y{least, most, area_bottom, area_top};
  std::string svg = draw_axes(x, y, y_ticks, plot.unit) + draw_hatching(report, x, plot.id);
  std::vector<EndLabel> labels;
  for (std::size_t i = 0; i < plot.lines.size(); ++i) {
    const auto& line = plot.lines[i];
    std::vector<bool> is_there(count);
    for (std::size_t k = 0; k < count; ++k) is_there[k] = std::isfinite(line.values[k]);
    const auto runs = runs_of(samples, is_there);
    for (const auto& run : runs) {
      const auto at = positions_of(run, report, x);
      std::string path;
      for (std::size_t k = 0; k < at.size(); ++k)
        path += fmt::format("{}{:.1f} {:.1f}", k == 0 ? "M" : "L", at[k],
                            y(line.values[run[std::min(k, run.size() - 1)]]));
      svg += fmt::format(R"svg(<path class="line l-{}" d="{}"/>)svg", i, path);
    }
    if (!runs.empty())
      labels.push_back({y(line.values[runs.back().back()]), line.label, fmt::format("m-{}", i)});
  }
  svg += draw_end_labels(std::move(labels));
  return svg_of(plot.id, plot.title, plot.description, svg) +
         read_out_data(report, samples, plot.lines, 1, 0, plot.unit);
}

std::string draw_range_bar(double share_ratio, double ratio_min, double ratio_max, std::string_view colour) {
  if (!std::isfinite(share_ratio)) return {};
  constexpr double width = 120, inset = 2;
  const auto at = [&](double ratio) { return inset + std::clamp(ratio, 0.0, 1.0) * (width - 2 * inset); };
  const auto range = range_words(ratio_min, ratio_max);
  const auto says = percent_words(share_ratio) + (range.empty() ? "" : ", possible " + range);
  std::string svg =
      fmt::format(R"svg(<svg class="range" viewBox="0 0 {0} 14" role="img" aria-label="{1}">)svg"
                  R"svg(<rect class="track" x="{2}" y="5.5" width="{3}" height="3" rx="1.5"/>)svg",
                  width, escape_html(says), inset, width - 2 * inset);
  if (!range.empty())
    svg += fmt::format(R"svg(<rect class="{}" x="{:.1f}" y="3" width="{:.1f}" height="8" rx="2"/>)svg",
                       colour, at(ratio_min), std::max(1.0, at(ratio_max) - at(ratio_min)));
  return svg +
         fmt::format(R"svg(<rect class="mark" x="{:.1f}" y="0" width="3" height="14" rx="1"/></svg>)svg",
                     at(share_ratio) - 1.5);
}

}  // namespace loadshare::analysis
