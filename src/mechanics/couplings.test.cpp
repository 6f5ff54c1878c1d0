#include "mechanics/couplings.h"

#include <gtest/gtest.h>

#include <cmath>

namespace loadshare::mechanics {
namespace {

using model::CoordinateId;
using Values = std::vector<double>;

numerics::Function polynomial(std::vector<double> coefficients) {
  return {numerics::PolynomialFunction{std::move(coefficients)}};
}
numerics::Function linear(std::vector<double> coefficients) {
  return {numerics::LinearFunction{std::move(coefficients)}};
}

CoordinateId id(int index) { return CoordinateId(index); }

// Coordinates: 0 free; 1 = q0^2 + 2 q0; 2 = 3 q1; 3 locked; 4 = 0.5 q0 - q5 + 0.1; 5 free; 6 free, alone.
// The chain's couplers stand before what they depend on.
model::Model chained() {
  model::Model model;
  model.name = "chained";
  for (const char* name : {"q0", "q1", "q2", "q3", "q4", "q5", "q6"}) {
    model.coordinates.emplace_back();
    model.coordinates.back().name = name;
  }
  model.coordinates[3].locked = true;
  model.couplers = {{"second", id(2), {id(1)}, linear({3, 0})},
                    {"first", id(1), {id(0)}, polynomial({1, 2, 0})},
                    {"sum", id(4), {id(0), id(5)}, linear({0.5, -1, 0.1})}};
  return model;
}

Couplings make(const model::Model& model) {
  auto made = Couplings::make(model);
  if (!made) throw std::runtime_error(made.refusal().text());
  return std::move(*made);
}

TEST(Couplings, free_coordinates_are_neither_locked_nor_prescribed_nor_dependent) {
  auto model = chained();
  EXPECT_EQ(make(model).free_coordinates(), (std::vector{id(0), id(5), id(6)}));
  EXPECT_EQ(make(model).dependents(), (std::vector{id(1), id(2), id(4)}));
  EXPECT_TRUE(make(model).is_dependent(id(4)));
  EXPECT_FALSE(make(model).is_dependent(id(3)));
  model.coordinates[5].prescribed = numerics::make_constant(1);
  model.coordinates[4].locked = true;
  EXPECT_EQ(make(model).free_coordinates(), (std::vector{id(0), id(6)}));
}

TEST(Couplings, dependents_follow_through_a_chain) {
  const auto couplings = make(chained());
  Values q{0.4, 9, 9, 0.7, 9, 0.2, 1}, qdot{1.5, 9, 9, 0, 9, -0.5, 2}, udot{-2, 9, 9, 0, 9, 3, 4};
  EXPECT_GT(couplings.coupling_error_max(q), 8);
  couplings.fill_dependents(q, qdot, udot);
  EXPECT_EQ(couplings.coupling_error_max(q), 0);
  const double q1 = 0.4 * 0.4 + 0.8, v1 = (2 * 0.4 + 2) * 1.5, a1 = (2 * 0.4 + 2) * -2 + 2 * 1.5 * 1.5;
  EXPECT_NEAR(q[1], q1, 1e-15);
  EXPECT_NEAR(qdot[1], v1, 1e-14);
  EXPECT_NEAR(udot[1], a1, 1e-14);
  EXPECT_NEAR(q[2], 3 * q1, 1e-14);
  EXPECT_NEAR(udot[2], 3 * a1, 1e-14);
  EXPECT_NEAR(q[4], 0.5 * 0.4 - 0.2 + 0.1, 1e-15);
  EXPECT_NEAR(udot[4], -1 - 3, 1e-14);
  EXPECT_EQ(q[3], 0.7) << "a locked coordinate stays as given";
  EXPECT_EQ(q[6], 1);
}

TEST(Couplings, speeds_and_accelerations_are_the_derivatives_of_the_values) {
  auto model = chained();
  // A surface with mixed partials: exponents (0,0) (0,1) (0,2) (1,0) (1,1) (2,0).
  model.couplers[2].function = {
      numerics::MultivariatePolynomialFunction{2, 2, {0.1, 0.4, -0.3, 0.8, 1.7, 0.6}}};
  const auto couplings = make(model);
  const auto at = [&](double t) {
    Values q{std::sin(t), 0, 0, 0, 0, std::cos(2 * t), 0};
    couplings.fill_dependents(q, {}, {});
    return q;
  };
  const double t = 0.3, h = 1e-4;
  Values q{std::sin(t), 0, 0, 0, 0, std::cos(2 * t), 0};
  Values qdot{std::cos(t), 0, 0, 0, 0, -2 * std::sin(2 * t), 0};
  Values udot{-std::sin(t), 0, 0, 0, 0, -4 * std::cos(2 * t), 0};
  couplings.fill_dependents(q, qdot, udot);
  const Values before = at(t - h), now = at(t), after = at(t + h);
  for (const std::size_t c : {1u, 2u, 4u}) {
    EXPECT_NEAR(qdot[c], (after[c] - before[c]) / (2 * h), 1e-6) << c;
    EXPECT_NEAR(udot[c], (after[c] - 2 * now[c] + before[c]) / (h * h), 1e-5) << c;
  }
}

TEST(Couplings, tangent_is_the_slope_by_differences_and_its_transpose_reduces_forces) {
  const auto couplings = make(chained());
  auto workspace = couplings.make_workspace();
  Values q{0.4, 0, 0, 0.7, 0, 0.2, 1};
  couplings.fill_dependents(q, {}, {});
  couplings.set_pose(q, workspace);
  Eigen::MatrixXd T = Eigen::MatrixXd::Zero(7, 3);
  for (const auto& entry : couplings.tangent(workspace))
    T(entry.coordinate.index, entry.free_index) += entry.value;
  const double h = 1e-6;
  for (int f = 0; f < 3; ++f) {
    Values plus = q, minus = q;
    plus[couplings.free_coordinates()[static_cast<std::size_t>(f)].at()] += h;
    minus[couplings.free_coordinates()[static_cast<std::size_t>(f)].at()] -= h;
    couplings.fill_dependents(plus, {}, {});
    couplings.fill_dependents(minus, {}, {});
    for (int c = 0; c < 7; ++c) {
      const auto i = static_cast<std::size_t>(c);
      EXPECT_NEAR(T(c, f), (plus[i] - minus[i]) / (2 * h), 1e-9) << c << " by " << f;
    }
  }
  const Values forces{1, -2, 3, 50, 7, -11, 13};
  Values reduced(3);
  couplings.reduce(workspace, forces, reduced);
  const Eigen::VectorXd expected = T.transpose() * Eigen::Map<const Eigen::VectorXd>(forces.data(), 7);
  for (int f = 0; f < 3; ++f) EXPECT_NEAR(reduced[static_cast<std::size_t>(f)], expected[f], 1e-12);
}

// The definition, with dense matrices: project onto the null space of the couplers' and locks' rows.
Eigen::VectorXd projected(const Eigen::MatrixXd& constraints, int c) {
  const Eigen::VectorXd e = Eigen::VectorXd::Unit(constraints.cols(), c);
  const Eigen::VectorXd u =
      e - constraints.transpose() * (constraints * constraints.transpose()).ldlt().solve(constraints * e);
  return u / u[c];
}

TEST(Couplings, coupling_vector_is_the_projection_onto_the_constraints_null_space) {
  const auto couplings = make(chained());
  auto workspace = couplings.make_workspace();
  Values q{0.4, 0, 0, 0.7, 0, 0.2, 1};
  couplings.fill_dependents(q, {}, {});
  couplings.set_pose(q, workspace);
  Eigen::MatrixXd rows = Eigen::MatrixXd::Zero(4, 7);
  rows.row(0) << 2 * 0.4 + 2, -1, 0, 0, 0, 0, 0;
  rows.row(1) << 0, 3, -1, 0, 0, 0, 0;
  rows.row(2) << 0.5, 0, 0, 0, -1, -1, 0;
  rows.row(3) << 0, 0, 0, 1, 0, 0, 0;  // the lock
  for (int c = 0; c < 7; ++c) {
    const Eigen::VectorXd expected = projected(c == 3 ? Eigen::MatrixXd(rows.topRows(3)) : rows, c);
    Eigen::VectorXd found = Eigen::VectorXd::Zero(7);
    for (const auto& entry : couplings.coupling_vector(id(c), workspace))
      found[entry.coordinate.index] += entry.value;
    EXPECT_LT((found - expected).cwiseAbs().maxCoeff(), 1e-12) << "about " << c;
  }
}

TEST(Couplings, one_to_one_coupling_moves_with_its_slope) {
  model::Model model;
  model.coordinates.resize(2);
  model.couplers = {{"patella", id(1), {id(0)}, linear({0.5, 0})}};
  const auto couplings = make(model);
  auto workspace = couplings.make_workspace();
  couplings.set_pose(Values{0.3, 0.15}, workspace);
  const auto about_knee = couplings.coupling_vector(id(0), workspace);
  ASSERT_EQ(about_knee.size(), 2u);
  EXPECT_NEAR(about_knee[1].value, 0.5, 1e-15);
  const auto about_patella = couplings.coupling_vector(id(1), workspace);
  ASSERT_EQ(about_patella.size(), 2u);
  EXPECT_NEAR(about_patella[0].value, 2, 1e-15);
  EXPECT_NEAR(about_patella[1].value, 1, 1e-15);
}

TEST(Couplings, a_lock_holds_what_depends_on_it_but_not_the_coordinate_that_is_looked_at) {
  model::Model model;
  model.coordinates.resize(2);
  model.coordinates[0].locked = true;
  model.couplers = {{"patella", id(1), {id(0)}, linear({0.5, 0})}};
  const auto couplings = make(model);
  EXPECT_TRUE(couplings.free_coordinates().empty());
  auto workspace = couplings.make_workspace();
  couplings.set_pose(Values{0.3, 0.15}, workspace);
  EXPECT_TRUE(couplings.coupling_vector(id(1), workspace).empty());
  ASSERT_EQ(couplings.coupling_vector(id(0), workspace).size(), 2u);
  EXPECT_NEAR(couplings.coupling_vector(id(0), workspace)[1].value, 0.5, 1e-15);
}

TEST(Couplings, a_coordinate_that_its_coupler_holds_still_has_no_coupling_vector) {
  model::Model model;
  model.coordinates.resize(2);
  model.couplers = {{"constant", id(1), {id(0)}, numerics::make_constant(0.2)}};
  const auto couplings = make(model);
  auto workspace = couplings.make_workspace();
  couplings.set_pose(Values{0.3, 0.2}, workspace);
  EXPECT_TRUE(couplings.coupling_vector(id(1), workspace).empty());
}

TEST(Couplings, refusals) {
  auto twice = chained();
  twice.couplers.push_back({"again", id(1), {id(6)}, linear({1, 0})});
  ASSERT_FALSE(Couplings::make(twice).ok());
  EXPECT_EQ(Couplings::make(twice).refusal().text(),
            (Refusal{"model chained, coupler again", "coordinate q1 already depends on coupler first",
                     "Leave one of the two couplers."})
                .text());
  auto circle = chained();
  circle.couplers.push_back({"back", id(0), {id(2)}, linear({1, 0})});
  ASSERT_FALSE(Couplings::make(circle).ok());
  EXPECT_EQ(Couplings::make(circle).refusal().what,
            "coordinate q2 depends, through its couplers, on itself or on others that do");
  auto itself = chained();
  itself.couplers.push_back({"itself", id(6), {id(6)}, linear({1, 0})});
  EXPECT_FALSE(Couplings::make(itself).ok());
  auto none = chained();
  none.couplers[0].independents.clear();
  EXPECT_EQ(Couplings::make(none).refusal().what, "it has 0 independent coordinates");
  auto arity = chained();
  arity.couplers[0].independents.push_back(id(6));
  EXPECT_EQ(Couplings::make(arity).refusal().what,
            "its function takes 1 variables, but it has 2 independent coordinates");
}

}  // namespace
}  // namespace loadshare::mechanics
