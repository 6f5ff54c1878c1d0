// Derivatives of points against differences: by coordinates, and by the factors of a body built anew.
#include "motion/posed_points.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "moving_person.h"

namespace loadshare::motion {
namespace {

std::vector<BodyPoint> points_on(const std::vector<PlacedPoint>& placed, const Vec3& offset) {
  std::vector<BodyPoint> points;
  for (const auto& point : placed) points.push_back({point.body, point.p_B + offset});
  return points;
}

Eigen::VectorXd as_vector(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

const Vec3 offset(0.01, -0.02, 0.03);

TEST(PosedPoints, MoveWithTheCoordinates) {
  const testing::MovingPerson person(
      testing::value_of(model::reference_scale(model::published_body_tables())),
      testing::published_set("fullbody_2009"));
  const auto& body = person.body;
  PosedPoints posed(body.model, body.skeleton, body.couplings, points_on(person.points, offset));
  const Eigen::VectorXd x = as_vector(body.crooked_values());
  Eigen::Matrix3Xd rows(3, posed.free_count());
  constexpr double step = 1e-6;
  for (std::size_t p = 0; p < posed.point_count(); ++p) {
    posed.move_to(x);
    posed.linearise();
    posed.jacobian(p, rows);
    const auto columns = posed.columns(p);
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      Eigen::VectorXd ahead = x, behind = x;
      ahead[i] += step;
      behind[i] -= step;
      posed.move_to(ahead);
      const Vec3 after = posed.position_G(p);
      posed.move_to(behind);
      const Vec3 expected = (after - posed.position_G(p)) / (2 * step);
      const auto at = std::ranges::find(columns, static_cast<int>(i));
      const Vec3 found = at == columns.end() ? Vec3(Vec3::Zero()) : Vec3(rows.col(at - columns.begin()));
      EXPECT_LT((found - expected).norm(), 1e-8) << p << " " << i;
    }
  }
}

// The factors differ by group and axis; the knee slides as it bends.
TEST(PosedPoints, MoveWithTheFactors) {
  const auto& tables = model::published_body_tables();
  auto scale = testing::value_of(model::reference_scale(tables));
  ScaledBodies bodies;
  std::vector<std::string> groups;
  for (const auto& row : tables.bodies)
    if (std::ranges::find(groups, row.scale_group) == groups.end()) groups.push_back(row.scale_group);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const auto i = static_cast<double>(g);
    bodies.factors.emplace_back(1 + 0.02 * i, 0.9 + 0.03 * i, 1.1 - 0.02 * i);
    scale.factors[groups[g]] = bodies.factors.back();
  }
  const auto positions_of = [](testing::MovingPerson& of) {
    std::vector<Vec3> positions;
    PosedPoints posed(of.body.model, of.body.skeleton, of.body.couplings, points_on(of.points, offset));
    posed.move_to(as_vector(of.body.crooked_values()));
    for (std::size_t p = 0; p < posed.point_count(); ++p) positions.push_back(posed.position_G(p));
    return positions;
  };
  const auto& set = testing::published_set("rajagopal");
  testing::MovingPerson person(scale, set);
  for (const auto& body : person.body.model.bodies) {
    auto name = body.name;
    if (name.ends_with("_l")) name.back() = 'r';
    const auto row = std::ranges::find(tables.bodies, name, &model::BodyRow::name);
    bodies.group_of_body.push_back(
        row == tables.bodies.end()
            ? -1
            : static_cast<int>(std::ranges::find(groups, row->scale_group) - groups.begin()));
  }
  PosedPoints posed(person.body.model, person.body.skeleton, person.body.couplings,
                    points_on(person.points, offset));
  posed.move_to(as_vector(person.body.crooked_values()));
  posed.linearise_scale(bodies);
  constexpr double step = 1e-5;
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (int k = 0; k < 3; ++k) {
      auto ahead = scale, behind = scale;
      ahead.factors[groups[g]][k] += step;
      behind.factors[groups[g]][k] -= step;
      testing::MovingPerson larger(ahead, set), smaller(behind, set);
      const auto after = positions_of(larger), before = positions_of(smaller);
      for (std::size_t p = 0; p < posed.point_count(); ++p) {
        // Points that are not on landmarks do not grow with their body.
        const Vec3 grows =
            person.points[p].place->landmarks.empty() ? Vec3(Vec3::Zero()) : person.points[p].p_B;
        Eigen::Matrix3Xd by_scale;
        posed.scale_jacobian(p, bodies, grows, by_scale);
        const Vec3 expected = (after[p] - before[p]) / (2 * step);
        EXPECT_LT((by_scale.col(static_cast<Eigen::Index>(3 * g) + k) - expected).norm(), 1e-7)
            << person.points[p].place->name << " " << groups[g] << " " << k;
      }
    }
}

}  // namespace
}  // namespace loadshare::motion
