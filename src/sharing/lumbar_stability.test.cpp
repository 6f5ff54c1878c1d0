// The stability of the built-in body's lumbar spine.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "mechanics/model_forces.h"
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

// Of the body's ligaments at the posture that it stands in, by Simpson's rule over each one's tension [J].
double stored_in_ligaments_J(const StandingBody& b) {
  double sum = 0;
  for (std::size_t l = 0; l < b.body.model.ligaments.size(); ++l) {
    const auto& ligament = b.body.model.ligaments[l];
    const double from = ligament.resting_length_m;
    const double length = b.sample.paths[b.body.model.muscles.size() + l].length_m;
    if (length <= from) continue;
    constexpr int pieces = 200;
    for (int i = 0; i <= pieces; ++i)
      sum += (i == 0 || i == pieces ? 1
              : i % 2               ? 4
                                    : 2) *
             (length - from) / (3 * pieces) *
             mechanics::ligament_tension_N(ligament, from + i * (length - from) / pieces);
  }
  return sum;
}

// Flexed a little: the disc's own formula (models/body/strength/passive.csv), and the curvature of what the
// ligaments store.
TEST(LumbarStability, TissueIsTheSlopeOfThePassiveMoment) {
  auto& b = body();
  b.stand({{"lumbar_extension", -16}});
  const auto measured = measure(b);
  const auto posture = b.q;
  const auto curvature = [&](const std::vector<std::pair<std::string, double>>& motion) {
    constexpr double h = 1e-3;
    double sum = 0;
    for (const auto& [times, weight] : {std::pair(-1.0, 1.0), {0.0, -2.0}, {1.0, 1.0}}) {
      auto q = posture;
      for (const auto& [name, share] : motion) q[b.coordinate(name).at()] += times * share * h;
      b.take(q);
      sum += weight * stored_in_ligaments_J(b) / (h * h);
    }
    b.take(posture);
    return sum;
  };
  const auto disc = [&](const char* level, double stiffness, double upper_Nm) {
    const double q_deg = degrees(posture[b.coordinate(level).at()]);
    return deg_per_rad * (stiffness + 0.35 * upper_Nm * std::exp(0.35 * (q_deg - 5)));
  };
  const double lowest = disc("L5_S1_FE", 1.186, 8.24) + curvature({{"L5_S1_FE", 1}});
  EXPECT_NEAR(measured.terms[0].tissue, lowest, 2e-3 * lowest);
  const std::vector<std::pair<std::string, double>> shares{{"L5_S1_FE", 0.125},
                                                           {"L4_L5_FE", 0.185},
                                                           {"L3_L4_FE", 0.204},
                                                           {"L2_L3_FE", 0.231},
                                                           {"L1_L2_FE", 0.255}};
  const double whole =
      0.125 * 0.125 * disc("L5_S1_FE", 1.186, 8.24) + 0.185 * 0.185 * disc("L4_L5_FE", 1.163, 8.28) +
      0.204 * 0.204 * disc("L3_L4_FE", 1.146, 8.38) + 0.231 * 0.231 * disc("L2_L3_FE", 1.126, 8.46) +
      0.255 * 0.255 * disc("L1_L2_FE", 1.115, 8.51) + curvature(shares);
  EXPECT_NEAR(measured.terms[12].tissue, whole, 2e-3 * whole);
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
