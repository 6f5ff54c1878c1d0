#include "muscle/bezier_curve.h"

#include <algorithm>
#include <cmath>

#include "base/require.h"

namespace loadshare::muscle {
namespace {

using Powers = std::array<double, 6>;

// Bernstein form to powers of u.
Powers powers_of(const std::array<double, 6>& p) {
  return {p[0],
          5 * (p[1] - p[0]),
          10 * (p[2] - 2 * p[1] + p[0]),
          10 * (p[3] - 3 * p[2] + 3 * p[1] - p[0]),
          5 * (p[4] - 4 * p[3] + 6 * p[2] - 4 * p[1] + p[0]),
          p[5] - 5 * p[4] + 10 * p[3] - 10 * p[2] + 5 * p[1] - p[0]};
}

double value_of(const Powers& c, double u) {
  return c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * (c[4] + u * c[5]))));
}
double slope_of(const Powers& c, double u) {
  return c[1] + u * (2 * c[2] + u * (3 * c[3] + u * (4 * c[4] + u * 5 * c[5])));
}

constexpr double nearly_parallel = 1.4901161193847656e-08;  // square root of the rounding unit 2^-52

}  // namespace

// Newton's method. Near the solution the error after a step is some ten times the step's square.
double BezierCurve::parameter_at(const Piece& piece, double x, double guess) {
  double u = std::clamp(guess, 0.0, 1.0);
  const double target = x - piece.begin_x;
  for (int iteration = 0; iteration < 20; ++iteration) {
    const double step = (target - value_of(piece.x, u)) / slope_of(piece.x, u);
    u = std::clamp(u + step, 0.0, 1.0);
    if (std::abs(step) < 1e-9) break;
  }
  return u;
}

CurveSample BezierCurve::at(double x) const {
  if (x < first_.x) return {first_.y + first_.slope * (x - first_.x), first_.slope};
  if (x > last_.x) return {last_.y + last_.slope * (x - last_.x), last_.slope};
  const Piece* piece = pieces_.data();
  while (x > piece->end_x) ++piece;
  const double position = (x - piece->begin_x) * piece->cells_per_x;
  const int cell = std::clamp(static_cast<int>(position), 0, cells - 1);
  const CurveSample& a = piece->first_guess[static_cast<std::size_t>(cell)];
  const CurveSample& b = piece->first_guess[static_cast<std::size_t>(cell) + 1];
  // Cubic Hermite between the table's entries: off by less than 1e-5, so that one or two steps follow.
  const double t = position - cell, width = 1 / piece->cells_per_x;
  const double rise = b.value - a.value, bend_a = a.slope * width - rise, bend_b = rise - b.slope * width;
  const double guess = a.value + t * (rise + (1 - t) * (bend_a * (1 - t) + bend_b * t));
  const double u = parameter_at(*piece, x, guess);
  return {value_of(piece->y, u), slope_of(piece->y, u) / slope_of(piece->x, u)};
}

BezierCurve::Piece BezierCurve::make_piece(const CurveNode& begin, const CurveNode& end, double corner_x,
                                           double corner_y, double curviness) {
  const double share = 0.1 + 0.8 * curviness;
  const double x1 = share * (corner_x - begin.x), y1 = begin.y + share * (corner_y - begin.y);
  const double x2 = end.x - begin.x + share * (corner_x - end.x), y2 = end.y + share * (corner_y - end.y);
  Piece piece;
  piece.begin_x = begin.x;
  piece.end_x = end.x;
  piece.cells_per_x = cells / (end.x - begin.x);
  piece.x = powers_of({0, x1, x1, x2, x2, end.x - begin.x});
  piece.y = powers_of({begin.y, y1, y1, y2, y2, end.y});
  double u = 0;
  for (int i = 0; i <= cells; ++i) {
    const double x = begin.x + (end.x - begin.x) * i / cells;
    u = parameter_at(piece, x, i == cells ? 1 : u);
    piece.first_guess[static_cast<std::size_t>(i)] = {u, 1 / slope_of(piece.x, u)};
  }
  return piece;
}

Result<BezierCurve> make_bezier_curve(std::span<const CurveNode> nodes, std::span<const double> curviness,
                                      const std::string& where) {
  require(nodes.size() >= 2 && curviness.size() + 1 == nodes.size(), "one curviness between two nodes");
  BezierCurve curve;
  curve.first_ = nodes.front();
  curve.last_ = nodes.back();
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
    const CurveNode& a = nodes[i];
    const CurveNode& b = nodes[i + 1];
    if (!(curviness[i] >= 0 && curviness[i] <= 1))
      return Refusal{where, "a curviness of " + std::to_string(curviness[i]) + " is not between 0 and 1",
                     "Correct the curve's curviness in the model file."};
    const double bend = a.slope - b.slope;
    const double corner_x = std::abs(bend) > nearly_parallel
                                ? (b.y - a.y - b.x * b.slope + a.x * a.slope) / bend
                                : (a.x + b.x) / 2;
    const double corner_y = (corner_x - b.x) * b.slope + b.y;
    const double chord = std::hypot(b.x - a.x, b.y - a.y);
    const bool c_shaped = std::hypot(corner_x - a.x, corner_y - a.y) < chord &&
                          std::hypot(corner_x - b.x, corner_y - b.y) < chord;
    if (!(b.x > a.x) || !c_shaped || !(corner_x > a.x && corner_x < b.x))
      return Refusal{where,
                     "the slopes at " + std::to_string(a.x) + " and " + std::to_string(b.x) +
                         " do not fit the values there",
                     "Correct the curve's strains, lengths or slopes in the model file."};
    curve.pieces_.push_back(BezierCurve::make_piece(a, b, corner_x, corner_y, curviness[i]));
  }
  return curve;
}

}  // namespace loadshare::muscle
