#include "analysis/joint_loads.h"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/own_body.h"
#include "base/units.h"
#include "dynamics/inverse_dynamics.h"
#include "mechanics/couplings.h"
#include "mechanics/model_forces.h"
#include "tension/cuts.h"
#include "tension/muscle_groups.h"

namespace loadshare::analysis {
namespace {

// The built-in body at rest in its zero position.
struct Resting {
  OwnBody own;
  mechanics::Skeleton skeleton;
  mechanics::Couplings couplings;
  mechanics::MuscleMechanics muscles;
  std::vector<tension::Cut> cuts;
  mechanics::Skeleton::Workspace workspace;
  mechanics::Pose pose;
  std::vector<double> q, still;
  std::vector<mechanics::SpatialForce> applied;

  static OwnBody make_own() {
    Diagnostics notes;
    return *make_own_body({}, notes);
  }
  Resting()
      : own(make_own()),
        skeleton(*mechanics::Skeleton::make(own.body.model)),
        couplings(*mechanics::Couplings::make(own.body.model)),
        muscles(*mechanics::MuscleMechanics::make(own.body.model, skeleton, couplings)),
        workspace(skeleton.make_workspace()) {
    Diagnostics notes;
    cuts = tension::find_cuts(own.body.model, tension::published_muscle_groups(), {}, notes).cuts;
    for (const auto& coordinate : own.body.model.coordinates) q.push_back(coordinate.default_value);
    couplings.fill_dependents(q, {}, {});
    still.assign(q.size(), 0.0);
    place();
  }

  void place() {
    couplings.fill_dependents(q, {}, {});
    skeleton.set_pose(workspace, q, still, pose);
    applied.assign(own.body.model.bodies.size(), {});
    mechanics::add_gravity(own.body.model, pose, applied);
  }

  JointLoad load(const std::string& cut_name) {
    JointLoads loads(own.body.model, skeleton, cuts);
    std::vector<JointLoad> by_cut;
    loads.compute(workspace, pose, still, applied, by_cut);
    for (std::size_t c = 0; c < cuts.size(); ++c)
      if (cuts[c].name == cut_name) return by_cut[c];
    ADD_FAILURE() << "no cut " << cut_name;
    return {};
  }

  [[nodiscard]] double weight_beyond_N(const std::string& cut_name) const {
    double weight_N = 0;
    for (const auto& cut : cuts) {
      if (cut.name != cut_name) continue;
      const auto beyond = tension::bodies_beyond(own.body.model, cut.joint);
      for (std::size_t b = 0; b < beyond.size(); ++b)
        if (beyond[b]) weight_N += own.body.model.bodies[b].mass_kg * 9.80665;
    }
    return weight_N;
  }
};

TEST(JointLoads, AtRestALevelCarriesTheWeightAboveIt) {
  Resting body;
  for (const char* cut : {"L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1"}) {
    const auto load = body.load(cut);
    EXPECT_NEAR(load.resultant_N, body.weight_beyond_N(cut), 1e-6) << cut;
    EXPECT_NEAR(std::hypot(load.compression_N, load.shear_forward_N), load.resultant_N, 1e-6) << cut;
    EXPECT_NEAR(load.shear_right_N, 0, 1e-6) << cut;
    EXPECT_GT(load.compression_N, 0.75 * load.resultant_N) << cut;
  }
  // The lowest disc is tilted forwards: the spine above would slide down it.
  EXPECT_GT(body.load("L5_S1").shear_forward_N, 0.2 * body.load("L5_S1").resultant_N);
}

TEST(JointLoads, AHangingLegPullsAtItsHip) {
  Resting body;
  const auto load = body.load("hip_r");
  EXPECT_NEAR(load.compression_N, -body.weight_beyond_N("hip_r"), 1e-6);
  EXPECT_NEAR(load.resultant_N, body.weight_beyond_N("hip_r"), 1e-6);
}

// A floor that carries half of the body under each foot presses the hip together by what is above it.
TEST(JointLoads, AFloorUnderTheFootPressesTheHipTogether) {
  Resting body;
  double weight_N = 0;
  for (const auto& part : body.own.body.model.bodies) weight_N += part.mass_kg * 9.80665;
  const auto foot = body.own.body.model.find_body("calcn_r");
  body.applied[foot.at()].force_G.y() += weight_N / 2;
  EXPECT_NEAR(body.load("hip_r").compression_N, weight_N / 2 - body.weight_beyond_N("hip_r"), 1e-6);
}

// Nothing turns or slides when the whole body is tilted: the same force, seen in the same frames, but for
// weight.
TEST(JointLoads, LyingDownTheWeightBecomesShear) {
  Resting body;
  body.q[body.own.body.model.find_coordinate("pelvis_tilt").at()] = std::acos(0.0);  // on the back
  body.place();
  const auto load = body.load("L3_L4");
  EXPECT_NEAR(load.resultant_N, body.weight_beyond_N("L3_L4"), 1e-6);
  EXPECT_LT(std::abs(load.compression_N), 0.35 * load.resultant_N);
  EXPECT_LT(load.shear_forward_N, -0.9 * load.resultant_N);  // it would sink backwards
}

TEST(JointLoads, AMuscleAcrossALevelAddsItsTensionToIt) {
  Resting body;
  auto arms = body.muscles;
  mechanics::MuscleMechanics::Workspace workspace;
  mechanics::MuscleSample sample;
  auto couplings_workspace = body.couplings.make_workspace();
  body.couplings.set_pose(body.q, couplings_workspace);
  arms.compute(body.skeleton, body.workspace, body.pose, body.couplings, couplings_workspace, workspace,
               sample);
  std::vector<double> tension_N(body.own.body.model.muscles.size(), 0.0);
  for (std::size_t m = 0; m < tension_N.size(); ++m)
    if (body.own.body.model.muscles[m].name.starts_with("IL_R12_")) tension_N[m] = 500;
  const auto before = body.load("L3_L4");
  add_muscle_forces(sample, tension_N, body.applied);
  const auto after = body.load("L3_L4");
  EXPECT_GT(after.compression_N - before.compression_N, 900);
  EXPECT_LT(after.resultant_N - before.resultant_N, 1000 + 1e-6);
  EXPECT_NEAR(after.shear_right_N, before.shear_right_N, 1e-6);  // both sides alike
}

// Bent forward, with all that inverse dynamics knows of: the level is pressed by what the lines across it
// pull with, along its normal, more than without them.
TEST(JointLoads, LigamentsAcrossALevelPressIt) {
  Resting body;
  body.q[body.own.body.model.find_coordinate("lumbar_extension").at()] = radians(-50);
  body.place();
  const auto compression_N = [&](bool pull) {
    model::Model model = body.own.body.model;
    for (auto& ligament : model.ligaments) ligament.applies_force = pull;
    const dynamics::ExternalForces none;
    const dynamics::InverseDynamics dynamics(model, body.skeleton, none);
    auto workspace = dynamics.make_workspace();
    std::vector<double> required;
    dynamics.compute({0, body.q, body.still, body.still}, workspace, required);
    body.applied = workspace.known.body;
    return body.load("L4_L5").compression_N;
  };
  const double without_N = compression_N(false), with_N = compression_N(true);
  mechanics::PathEngine engine(body.own.body.model);
  mechanics::PathWorkspace paths;
  std::vector<mechanics::PathGeometry> geometry(engine.path_count());
  engine.measure_paths(body.pose, paths, geometry);
  double pull_N = 0;
  const auto& ligaments = body.own.body.model.ligaments;
  for (std::size_t l = 0; l < ligaments.size(); ++l)
    if (ligaments[l].name.find("_L4_L5") != std::string::npos)
      pull_N += mechanics::ligament_tension_N(ligaments[l],
                                              geometry[body.own.body.model.muscles.size() + l].length_m);
  EXPECT_GT(pull_N, 200);
  EXPECT_GT(with_N - without_N, 0.75 * pull_N);  // as far as the lines stand along the level's normal
  EXPECT_LE(with_N - without_N, pull_N + 1e-6);
}

}  // namespace
}  // namespace loadshare::analysis
