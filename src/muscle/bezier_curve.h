// Curves y(x) of C-shaped quintic Bezier pieces, linear beyond both ends: the form of the muscle curves
// of Millard et al. 2013 (J Biomech Eng 135:021005, appendix) and of OpenSim's SmoothSegmentedFunction.
//
// A piece between two nodes has its inner control points, each counted twice, on the lines through the
// nodes, at the share `curviness` of the way to where the lines meet. The curve has two continuous
// derivatives.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "muscle/curve_sample.h"

namespace loadshare::muscle {

struct CurveNode {
  double x = 0, y = 0, slope = 0;
};

class BezierCurve {
 public:
  BezierCurve() = default;

  // Value and slope at x, to about 1e-14 of the control points' size. Beyond the ends the end nodes' lines.
  // Precondition: the curve was made by make_bezier_curve; x is finite.
  [[nodiscard]] CurveSample at(double x) const;

 private:
  friend Result<BezierCurve> make_bezier_curve(std::span<const CurveNode>, std::span<const double>,
                                               const std::string&);
  static constexpr int cells = 32;

  // Powers of the piece's parameter u in [0, 1].
  struct Piece {
    double begin_x = 0, end_x = 0, cells_per_x = 0;
    std::array<double, 6> x{}, y{};                  // x without its constant, begin_x
    std::array<CurveSample, cells + 1> first_guess;  // u and du/dx at equal steps of x
  };
  static Piece make_piece(const CurveNode& begin, const CurveNode& end, double corner_x, double corner_y,
                          double curviness);
  static double parameter_at(const Piece& piece, double x, double guess);

  CurveNode first_, last_;
  std::vector<Piece> pieces_;
};

// One piece between each two neighbours of `nodes` (at least two, x increasing), each with its own curviness
// as in the file, between 0 and 1 (the share is 0.1 + 0.8 curviness). Refuses nodes whose lines do not meet
// in a C-shaped corner; `where` names the muscle and the curve.
[[nodiscard]] Result<BezierCurve> make_bezier_curve(std::span<const CurveNode> nodes,
                                                    std::span<const double> curviness,
                                                    const std::string& where);

}  // namespace loadshare::muscle
