#include "analysis/survey_steps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/units.h"

namespace loadshare::analysis {
namespace {

constexpr std::size_t parts = 8;
// Neighbouring steps of a smooth moment arm differ by less than this share of the least jump that is looked
// for; else the interval is looked into.
constexpr double screen_share = 0.5;

struct Point {
  double q = 0, arm_m = 0, length_m = 0;
};

double arm_step(const Point& a, const Point& b) { return b.arm_m - a.arm_m; }
// What the length changes by beyond the work of the moment arms.
double length_step(const Point& a, const Point& b) {
  return b.length_m - a.length_m + 0.5 * (a.arm_m + b.arm_m) * (b.q - a.q);
}

// By how much a step differs from what its neighbours let expect.
double out_of_line(std::span<const double> steps, std::size_t i) {
  if (i == 0) return steps[0] - steps[1];
  if (i + 1 == steps.size()) return steps[i] - steps[i - 1];
  return steps[i] - 0.5 * (steps[i - 1] + steps[i + 1]);
}

class Interval {
 public:
  Interval(const MuscleRow& row, const SurveyOptions& options, BodyProbe& probe)
      : row_(row), options_(options), probe_(probe) {
    probe_.rest();
    for (const auto& other : row.others) probe_.set(other.coordinate, other.value);
  }

  // The part that stands out most, by `size`.
  struct Found {
    Point from, to;
    double size_m = 0;
  };
  template <class Size>
  Found divide(const Point& from, const Point& to, Size size) {
    std::array<Point, parts + 1> points;
    points.front() = from, points.back() = to;
    for (std::size_t i = 1; i < parts; ++i)
      points[i] = measure(from.q + (to.q - from.q) * static_cast<double>(i) / static_cast<double>(parts));
    std::array<double, parts> steps{};
    for (std::size_t i = 0; i < parts; ++i) steps[i] = size(points[i], points[i + 1]);
    std::size_t worst = 0;
    for (std::size_t i = 1; i < parts; ++i)
      if (std::abs(out_of_line(steps, i)) > std::abs(out_of_line(steps, worst))) worst = i;
    return {points[worst], points[worst + 1], out_of_line(steps, worst)};
  }

  // Whether a step of half the least size may be in either half: one measurement, which clears most
  // intervals.
  template <class Size>
  [[nodiscard]] bool may_step(const Point& from, const Point& to, double least_m, Size size) {
    const Point middle = measure(0.5 * (from.q + to.q));
    return std::abs(size(from, middle) - size(middle, to)) > screen_share * least_m;
  }

  template <class Size>
  void look_into(const Point& from, const Point& to, double least_m, StepKind kind, Size size,
                 std::vector<PathStep>& steps) {
    if (!may_step(from, to, least_m, size)) return;
    Found found{from, to, 0};
    std::optional<PathStep> steep;
    while (found.to.q - found.from.q > options_.jump_width_rad) {
      found = divide(found.from, found.to, size);
      if (kind == StepKind::arm_jump && !steep && found.to.q - found.from.q <= rad_per_deg &&
          std::abs(found.size_m) > options_.steep_m)
        steep = step_of(StepKind::steep_arm, found);
      if (std::abs(found.size_m) <= least_m) {
        if (steep) steps.push_back(*steep);
        return;
      }
    }
    steps.push_back(step_of(kind, found));
  }

 private:
  Point measure(double q) {
    probe_.set(row_.coordinate, q);
    const auto measured = probe_.measure_one(row_.muscle.at(), row_.free_index);
    return {q, measured.arm_m, measured.length_m};
  }
  [[nodiscard]] PathStep step_of(StepKind kind, const Found& found) const {
    return {kind, row_.muscle, row_.coordinate, 0.5 * (found.from.q + found.to.q), row_.others, found.size_m};
  }

  const MuscleRow& row_;
  const SurveyOptions& options_;
  BodyProbe& probe_;
};

}  // namespace

void find_steps(const MuscleRow& row, const SurveyOptions& options, BodyProbe& probe,
                std::vector<PathStep>& steps) {
  if (row.q.size() < 3) return;
  const auto point = [&](std::size_t i) { return Point{row.q[i], row.arm_m[i], row.length_m[i]}; };
  std::optional<Interval> interval;  // made where one is needed: most rows are smooth
  std::vector<double> arm_steps;
  for (std::size_t i = 0; i + 1 < row.q.size(); ++i) arm_steps.push_back(arm_step(point(i), point(i + 1)));
  for (std::size_t i = 0; i + 1 < row.q.size(); ++i) {
    const Point from = point(i), to = point(i + 1);
    const bool arm_stands_out = std::abs(out_of_line(arm_steps, i)) > screen_share * options.arm_jump_m;
    const bool length_stands_out = std::abs(length_step(from, to)) > screen_share * options.length_jump_m;
    if (!arm_stands_out && !length_stands_out) continue;
    if (!interval) interval.emplace(row, options, probe);
    if (arm_stands_out)
      interval->look_into(from, to, options.arm_jump_m, StepKind::arm_jump, arm_step, steps);
    if (length_stands_out)
      interval->look_into(from, to, options.length_jump_m, StepKind::length_jump, length_step, steps);
  }
}

void find_sign_changes(const MuscleRow& row, const SurveyOptions& options, std::vector<SignChange>& changes) {
  // The side is taken where the arm is beyond the least; the extreme since then goes with it.
  int side = 0;
  double extreme_m = 0, crossing = 0;
  std::optional<std::size_t> open;  // a change whose far extreme still grows
  for (std::size_t i = 0; i < row.q.size(); ++i) {
    const double arm_m = row.arm_m[i];
    if (i > 0 && (row.arm_m[i - 1] < 0) != (arm_m < 0)) {
      const double share = row.arm_m[i - 1] / (row.arm_m[i - 1] - arm_m);
      crossing = row.q[i - 1] + share * (row.q[i] - row.q[i - 1]);
    }
    if (std::abs(arm_m) >= options.sign_m) {
      const int now = arm_m < 0 ? -1 : 1;
      if (side != 0 && now != side) {
        changes.push_back({row.muscle, row.coordinate, crossing, extreme_m, arm_m});
        open = changes.size() - 1;
        extreme_m = 0;
      }
      side = now;
    }
    if (std::abs(arm_m) > std::abs(extreme_m) && arm_m * side > 0) extreme_m = arm_m;
    if (open) changes[*open].after_m = extreme_m;
  }
}

}  // namespace loadshare::analysis
