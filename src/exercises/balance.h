// Balance: the weight of the body and what it carries, and the pull of cables and bands, must pass through
// the area that the touching points span.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "dynamics/pulls.h"
#include "exercises/posture_targets.h"

namespace loadshare::exercises {

// Weight, of the body with what it carries, and the pulls on it.
class CarriedForces {
 public:
  // Refused: as dynamics/carried_loads.h.
  static Result<CarriedForces> make(const std::vector<capture::CarriedLoad>& loads,
                                    const model::FullBody& body);

  // Where the line of action of all of them meets the height y [m] (the point about which they have no
  // moment but the one about the vertical; Vukobratovic's zero moment point at rest): x, z. With inertia
  // left out.
  [[nodiscard]] Eigen::Vector2d center(const PosedBody& body, double height_m) const;
  // 2 x free coordinates.
  void differentiate_center(const PosedBody& body, double height_m,
                            Eigen::Ref<Eigen::Matrix<double, 2, Eigen::Dynamic>> rows) const;

 private:
  struct Force {
    BodyPoint point;
    Vec3 weight_N = Vec3::Zero();
    std::optional<dynamics::Pull> pull;  // instead
  };
  // At the body's pose: where, how much, and how it changes with the place.
  struct ForceValue {
    Vec3 p_G, f_N;
    Mat3 slope;
  };
  static ForceValue value_of(const Force& force, const PosedBody& body);

  std::vector<Force> forces_;
};

// A touching point and the height that its support gives it.
struct Foothold {
  BodyPoint point;
  double height_m = 0;
};

// The touching points on supports that carry weight (facing upwards within 60 degrees).
[[nodiscard]] std::vector<Foothold> footholds(const KeyGoals& goals, const capture::Scene& scene);

// The convex hull of points in the plane, against the clock, without points on its edges: indices.
[[nodiscard]] std::vector<std::size_t> convex_hull(const std::vector<Eigen::Vector2d>& points);

// The centre lies within the hull of the footholds, `margin_m` from its edges (a quarter of its width where
// it is narrow). Precondition: at least one foothold.
class Balance : public PostureTarget {
 public:
  Balance(std::vector<Foothold> footholds, CarriedForces forces, double margin_m, double tolerance_m);
  void prepare(const PosedBody& body) override;
  [[nodiscard]] int size() const override { return static_cast<int>(edges_.size()); }
  void measure(const PosedBody& body, Eigen::Ref<Eigen::VectorXd> values) const override;
  void differentiate(const PosedBody& body, Eigen::Ref<Eigen::MatrixXd> rows) const override;

  // How much nearer to an edge the centre is than one stands by choice (a third of the way across), as a part
  // of that, one value an edge: 0 where it is not, -1 on the edge.
  void measure_unease(const PosedBody& body, Eigen::VectorXd& values) const;
  // One row an edge.
  void differentiate_unease(const PosedBody& body, Eigen::MatrixXd& rows) const;
  // From the centre to the nearest edge; negative outside.
  [[nodiscard]] double distance_to_edge_m(const PosedBody& body) const;

 private:
  // The side of the line from one foothold to another on which the centre lies; or, where the footholds lie
  // in a line or a point, how far along it or to one side.
  struct Edge {
    std::size_t from, to;                  // into footholds_
    std::optional<Eigen::Vector2d> fixed;  // a direction instead of the edge's own inward normal
    double margin_m = 0;
    double easy_m = 0;  // how far from it one stands by choice
  };
  [[nodiscard]] Eigen::Vector2d place(const PosedBody& body, std::size_t foothold) const;

  std::vector<Foothold> footholds_;
  CarriedForces forces_;
  double wanted_margin_m_, height_m_ = 0;
  std::vector<Edge> edges_;
};

}  // namespace loadshare::exercises
