#include "sample_squat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "capture/external_loads.h"
#include "capture/storage.h"
#include "mechanics/moment_arms.h"
#include "mechanics/path.h"
#include "model/osim_reader.h"
#include "muscle/rigid_tendon.h"
#include "source_folder.h"

namespace loadshare::sample {
namespace {

std::filesystem::path sample_folder() { return testing::source_folder() / "samples" / "squat"; }

model::Model read_body() {
  Diagnostics notes;
  auto body = model::read_osim(sample_folder() / "body.osim", notes);
  EXPECT_TRUE(body.ok()) << (body.ok() ? "" : body.refusal().text());
  EXPECT_TRUE(notes.findings().empty());
  return *body;
}

std::span<const double> row_of(const SampleMatrix& matrix, std::size_t row) {
  return {matrix.row(static_cast<Eigen::Index>(row)).data(), static_cast<std::size_t>(matrix.cols())};
}

// The truth, made once.
struct Truth {
  model::Model body = read_body();
  mechanics::Skeleton skeleton = *mechanics::Skeleton::make(body);
  SquatMotion motion = *make_squat_motion(body, skeleton, {});
  GroundLoads loads = compute_ground_loads(body, skeleton, motion);
  mechanics::Skeleton::Workspace workspace = skeleton.make_workspace();
  mechanics::Pose pose;

  void set_pose(std::size_t row) {
    skeleton.set_pose(workspace, row_of(motion.q, row), row_of(motion.qdot, row), pose);
  }
  [[nodiscard]] std::size_t first_bottom() const {
    std::size_t row = 0;
    while (motion.depth_ratio[row] < 1) ++row;
    return row;
  }
};
Truth& truth() {
  static Truth made;
  return made;
}

Vec3 mass_center(const model::Model& body, const mechanics::Pose& pose) {
  Vec3 sum = Vec3::Zero();
  for (std::size_t i = 0; i < body.bodies.size(); ++i)
    sum += body.bodies[i].mass_kg * (pose.X_GB[i] * body.bodies[i].mass_center_B);
  return sum / 70;
}

// The same to the last digit but where another machine's sine falls on the other side of a half.
void expect_written(const TimeSeries& file, const TimeSeries& made) {
  ASSERT_EQ(file.labels, made.labels);
  ASSERT_EQ(file.times_s, made.times_s);
  EXPECT_EQ(file.name, made.name);
  EXPECT_EQ(file.in_degrees, made.in_degrees);
  for (Eigen::Index i = 0; i < made.values.rows(); ++i)
    for (Eigen::Index j = 0; j < made.values.cols(); ++j)
      ASSERT_NEAR(file.values(i, j), made.values(i, j), 1.001 * resolution)
          << made.labels[static_cast<std::size_t>(j)] << " at " << made.times_s[static_cast<std::size_t>(i)];
}

TEST(SampleSquat, TheCommittedRecordingIsWhatTheGeneratorMakes) {
  Diagnostics notes;
  const auto& t = truth();
  const auto moves = capture::read_storage(sample_folder() / "squat.mot", notes);
  ASSERT_TRUE(moves.ok()) << moves.refusal().text();
  expect_written(*moves, tabulate_motion(t.body, t.motion, sample_noise));
  const auto forces = capture::read_storage(sample_folder() / "grf.mot", notes);
  ASSERT_TRUE(forces.ok()) << forces.refusal().text();
  expect_written(*forces, tabulate_loads(t.motion, t.loads, sample_noise));
  EXPECT_EQ(moves->name.substr(0, 9), "synthetic");
  EXPECT_EQ(forces->name.substr(0, 9), "synthetic");
}

TEST(SampleSquat, TheLoadsFileTiesTheForcesToTheFeet) {
  Diagnostics notes;
  const auto loads = capture::read_external_loads(sample_folder() / "loads.xml", notes);
  ASSERT_TRUE(loads.ok()) << loads.refusal().text();
  const auto recording = capture::read_external_load_recording(*loads, {}, notes);
  ASSERT_TRUE(recording.ok()) << recording.refusal().text();
  ASSERT_EQ(loads->forces.size(), 2u);
  EXPECT_EQ(loads->forces[0].applied_to_body, "foot_r");
  EXPECT_EQ(loads->forces[1].applied_to_body, "foot_l");
  for (const auto& columns : recording->columns)
    EXPECT_TRUE(columns.force.has_value() && columns.point.has_value() && columns.torque.has_value());
  EXPECT_EQ(recording->columns[1].point, (capture::ThreeColumns{12, 13, 14}));
  EXPECT_TRUE(notes.findings().empty());
}

TEST(SampleSquat, FeetStayFlatAndTheMassCenterStaysOverThem) {
  auto& t = truth();
  for (std::size_t i = 0; i < t.motion.times_s.size(); i += 7) {
    t.set_pose(i);
    for (const auto* name : {"foot_r", "foot_l"}) {
      const auto& X_GF = t.pose.X_GB[t.body.find_body(name).at()];
      EXPECT_LT((X_GF.R - Mat3::Identity()).cwiseAbs().maxCoeff(), 1e-12);
      EXPECT_LT((X_GF.p - Vec3(0, 0.012, name[5] == 'r' ? 0.08 : -0.08)).cwiseAbs().maxCoeff(), 1e-12);
    }
    EXPECT_NEAR(mass_center(t.body, t.pose).x(), 0.050 + 0.035, 1e-12);  // the ankle is 50 mm before the heel
  }
}

TEST(SampleSquat, SpeedsAndAccelerationsAreDerivatives) {
  const auto& m = truth().motion;
  const double step_s = 1.0 / 60;
  for (Eigen::Index i = 1; i + 1 < m.q.rows(); ++i) {
    const auto speed = ((m.q.row(i + 1) - m.q.row(i - 1)) / (2 * step_s)).eval();
    const auto acceleration = ((m.qdot.row(i + 1) - m.qdot.row(i - 1)) / (2 * step_s)).eval();
    // What second-order differences leave out: at most a hundredth of the peaks, 2 rad/s and 8 rad/s^2.
    ASSERT_LT((speed - m.qdot.row(i)).cwiseAbs().maxCoeff(), 0.02);
    ASSERT_LT((acceleration - m.udot.row(i)).cwiseAbs().maxCoeff(), 0.25);
  }
}

TEST(SampleSquat, GroundForcesObeyNewton) {
  auto& t = truth();
  const std::size_t n = t.motion.times_s.size();
  // From rest to rest: on average the floor carries the weight.
  double sum_N = 0;
  for (std::size_t i = 0; i < n; ++i) sum_N += t.loads.right[i].force_G.y() + t.loads.left[i].force_G.y();
  EXPECT_NEAR(sum_N / static_cast<double>(n), 70 * 9.80665, 0.05);
  // The mass centre's acceleration by differences of its place, without inverse dynamics.
  std::vector<double> height_m;
  for (std::size_t i = 0; i < n; ++i) {
    t.set_pose(i);
    height_m.push_back(mass_center(t.body, t.pose).y());
  }
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double acceleration = (height_m[i + 1] - 2 * height_m[i] + height_m[i - 1]) * 3600;
    const double force_N = t.loads.right[i].force_G.y() + t.loads.left[i].force_G.y();
    ASSERT_NEAR(force_N, 70 * (9.80665 + acceleration), 4)
        << i;  // 4 N: 0.05 m/s^2 at the joints of the curve
  }
}

TEST(SampleSquat, WithTheGroundForcesTheRootNeedsNothing) {
  auto& t = truth();
  std::vector<double> generalised_forces;
  const std::vector<double> none(t.body.coordinates.size(), 0.0);
  for (std::size_t i = 0; i < t.motion.times_s.size(); i += 5) {
    t.set_pose(i);
    std::vector<mechanics::SpatialForce> forces(t.body.bodies.size());
    mechanics::add_gravity(t.body, t.pose, forces);
    for (const auto& [name, load] :
         {std::pair{"foot_r", t.loads.right[i]}, std::pair{"foot_l", t.loads.left[i]}}) {
      const auto foot = t.body.find_body(name).at();
      forces[foot].add_force_at(load.force_G, load.point_G, t.pose.X_GB[foot].p);
      forces[foot].moment_G.y() += load.free_moment_Nm;
      EXPECT_EQ(load.point_G.y(), 0);
      EXPECT_GT(load.point_G.x(), 0.05);  // before the ankle, behind the ball of the foot
      EXPECT_LT(load.point_G.x(), 0.13);
    }
    t.skeleton.compute_inverse_dynamics(t.workspace, row_of(t.motion.udot, i), forces, none,
                                        generalised_forces);
    for (const auto coordinate : t.skeleton.joint_coordinates()[t.body.find_body("pelvis").at()])
      EXPECT_NEAR(generalised_forces[coordinate.at()], 0, 1e-9);
  }
}

TEST(SampleSquat, NoiseIsAsStrongAsStated) {
  const auto& t = truth();
  const auto moved = tabulate_motion(t.body, t.motion, sample_noise).values;
  const auto still = tabulate_motion(t.body, t.motion, {}).values;
  for (Eigen::Index j = 0; j < moved.cols(); ++j) {
    const bool is_distance =
        t.body.coordinates[static_cast<std::size_t>(j)].motion == model::MotionType::translational;
    const double expected = is_distance ? sample_noise.distance_m : degrees(sample_noise.angle_rad);
    const double rms =
        std::sqrt((moved.col(j) - still.col(j)).squaredNorm() / static_cast<double>(moved.rows()));
    EXPECT_NEAR(rms / expected, 1, 0.12);  // four standard errors of 601 draws
  }
  EXPECT_EQ(tabulate_motion(t.body, t.motion, sample_noise).values, moved);
}

TEST(SampleSquat, AnotherModelIsRefused) {
  auto body = truth().body;
  body.coordinates[body.find_coordinate("knee_angle_l").at()].name = "knee_left";
  const auto motion = make_squat_motion(body, truth().skeleton, {});
  ASSERT_FALSE(motion.ok());
  EXPECT_EQ(motion.refusal().text(),
            "loadshare_sample_body: the model lacks knee_angle_l\n  use samples/squat/body.osim");
}

// ---- the body ------------------------------------------------------------------------------------

TEST(SampleBody, WeighsSeventyKilogramsAndLeftMirrorsRight) {
  const auto& body = truth().body;
  double mass_kg = 0;
  for (const auto& b : body.bodies) mass_kg += b.mass_kg;
  EXPECT_NEAR(mass_kg, 70, 1e-9);
  EXPECT_EQ(body.coordinates.size(), 19u);
  int pairs = 0;
  for (const auto& right : body.muscles) {
    if (!right.name.ends_with("_r")) continue;
    const auto id = body.find_muscle(right.name.substr(0, right.name.size() - 1) + "l");
    ASSERT_TRUE(id.is_some()) << right.name;
    const auto& left = body.muscles[id.at()];
    EXPECT_EQ(left.max_isometric_force_N, right.max_isometric_force_N);
    EXPECT_EQ(left.optimal_fiber_length_m, right.optimal_fiber_length_m);
    EXPECT_EQ(left.tendon_slack_length_m, right.tendon_slack_length_m);
    ++pairs;
  }
  EXPECT_EQ(pairs * 2, static_cast<int>(body.muscles.size()));
  EXPECT_EQ(pairs, 28);
}

// Every muscle over the first half of a repetition, right side and left.
struct MuscleCourse {
  double fiber_min = 1e9, fiber_max = -1e9;  // normalised
  std::vector<double> length_m;
  std::map<std::string, std::vector<double>> arms_mm;  // by coordinate, standing to bottom
};
const std::map<std::string, MuscleCourse>& courses() {
  static const auto made = [] {
    std::map<std::string, MuscleCourse> result;
    auto& t = truth();
    const mechanics::PathEngine engine(t.body);
    const mechanics::MomentArms moment_arms(t.body, t.skeleton);
    mechanics::PathWorkspace path_workspace;
    mechanics::MomentArms::Workspace arm_workspace;
    std::vector<mechanics::PathGeometry> paths;
    std::vector<mechanics::HingeColumn> columns;
    for (std::size_t row = 0; row <= t.first_bottom(); ++row) {
      t.set_pose(row);
      engine.measure_paths(t.pose, path_workspace, paths);
      t.skeleton.compute_hinge_columns(t.workspace, columns);
      for (std::size_t i = 0; i < t.body.muscles.size(); ++i) {
        const auto& m = t.body.muscles[i];
        const auto muscle =
            muscle::make_muscle({m.name, m.max_isometric_force_N, m.optimal_fiber_length_m,
                                 m.tendon_slack_length_m, m.pennation_at_optimal_rad,
                                 m.max_contraction_velocity_per_s, m.ignore_tendon_compliance, m.curves},
                                m.name);
        const auto fiber =
            muscle::compute_fiber_state(*muscle, paths[i].length_m, paths[i].lengthening_speed_mps);
        auto& course = result[m.name];
        course.fiber_min = std::min(course.fiber_min, fiber.slack ? 0 : fiber.normalized_fiber_length);
        course.fiber_max = std::max(course.fiber_max, fiber.normalized_fiber_length);
        course.length_m.push_back(paths[i].length_m);
        std::vector<double> arms(moment_arms.spanned(i).size());
        moment_arms.compute(i, paths[i], t.pose, columns, arm_workspace, arms);
        for (std::size_t k = 0; k < arms.size(); ++k)
          course.arms_mm[t.body.coordinates[moment_arms.spanned(i)[k].at()].name].push_back(1000 * arms[k]);
      }
    }
    return result;
  }();
  return made;
}

TEST(SampleBody, FibresStayWithinTheirReachAndSidesAgree) {
  for (const auto& [name, course] : courses()) {
    EXPECT_GT(course.fiber_min, 0.4) << name;
    EXPECT_LT(course.fiber_max, 1.5) << name;
    const auto& other = courses().at(name.substr(0, name.size() - 1) + (name.back() == 'r' ? "l" : "r"));
    for (std::size_t i = 0; i < course.length_m.size(); ++i)
      EXPECT_NEAR(course.length_m[i], other.length_m[i], 1e-12) << name;
  }
}

TEST(SampleBody, MomentArmsDoNotJump) {
  for (const auto& [name, course] : courses())
    for (const auto& [coordinate, arms] : course.arms_mm)
      for (std::size_t i = 1; i < arms.size(); ++i)
        EXPECT_LT(std::abs(arms[i] - arms[i - 1]), 2.5)
            << name << " about " << coordinate << " at sample " << i;
}

struct ArmBand {
  const char *muscle, *coordinate;
  double least_mm, greatest_mm;  // over the whole course
};

// Signs, and orders of magnitude of the literature: hip, Nemeth & Ohlsen 1985 (J Biomech 18:129: gluteus
// maximus some 8 cm upright, less in flexion; hamstrings 5 to 7 cm; adductor magnus growing with flexion);
// knee, Buford et al. 1997 (IEEE Trans Rehabil Eng 5:367: extensors 2 to 5 cm, hamstrings 1 to 5.5 cm);
// ankle, Maganaris et al. 1998 (J Physiol 510:977: Achilles tendon 4 to 6 cm); back, McGill & Norman 1986
// (Spine 11:666) and Jorgensen et al. 2001 (Clin Biomech 16:182): erectors 4 to 7 cm, rectus abdominis 7 to
// 13 cm.
TEST(SampleBody, MomentArmsAreOfThePublishedOrder) {
  for (const ArmBand& band : std::initializer_list<ArmBand>{{"glmax1_r", "hip_flexion_r", -90, -10},
                                                            {"glmax2_r", "hip_flexion_r", -90, -10},
                                                            {"glmax3_r", "hip_flexion_r", -90, -20},
                                                            {"bflh_r", "hip_flexion_r", -75, -25},
                                                            {"semimem_r", "hip_flexion_r", -75, -25},
                                                            {"semiten_r", "hip_flexion_r", -75, -25},
                                                            {"addmag2_r", "hip_flexion_r", -75, -25},
                                                            {"psoas_r", "hip_flexion_r", 15, 60},
                                                            {"iliacus_r", "hip_flexion_r", 15, 60},
                                                            {"recfem_r", "hip_flexion_r", 20, 60},
                                                            {"bflh_r", "knee_angle_r", 10, 55},
                                                            {"bfsh_r", "knee_angle_r", 10, 55},
                                                            {"semimem_r", "knee_angle_r", 10, 55},
                                                            {"semiten_r", "knee_angle_r", 10, 55},
                                                            {"gasmed_r", "knee_angle_r", 10, 40},
                                                            {"vaslat_r", "knee_angle_r", -50, -20},
                                                            {"vasmed_r", "knee_angle_r", -50, -20},
                                                            {"recfem_r", "knee_angle_r", -50, -20},
                                                            {"soleus_r", "ankle_angle_r", -60, -30},
                                                            {"gasmed_r", "ankle_angle_r", -60, -30},
                                                            {"tibant_r", "ankle_angle_r", 25, 55},
                                                            {"ercspn_r", "lumbar_extension", 35, 70},
                                                            {"rectus_abd_r", "lumbar_extension", -130, -70},
                                                            {"extobl_r", "lumbar_extension", -100, -20},
                                                            {"intobl_r", "lumbar_extension", -100, -20}}) {
    const auto& arms = courses().at(band.muscle).arms_mm.at(band.coordinate);
    for (const double arm : arms) {
      EXPECT_GT(arm, band.least_mm) << band.muscle << " about " << band.coordinate;
      EXPECT_LT(arm, band.greatest_mm) << band.muscle << " about " << band.coordinate;
    }
  }
  const auto& upper = courses().at("glmax3_r").arms_mm.at("hip_flexion_r");
  EXPECT_LT(upper.front(), -70);                 // upright
  EXPECT_GT(upper.back(), 0.7 * upper.front());  // less in flexion
}

}  // namespace
}  // namespace loadshare::sample
