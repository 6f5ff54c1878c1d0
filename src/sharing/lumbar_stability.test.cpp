// The stability of the built-in body's lumbar spine.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sharing/stability.h"
#include "standing_body.h"

namespace loadshare::sharing {
namespace {

using testing::StandingBody;

struct Measured {
  std::vector<std::string> names;
  std::vector<StabilityTerms> terms;
  Eigen::MatrixXd rows;  // by motion and muscle
  SharedSample shared;
};

Measured measure(StandingBody& body, const StabilitySettings& settings = {}) {
  Diagnostics notes;
  const auto motions = lumbar_motions(body.body.model, body.skeleton, body.couplings, body.lumbar_joints);
  const auto stability =
      Stability::make(body.body.model, body.skeleton, motions, body.used_muscles, settings, notes);
  auto layout = body.make_layout();
  const int first = stability->add_to(layout);
  auto sample = body.make_sample(layout);
  Stability::Workspace workspace;
  stability->fill(first, body.pose, body.columns(), body.sample, body.loads, workspace, sample);
  Measured measured;
  for (const auto& motion : motions) measured.names.push_back(motion.name);
  measured.terms = workspace.terms;
  measured.rows = sample.condition_of_activation;
  SharingWorkspace sharing;
  share_load(layout, {}, sample, false, sharing, measured.shared);
  return measured;
}

StandingBody& body() {
  static StandingBody standing;
  return standing;
}

TEST(LumbarStability, AsksEveryLevelAndTheWholeSpineAboutBothAxes) {
  body().stand({});
  EXPECT_EQ(measure(body()).names,
            (std::vector<std::string>{"L5_S1_FE", "L5_S1_LB", "L4_L5_FE", "L4_L5_LB", "L3_L4_FE", "L3_L4_LB",
                                      "L2_L3_FE", "L2_L3_LB", "L1_L2_FE", "L1_L2_LB", "T12_L1_FE",
                                      "T12_L1_LB", "lumbar_extension", "lumbar_bending"}));
}

// The passive moments' own formula at zero, in N m/deg: 1.3 and the slopes of the two exponentials.
TEST(LumbarStability, TissueIsTheSlopeOfThePassiveMoment) {
  body().stand({});
  const auto measured = measure(body());
  const double slope = deg_per_rad * (1.3 + 8 * 0.35 * std::exp(-0.35 * 5) + 18 * 0.3 * std::exp(-0.3 * 11));
  EXPECT_NEAR(measured.terms[0].tissue, slope, 1e-6 * slope);
  double shares = 0;  // of the whole spine: the sum of the shares squared
  for (const double share : {0.125, 0.185, 0.204, 0.231, 0.255}) shares += share * share;
  EXPECT_NEAR(measured.terms[12].tissue, shares * slope, 1e-6 * slope);
}

// The energy of the weights, and of a load in the hand, as the posture is turned by the coordinate itself.
TEST(LumbarStability, LoadsAreTheCurvatureOfPotentialEnergy) {
  auto& b = body();
  const auto hand = b.body.model.find_body("hand_r");
  const testing::Posture bent{{"lumbar_extension", -20}, {"lumbar_bending", 10}, {"arm_flex_r", 80}};
  b.stand(bent);
  const Vec3 load_G(0, -150, 0), place_B(0.01, -0.06, 0.02);
  b.stand(bent, {{hand, load_G, b.pose.X_GB[hand.at()] * place_B, Vec3::Zero()}});
  const auto measured = measure(b);
  const auto energy = [&](const char* coordinate, double by_rad) {
    auto moved = bent;
    moved[coordinate] += degrees(by_rad);
    std::vector<double> q;
    for (const auto& c : b.body.model.coordinates) q.push_back(c.default_value);
    for (const auto& [name, value] : moved) q[b.coordinate(name).at()] = radians(value);
    b.couplings.fill_dependents(q, {}, {});
    b.take(q);
    double sum = -load_G.dot(b.pose.X_GB[hand.at()] * place_B);
    for (std::size_t i = 1; i < b.body.model.bodies.size(); ++i) {
      const auto& part = b.body.model.bodies[i];
      sum -= part.mass_kg * b.body.model.gravity_G.dot(b.pose.X_GB[i] * part.mass_center_B);
    }
    return sum;
  };
  const double h = 1e-3;
  const std::pair<const char*, std::size_t> whole_spine[] = {{"lumbar_extension", 12},
                                                             {"lumbar_bending", 13}};
  for (const auto& [coordinate, motion] : whole_spine) {
    const double curvature =
        (energy(coordinate, h) - 2 * energy(coordinate, 0) + energy(coordinate, -h)) / (h * h);
    EXPECT_NEAR(measured.terms[motion].loads, -curvature, 1e-3) << coordinate;
    EXPECT_GT(std::abs(curvature), 20);
  }
}

// A muscle's twin: the same name on the other side.
std::size_t twin(const model::Model& model, std::size_t muscle) {
  std::string name = model.muscles[muscle].name;
  const auto side = name.find("_r") == name.size() - 2 ? name.size() - 1 : std::string::npos;
  if (side == std::string::npos) return muscle;
  name[side] = 'l';
  return model.find_muscle(name).at();
}

TEST(LumbarStability, LeftMirrorsRight) {
  auto& b = body();
  b.stand({{"lumbar_bending", 9}, {"lumbar_rotation", 4}, {"arm_add_r", -60}});
  const auto right = measure(b);
  b.stand({{"lumbar_bending", -9}, {"lumbar_rotation", -4}, {"arm_add_l", -60}});
  const auto left = measure(b);
  int pairs = 0;
  for (std::size_t m = 0; m < right.terms.size(); ++m) {
    EXPECT_NEAR(right.terms[m].loads, left.terms[m].loads, 1e-9) << right.names[m];
    EXPECT_NEAR(right.terms[m].tissue, left.terms[m].tissue, 1e-6) << right.names[m];
    for (std::size_t i = 0; i < b.used_muscles.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(m);
      const std::size_t other = twin(b.body.model, i);
      if (other == i) continue;
      const double here = right.rows(row, static_cast<Eigen::Index>(i));
      EXPECT_NEAR(here, left.rows(row, static_cast<Eigen::Index>(other)), 1e-7 * (1 + std::abs(here)))
          << right.names[m] << ", " << b.body.model.muscles[i].name;
      pairs += here != 0 ? 1 : 0;
    }
  }
  EXPECT_GT(pairs, 1000);
}

// Of the muscles with these beginnings, weighted by strength [-].
double mean_activation(const StandingBody& b, const SharedSample& shared,
                       const std::vector<std::string>& beginnings) {
  double active_N = 0, all_N = 0;
  for (std::size_t i = 0; i < b.used_muscles.size(); ++i) {
    const auto& muscle = b.body.model.muscles[i];
    if (std::ranges::none_of(beginnings, [&](const auto& begin) { return muscle.name.starts_with(begin); }))
      continue;
    active_N += muscle.max_isometric_force_N * shared.activation[static_cast<Eigen::Index>(i)];
    all_N += muscle.max_isometric_force_N;
  }
  return active_N / all_N;
}

// Upright, balance needs hardly any muscle. People hold flexors and extensors at 1.7 (SD 0.8) % all the same,
// with 32 kg on the trunk at 2.9 (1.4) % (Cholewicki, Panjabi, Khachatryan 1997, Spine 22:2207).
TEST(LumbarStability, UprightBothSidesOfTheTrunkPull) {
  auto& b = body();
  b.stand({});
  const std::vector<std::string> flexors{"rect_abd", "EO", "IO"}, extensors{"IL_", "LTp", "MF_"};
  const auto stable = measure(b);
  ASSERT_EQ(stable.shared.status, numerics::BoxStatus::solved);
  const auto unconcerned = measure(b, {.safety_ratio = 0});
  EXPECT_LT(mean_activation(b, unconcerned.shared, flexors), 0.002);
  for (const auto& group : {flexors, extensors}) {
    EXPECT_GT(mean_activation(b, stable.shared, group), 0.01);
    EXPECT_LT(mean_activation(b, stable.shared, group), 0.04);
  }
  const auto thorax = b.body.model.find_body("thorax");
  b.stand({}, {{thorax, 32 * b.body.model.gravity_G,
                b.pose.X_GB[thorax.at()] * b.body.model.bodies[thorax.at()].mass_center_B, Vec3::Zero()}});
  const auto loaded = measure(b);
  EXPECT_GT(mean_activation(b, loaded.shared, flexors), 1.5 * mean_activation(b, stable.shared, flexors));
  EXPECT_GT(mean_activation(b, loaded.shared, extensors), 1.5 * mean_activation(b, stable.shared, extensors));
}

}  // namespace
}  // namespace loadshare::sharing
