#include "motion/inverse_kinematics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <numbers>

#include "model/osim_reader.h"
#include "source_folder.h"

namespace loadshare::motion {
namespace {

using model::BodyId;
using model::CoordinateId;
using Values = std::vector<double>;

constexpr double not_seen = std::numeric_limits<double>::quiet_NaN();

// The sample body with four markers on each body: what determines every coordinate.
struct Person {
  model::Model model;
  std::unique_ptr<mechanics::Skeleton> skeleton;
  std::unique_ptr<mechanics::Couplings> couplings;
  InverseKinematicsProblem problem;

  explicit Person(const std::function<void(model::Model&)>& change = {}) {
    Diagnostics notes;
    model = *model::read_osim(testing::source_folder() / "samples/squat/body.osim", notes);
    model.markers.clear();
    for (std::size_t b = 1; b < model.bodies.size(); ++b)
      for (const Vec3& p :
           {Vec3(0.1, 0, 0), Vec3(-0.02, 0.12, 0.05), Vec3(0, -0.1, 0.08), Vec3(0.03, 0.02, -0.1)})
        model.markers.push_back(
            {model.bodies[b].name + "_" + std::to_string(model.markers.size()), BodyId(b), p});
    // Faces any way: the published ranges of the pelvis would stop a person who turns round.
    for (const char* name : {"pelvis_tilt", "pelvis_list", "pelvis_rotation"})
      model.coordinates[model.find_coordinate(name).at()].clamped = false;
    if (change) change(model);
    skeleton = std::make_unique<mechanics::Skeleton>(*mechanics::Skeleton::make(model));
    couplings = std::make_unique<mechanics::Couplings>(*mechanics::Couplings::make(model));
    problem = {&model, skeleton.get(), couplings.get(), {}, {}};
    for (std::size_t m = 0; m < model.markers.size(); ++m) problem.markers.push_back({m, 1.0});
  }

  [[nodiscard]] std::size_t index(const char* coordinate) const {
    return model.find_coordinate(coordinate).at();
  }
  [[nodiscard]] Values defaults() const {
    Values q;
    for (const auto& coordinate : model.coordinates) q.push_back(coordinate.default_value);
    return q;
  }
  // Half a squat, not alike left and right; `phase` from 0 to 1.
  [[nodiscard]] Values squat(double phase) const {
    Values q = defaults();
    for (const auto& [name, value] :
         {std::pair{"pelvis_tilt", -0.3}, std::pair{"pelvis_list", 0.1}, std::pair{"pelvis_rotation", 0.2},
          std::pair{"pelvis_tx", 0.3}, std::pair{"hip_flexion_r", 1.1}, std::pair{"hip_adduction_r", -0.2},
          std::pair{"hip_rotation_r", 0.15}, std::pair{"hip_flexion_l", 0.8},
          std::pair{"lumbar_extension", -0.2}, std::pair{"lumbar_bending", 0.15},
          std::pair{"knee_angle_r", 1.3}, std::pair{"knee_angle_l", 0.9}, std::pair{"ankle_angle_r", 0.3},
          std::pair{"ankle_angle_l", 0.2}})
      q[index(name)] += phase * value;
    return q;
  }
  // Where the markers are, sample after sample.
  [[nodiscard]] SampleMatrix record(const std::vector<Values>& poses) const {
    auto workspace = skeleton->make_workspace();
    mechanics::Pose pose;
    SampleMatrix recorded(static_cast<Eigen::Index>(poses.size()),
                          3 * static_cast<Eigen::Index>(problem.markers.size()));
    for (std::size_t i = 0; i < poses.size(); ++i) {
      skeleton->set_pose(workspace, poses[i], Values(poses[i].size(), 0.0), pose);
      for (std::size_t m = 0; m < problem.markers.size(); ++m) {
        const auto& marker = model.markers[problem.markers[m].marker];
        recorded.block<1, 3>(static_cast<Eigen::Index>(i), 3 * static_cast<Eigen::Index>(m)) =
            (pose.X_GB[marker.body.at()] * marker.p_B).transpose();
      }
    }
    return recorded;
  }
  [[nodiscard]] Result<InverseKinematicsResult> solve(const SampleMatrix& recorded) const {
    Values times;
    for (Eigen::Index i = 0; i < recorded.rows(); ++i) times.push_back(0.01 * static_cast<double>(i));
    return solve_inverse_kinematics(problem, times, recorded, {});
  }
};

const Person& person() {
  static const Person someone;
  return someone;
}

void expect_row(const InverseKinematicsResult& result, Eigen::Index row, const Values& q, double tolerance) {
  for (std::size_t c = 0; c < q.size(); ++c)
    EXPECT_NEAR(result.q(row, static_cast<Eigen::Index>(c)), q[c], tolerance) << "coordinate " << c;
}

// The whole person turned and shifted in the room, as the markers see it.
SampleMatrix turned(const SampleMatrix& recorded, double angle_rad, const Vec3& shift) {
  SampleMatrix moved = recorded;
  const Mat3 R = Eigen::AngleAxisd(angle_rad, Vec3::UnitY()).toRotationMatrix();
  for (Eigen::Index i = 0; i < moved.rows(); ++i)
    for (Eigen::Index m = 0; m < moved.cols(); m += 3) {
      const Vec3 p = moved.block<1, 3>(i, m).transpose();
      moved.block<1, 3>(i, m) = (R * p + shift).transpose();
    }
  return moved;
}

TEST(InverseKinematics, recovers_the_poses_that_the_markers_were_made_from) {
  std::vector<Values> poses;
  for (const double phase : {0.0, 0.25, 0.5, 0.75, 1.0}) poses.push_back(person().squat(phase));
  const auto result = person().solve(person().record(poses));
  ASSERT_TRUE(result.ok()) << result.refusal().text();
  for (std::size_t i = 0; i < poses.size(); ++i) {
    expect_row(*result, static_cast<Eigen::Index>(i), poses[i], 1e-6);
    EXPECT_TRUE(result->summaries[i].solved);
    EXPECT_LT(result->summaries[i].marker_error_max_m, 1e-6);
    EXPECT_EQ(result->summaries[i].marker_count, person().problem.markers.size());
  }
}

TEST(InverseKinematics, finds_a_deep_squat_from_standing) {
  const auto result = person().solve(person().record({person().squat(1.0)}));
  ASSERT_TRUE(result.ok());
  expect_row(*result, 0, person().squat(1.0), 1e-6);
}

TEST(InverseKinematics, does_without_markers_that_are_not_seen) {
  std::vector<Values> poses{person().squat(0.2), person().squat(0.4), person().squat(0.6)};
  auto recorded = person().record(poses);
  for (const Eigen::Index marker : {0, 5, 9}) recorded.block<1, 3>(1, 3 * marker).setConstant(not_seen);
  recorded(2, 4) = not_seen;  // one number lacking is a marker lacking
  const auto result = person().solve(recorded);
  ASSERT_TRUE(result.ok());
  for (Eigen::Index i = 0; i < 3; ++i) expect_row(*result, i, poses[static_cast<std::size_t>(i)], 1e-6);
  const std::size_t count = person().problem.markers.size();
  EXPECT_EQ(result->summaries[0].marker_count, count);
  EXPECT_EQ(result->summaries[1].marker_count, count - 3);
  EXPECT_EQ(result->summaries[2].marker_count, count - 1);
}

// pelvis_rotation is the third of the root's angles, so turning a leaning person changes all three: the
// markers and the joints below are what must come out the same.
TEST(InverseKinematics, finds_a_person_who_faces_another_way) {
  const std::vector<Values> poses{person().squat(0.1), person().squat(0.3)};
  const auto recorded = person().record(poses);
  for (const double quarter : {-1.0, 1.0, 2.0}) {
    const auto result = person().solve(turned(recorded, quarter * std::numbers::pi / 2, {0.2, 0.05, -0.3}));
    ASSERT_TRUE(result.ok());
    for (std::size_t i = 0; i < poses.size(); ++i) {
      EXPECT_LT(result->summaries[i].marker_error_max_m, 1e-5) << quarter << " quarters";
      for (const char* name : {"hip_flexion_r", "hip_rotation_r", "knee_angle_r", "lumbar_bending"})
        EXPECT_NEAR(result->q(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(person().index(name))),
                    poses[i][person().index(name)], 1e-5)
            << name << ", " << quarter << " quarters";
    }
  }
}

TEST(InverseKinematics, clamped_coordinates_stop_at_their_range) {
  const Person stiff([](model::Model& model) {
    auto& knee = model.coordinates[model.find_coordinate("knee_angle_r").at()];
    knee.clamped = true;
    knee.range_max = 0.5;
  });
  const auto recorded = stiff.record({stiff.squat(1.0)});  // its knee is at 1.3
  const auto result = stiff.solve(recorded);
  ASSERT_TRUE(result.ok());
  const auto knee = static_cast<Eigen::Index>(stiff.index("knee_angle_r"));
  EXPECT_EQ(result->q(0, knee), 0.5);
  EXPECT_GT(result->summaries[0].marker_error_max_m, 0.01);
  // It is a minimum: small moves of every other coordinate, either way, make it no better.
  const auto cost_at = [&](const Values& q) { return (stiff.record({q}) - recorded).squaredNorm(); };
  Values best(stiff.model.coordinates.size());
  for (std::size_t c = 0; c < best.size(); ++c) best[c] = result->q(0, static_cast<Eigen::Index>(c));
  EXPECT_NEAR(result->summaries[0].cost, cost_at(best), 1e-12);
  for (std::size_t c = 0; c < best.size(); ++c)
    for (const double step : {-1e-3, 1e-3}) {
      Values moved = best;
      moved[c] += step;
      if (static_cast<Eigen::Index>(c) == knee && step > 0) continue;
      EXPECT_GT(cost_at(moved), cost_at(best)) << stiff.model.coordinates[c].name << " by " << step;
    }
}

TEST(InverseKinematics, locked_and_coupled_coordinates_obey_the_model) {
  const Person coupled([](model::Model& model) {
    auto& ankle = model.coordinates[model.find_coordinate("ankle_angle_l").at()];
    ankle.locked = true;
    ankle.default_value = 0.15;
    model.couplers.push_back({"follow",
                              model.find_coordinate("knee_angle_r"),
                              {model.find_coordinate("hip_flexion_r")},
                              {numerics::PolynomialFunction{{0.2, 0.8, 0.05}}}});
  });
  Values q = coupled.squat(0.6);
  q[coupled.index("ankle_angle_l")] = 0.15;
  coupled.couplings->fill_dependents(q, {}, {});
  const auto result = coupled.solve(coupled.record({q}));
  ASSERT_TRUE(result.ok());
  expect_row(*result, 0, q, 1e-6);
}

TEST(InverseKinematics, coordinates_that_no_marker_sees_stay_where_they_are) {
  Person legless;
  std::erase_if(legless.problem.markers, [&](const MarkerTask& task) {
    const auto& body = legless.model.bodies[legless.model.markers[task.marker].body.at()].name;
    return body == "foot_l" || body == "torso";
  });
  const auto result = legless.solve(legless.record({legless.squat(0.5), legless.squat(0.7)}));
  ASSERT_TRUE(result.ok());
  for (const char* name : {"ankle_angle_l", "lumbar_extension", "lumbar_bending", "lumbar_rotation"})
    for (Eigen::Index i = 0; i < 2; ++i)
      EXPECT_NEAR(result->q(i, static_cast<Eigen::Index>(legless.index(name))),
                  legless.defaults()[legless.index(name)], 1e-12)
          << name;
  EXPECT_NEAR(result->q(1, static_cast<Eigen::Index>(legless.index("knee_angle_r"))),
              legless.squat(0.7)[legless.index("knee_angle_r")], 1e-6);
}

// Two masses of springs on one sliding coordinate: the weighted mean, by hand.
TEST(InverseKinematics, weights_and_coordinate_tasks_make_the_weighted_mean) {
  model::Model model;
  model.bodies = {{"ground"}, {"cart", 1, Vec3::Zero(), {}}};
  model.coordinates.emplace_back();
  model.coordinates[0].name = "x";
  model.coordinates[0].motion = model::MotionType::translational;
  model.coordinates[0].joint = model::JointId(0);
  model::Joint joint;
  joint.type = model::JointType::slider;
  joint.parent = model::ground;
  joint.child = BodyId(1);
  joint.coordinates = {CoordinateId(0)};
  model.joints = {joint};
  model.markers = {{"a", BodyId(1)}, {"b", BodyId(1)}, {"c", BodyId(1)}};
  const auto skeleton = mechanics::Skeleton::make(model);
  const auto couplings = mechanics::Couplings::make(model);
  const InverseKinematicsProblem problem{
      &model, &*skeleton, &*couplings, {{0, 1.0}, {1, 2.0}, {2, 3.0}}, {{CoordinateId(0), 4.0, [](double t) {
                                                                           return 10 * t;
                                                                         }}}};
  SampleMatrix recorded(2, 9);
  recorded << 0.1, 0, 0, 0.2, 0, 0, 0.4, 0, 0, 0.1, 0, 0, 0.2, 0.5, 0, 0.4, 0, 0;
  const Values times{0.0, 0.05};
  std::vector<std::size_t> told;
  const auto result =
      solve_inverse_kinematics(problem, times, recorded, {}, [&](std::size_t done) { told.push_back(done); });
  ASSERT_TRUE(result.ok());
  EXPECT_NEAR(result->q(0, 0), (0.1 + 2 * 0.2 + 3 * 0.4) / 10, 1e-8);
  EXPECT_NEAR(result->q(1, 0), (0.1 + 2 * 0.2 + 3 * 0.4 + 4 * 0.5) / 10, 1e-8);
  const double x = 0.37;
  const double off = std::hypot(x - 0.2, 0.5);
  const auto& summary = result->summaries[1];
  EXPECT_NEAR(summary.marker_error_max_m, off, 1e-8);
  EXPECT_EQ(summary.worst_marker, 1u);
  const double squared = 0.27 * 0.27 + off * off + 0.03 * 0.03;
  EXPECT_NEAR(summary.marker_error_squared_sum_m2, squared, 1e-8);
  EXPECT_NEAR(summary.marker_error_rms_m, std::sqrt(squared / 3), 1e-8);
  EXPECT_NEAR(summary.cost, 0.27 * 0.27 + 2 * off * off + 3 * 0.03 * 0.03 + 4 * 0.13 * 0.13, 1e-8);
  EXPECT_THAT(told, ::testing::ElementsAre(1u, 2u));
}

TEST(InverseKinematics, refuses_a_first_sample_with_fewer_than_three_markers) {
  auto recorded = person().record({person().squat(0.1)});
  recorded.rightCols(recorded.cols() - 6).setConstant(not_seen);
  const auto result = person().solve(recorded);
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.refusal().text(), ::testing::HasSubstr("first sample: fewer than three of the markers"));
}

TEST(InverseKinematics, a_motion_without_samples_has_no_poses) {
  const auto result =
      person().solve(SampleMatrix(0, 3 * static_cast<Eigen::Index>(person().problem.markers.size())));
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->q.rows(), 0);
  EXPECT_TRUE(result->summaries.empty());
}

}  // namespace
}  // namespace loadshare::motion
