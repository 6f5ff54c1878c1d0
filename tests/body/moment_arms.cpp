#include "moment_arms.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/units.h"
#include "written_page.h"

namespace loadshare::body_tests {
namespace {

using testing::table_head;
using testing::table_row;

void measure(const Poser& poser, ArmCheck& check) {
  const auto& muscles = reference().model.muscles;
  double sum = 0, weight = 0;
  check.least_mm = 1e9, check.greatest_mm = -1e9;
  for (std::size_t m = 0; m < muscles.size(); ++m) {
    if (!matches(check.muscle, muscles[m].name)) continue;
    const double arm_mm = 1e3 * poser.arm_m(m, check.coordinate);
    // A fascicle that does not cross the level is no part of it.
    if (arm_mm == 0) continue;
    ++check.muscle_count;
    sum += reference().pcsa_cm2[m] * arm_mm;
    weight += reference().pcsa_cm2[m];
    check.least_mm = std::min(check.least_mm, arm_mm);
    check.greatest_mm = std::max(check.greatest_mm, arm_mm);
  }
  if (check.of == "mean" && weight > 0) check.least_mm = check.greatest_mm = sum / weight;
}

std::string span(double least, double greatest) {
  const auto a = whole(least), b = whole(greatest);
  return a == b ? a : a + " to " + b;
}

bool is_level(const std::string& coordinate) {
  return coordinate.ends_with("_FE") || coordinate.ends_with("_LB") || coordinate.ends_with("_AR");
}

struct Line {
  std::size_t inside = 0;
  std::vector<double> angles;
  std::string outside, tags;
};

}  // namespace

std::vector<ArmCheck> check_moment_arms() {
  std::vector<ArmCheck> checks;
  Poser poser(reference());
  for (const auto& row : read_rows("moment_arms.csv")) {
    ArmCheck check;
    check.muscle = row.at("muscle"), check.of = row.at("of"), check.coordinate = row.at("coordinate");
    check.at = row.at("at"), check.tag = row.at("tag"), check.source = row.at("source");
    check.angle_deg = number(row, "angle_deg");
    check.low_mm = number(row, "low_mm"), check.high_mm = number(row, "high_mm");
    auto posture = parse_posture(check.at);
    // A level is looked at where the spine stands: its own angle follows from that.
    if (!is_level(check.coordinate)) posture[check.coordinate] = radians(check.angle_deg);
    poser.pose(posture);
    measure(poser, check);
    checks.push_back(std::move(check));
  }
  return checks;
}

std::string moment_arm_tables() {
  const auto checks = check_moment_arms();
  std::vector<std::tuple<std::string, std::string, std::string, std::string>> order;
  std::map<std::tuple<std::string, std::string, std::string, std::string>, Line> lines;
  std::size_t inside = 0;
  for (const auto& check : checks) {
    const auto key = std::tuple(check.coordinate, check.muscle, check.of, check.at);
    if (!lines.contains(key)) order.push_back(key);
    auto& line = lines[key];
    line.angles.push_back(check.angle_deg);
    if (line.tags.find(check.tag) == std::string::npos)
      line.tags += (line.tags.empty() ? "" : ", ") + check.tag;
    if (check.muscle_count == 0)
      line.outside += fmt::format("{}no such muscle", line.outside.empty() ? "" : "; ");
    else if (check.is_inside())
      ++line.inside, ++inside;
    else
      line.outside +=
          fmt::format("{}{}°: {} (band {} to {})", line.outside.empty() ? "" : "; ", whole(check.angle_deg),
                      span(check.least_mm, check.greatest_mm), whole(check.low_mm), whole(check.high_mm));
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return std::get<0>(a) < std::get<0>(b); });
  std::string text = fmt::format("{} of {} lie within their band.\n\n", inside, checks.size());
  text += table_head({"coordinate", "muscle", "angles", "inside", "outside, mm", "evidence"});
  for (const auto& key : order) {
    const auto& line = lines[key];
    const auto& [coordinate, muscle, of, at] = key;
    const auto [low, high] = std::minmax_element(line.angles.begin(), line.angles.end());
    text += table_row({coordinate + (at.empty() ? "" : " (" + at + ")"),
                       "`" + muscle + "`" + (of == "mean" ? ", mean" : ""), span(*low, *high) + "°",
                       fmt::format("{} of {}", line.inside, line.angles.size()),
                       line.outside.empty() ? "–" : line.outside, line.tags});
  }
  return text;
}

}  // namespace loadshare::body_tests
