#include "sharing/small_motion.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sharing/stability.h"
#include "standing_body.h"

namespace loadshare::sharing {
namespace {

using model::BodyId;
using testing::StandingBody;

StandingBody& body() {
  static StandingBody standing;
  return standing;
}

const testing::Posture bent{{"pelvis_tilt", -20},   {"pelvis_list", 8},      {"lumbar_extension", -25},
                            {"lumbar_bending", 12}, {"lumbar_rotation", -6}, {"hip_flexion_r", 40},
                            {"hip_flexion_l", 30},  {"arm_flex_r", 70},      {"arm_add_l", -40},
                            {"elbow_flex_l", 50}};

std::vector<SmallMotion> motions() {
  return lumbar_motions(body().body.model, body().skeleton, body().couplings, body().lumbar_joints);
}

std::vector<BodyMotion> move(const SmallMotion& motion) {
  std::vector<BodyMotion> bodies;
  MotionPlan::make(body().body.model, motion)->compute(body().pose, body().columns(), bodies);
  return bodies;
}

// The multibody system under it says the same: the motion as speeds, no accelerations of coordinates.
TEST(SmallMotion, BodiesMoveAsTheSkeletonSays) {
  auto& b = body();
  b.stand(bent);
  const std::vector<double> none(b.q.size(), 0.0);
  for (const auto& motion : motions()) {
    const auto bodies = move(motion);
    std::vector<double> speeds = none;
    for (const auto& [coordinate, share] : motion.shares) speeds[coordinate.at()] = share;
    mechanics::Pose moving;
    auto workspace = b.skeleton.make_workspace();
    b.skeleton.set_pose(workspace, b.q, speeds, moving);
    std::vector<mechanics::SpatialAcceleration> accelerations;
    b.skeleton.compute_body_accelerations(workspace, none, accelerations);
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      const auto& name = motion.name + ", " + b.body.model.bodies[i].name;
      EXPECT_LT((bodies[i].angular_velocity_G - moving.V_GB[i].angular_G).norm(), 1e-12) << name;
      EXPECT_LT((bodies[i].velocity_G - moving.V_GB[i].linear_G).norm(), 1e-12) << name;
      EXPECT_LT((bodies[i].angular_acceleration_G - accelerations[i].angular_G).norm(), 1e-12) << name;
      EXPECT_LT((bodies[i].acceleration_G - accelerations[i].linear_G).norm(), 1e-12) << name;
    }
  }
}

TEST(SmallMotion, CarriesAlongWhatHangsOnTheJoint) {
  auto& b = body();
  b.stand({});
  const auto plan = MotionPlan::make(b.body.model, {"L3_L4_FE", {{b.coordinate("L3_L4_FE"), 1.0}}});
  ASSERT_TRUE(plan.ok());
  const auto group = [&](const char* name) { return plan->group(b.body.model.find_body(name)); };
  for (const char* below : {"pelvis", "sacrum", "lumbar5", "lumbar4", "femur_r"}) EXPECT_EQ(group(below), 0);
  for (const char* above : {"lumbar3", "lumbar1", "thorax", "hand_l", "abdomen"}) EXPECT_EQ(group(above), 1);
}

// How lengths change along a motion, by central differences with a step h.
LengthDerivatives by_differences(const SmallMotion& motion, std::size_t muscle, double h) {
  auto& b = body();
  const std::vector<double> here = b.q;
  double lengths[3];
  for (int i = -1; i <= 1; ++i) {
    std::vector<double> q = here;
    for (const auto& [coordinate, share] : motion.shares) q[coordinate.at()] += i * h * share;
    b.take(q);
    lengths[i + 1] = b.sample.paths[muscle].length_m;
  }
  b.take(here);
  return {(lengths[2] - lengths[0]) / (2 * h), (lengths[2] - 2 * lengths[1] + lengths[0]) / (h * h)};
}

// Straight over points on vertebrae, round the flank; psoas over the pelvic brim and a cylinder before the
// hip, along whose axis its touches slide: there the arm itself is as OpenSim takes it, not the exact
// gradient.
TEST(SmallMotion, LengthsOfFasciclesChangeAsDifferencesSay) {
  auto& b = body();
  for (const auto& posture : {testing::Posture{}, bent}) {
    b.stand(posture);
    int compared = 0;
    for (const auto& motion : motions()) {
      const auto bodies = move(motion);
      for (const char* name : {"LTpT_T6_r", "IL_R10_l", "MF_m1s_r", "QL_post_I_3_L2_r", "EO2_r", "IO3_l",
                               "rect_abd2_r", "TrA_L4_r", "Ps_L2_L3_IVD_r"}) {
        const auto muscle = b.body.model.find_muscle(name);
        ASSERT_TRUE(muscle.is_some()) << name;
        const auto closed = differentiate_length(b.sample.paths[muscle.at()].points, b.pose, bodies);
        const auto differences = by_differences(motion, muscle.at(), 1e-3);
        const bool wraps = !b.body.model.muscles[muscle.at()].path.wraps.empty();
        EXPECT_NEAR(closed.first_m, differences.first_m, wraps ? 5e-5 : 1e-6) << motion.name << ", " << name;
        EXPECT_NEAR(closed.second_m, differences.second_m, wraps ? 5e-4 : 1e-6)
            << motion.name << ", " << name;
        compared += std::abs(closed.second_m) > 1e-3 ? 1 : 0;
      }
    }
    EXPECT_GT(compared, 60) << "fascicles whose length curves";
  }
}

TEST(SmallMotion, FirstDerivativeIsMinusTheMomentArm) {
  auto& b = body();
  b.stand(bent);
  const auto id = b.coordinate("L4_L5_FE");
  const auto bodies = move({"L4_L5_FE", {{id, 1.0}}});
  int compared = 0;
  for (std::size_t m = 0; m < b.used_muscles.size(); ++m) {
    const auto& spanned = b.muscles.spanned(m);
    const auto slot = std::find(spanned.begin(), spanned.end(), id);
    const double arm_m = slot == spanned.end()
                             ? 0
                             : b.sample.spanned_arms[b.muscles.spanned_starts()[m] +
                                                     static_cast<std::size_t>(slot - spanned.begin())];
    EXPECT_NEAR(differentiate_length(b.sample.paths[m].points, b.pose, bodies).first_m, -arm_m, 1e-12)
        << b.body.model.muscles[m].name;
    compared += arm_m != 0 ? 1 : 0;
  }
  EXPECT_GT(compared, 100);
}

TEST(SmallMotion, APieceWithoutLengthHasNoDirection) {
  BodyMotion turning;
  turning.group = 1;
  turning.angular_velocity_G = Vec3::UnitZ();
  const auto change =
      differentiate_length(Vec3::UnitX(), BodyMotion(), Vec3::Zero(), Vec3::UnitX(), turning, Vec3::Zero());
  EXPECT_EQ(change.first_m, 0);
  EXPECT_EQ(change.second_m, 0);
}

std::string refusal_of(const SmallMotion& motion) {
  const auto plan = MotionPlan::make(body().body.model, motion);
  return plan ? "" : plan.refusal().text();
}

TEST(SmallMotion, RefusesWhatIsNoPlainRotation) {
  const auto& b = body();
  EXPECT_EQ(refusal_of({"nothing", {}}),
            "small motion nothing: it turns no joint\n  Give it at least one coordinate.");
  EXPECT_EQ(refusal_of({"lift", {{b.coordinate("pelvis_ty"), 1.0}}}),
            "small motion lift: pelvis_ty does not turn its joint about one axis in proportion\n"
            "  Give coordinates that are plain rotations.");
  EXPECT_EQ(refusal_of({"both", {{b.coordinate("L4_L5_FE"), 1.0}, {b.coordinate("L4_L5_LB"), 1.0}}}),
            "small motion both: it turns the joint L4_L5 twice\n  Give one coordinate a joint.");
  // The knee rolls: its angle also shifts the shank.
  EXPECT_NE(refusal_of({"knee", {{b.coordinate("knee_angle_r"), 1.0}}}), "");
}

}  // namespace
}  // namespace loadshare::sharing
