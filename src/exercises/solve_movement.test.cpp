#include "exercises/solve_movement.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "atlas.h"
#include "exercises/schedule.h"
#include "exercises/way_between_keys.h"

namespace loadshare::exercises {
namespace {

using loadshare::testing::atlas_movement;
using loadshare::testing::reference_body;
using loadshare::testing::value_of;
using ::testing::HasSubstr;

const SolvedMovement& squat() {
  static const auto solved =
      loadshare::testing::solve(atlas_movement("movements/squat.toml"), reference_body());
  return solved;
}
std::vector<double> row(const SampleMatrix& matrix, Eigen::Index i) {
  return {matrix.row(i).data(), matrix.row(i).data() + matrix.cols()};
}

// ---- schedule

Movement timed(std::vector<Key> keys, int repetitions, std::optional<double> return_s) {
  Movement movement;
  movement.keys = std::move(keys);
  movement.repetitions = repetitions;
  movement.return_s = return_s;
  return movement;
}
Key key_at(double time_s, double hold_s) {
  Key key;
  key.time_s = time_s;
  key.hold_s = hold_s;
  return key;
}

TEST(Schedule, RepetitionsComeBackToTheFirstKey) {
  const auto schedule = make_schedule(timed({key_at(1, 0.5), key_at(3, 1)}, 2, 1.5));
  std::vector<std::size_t> keys;
  std::vector<double> arrive_s, leave_s;
  for (const auto& stop : schedule) {
    keys.push_back(stop.key);
    arrive_s.push_back(stop.arrive_s);
    leave_s.push_back(stop.leave_s);
  }
  EXPECT_THAT(keys, ::testing::ElementsAre(0, 1, 0, 1, 0));
  // Down in 1.5 s after a rest of 0.5, there for 1 s, back in 1.5 s: 4.5 s a repetition.
  EXPECT_THAT(arrive_s, ::testing::ElementsAre(1, 3, 5.5, 7.5, 10));
  EXPECT_THAT(leave_s, ::testing::ElementsAre(1.5, 4, 6, 8.5, 10.5));
}

TEST(Schedule, SamplesAreEvenAndReachTheEnd) {
  const auto times = sample_times(make_schedule(timed({key_at(0, 0), key_at(0.3, 0)}, 1, std::nullopt)), 10);
  EXPECT_THAT(times, ::testing::ElementsAre(0, 0.1, ::testing::DoubleNear(0.2, 1e-12),
                                            ::testing::DoubleNear(0.3, 1e-12)));
  EXPECT_THAT(sample_times(make_schedule(timed({key_at(0, 0)}, 1, std::nullopt)), 50),
              ::testing::ElementsAre(0));
  EXPECT_THAT(sample_times(make_schedule(timed({key_at(2, 0.25)}, 1, std::nullopt)), 10),
              ::testing::ElementsAre(2, 2.1, 2.2));
}

// ---- movements

TEST(SolveMovement, FeetStayWhereTheyAreOnTheFloor) {
  auto posed = value_of(PosedBody::make(unlock(reference_body(), squat().unlocked)));
  const auto& q = squat().kinematics.q;
  std::vector<Vec3> places;
  for (Eigen::Index i = 0; i < q.rows(); ++i) {
    posed.set_pose(row(q, i));
    std::size_t k = 0;
    for (const auto& contact : posed.body().contacts) {
      const Vec3 p = posed.position(point_of(contact));
      EXPECT_GT(p.y(), -1e-3) << contact.name;
      if (contact.region != "foot") continue;
      if (i == 0) places.push_back(p);
      EXPECT_LT((p - places[k++]).norm(), 1e-4) << contact.name << " at sample " << i;
    }
  }
  EXPECT_EQ(places.size(), 14u);  // seven under each foot
  EXPECT_LT(squat().between_off_ratio_max, 0.1);
}

TEST(SolveMovement, KeysAreThereAtTheirTimes) {
  const auto movement = atlas_movement("movements/squat.toml");
  const auto at = [&](double time_s) {
    return row(squat().kinematics.q, static_cast<Eigen::Index>(std::lround(time_s * movement.rate_Hz)));
  };
  const double once_s = 3 + *movement.return_s;
  for (int repetition = 0; repetition < 3; ++repetition) {
    EXPECT_EQ(at(repetition * once_s), squat().keys[0].q);
    EXPECT_EQ(at(repetition * once_s + 0.5), squat().keys[0].q);
    EXPECT_EQ(at(repetition * once_s + 2.5), squat().keys[1].q);
    EXPECT_EQ(at(repetition * once_s + 3), squat().keys[1].q);
  }
  EXPECT_EQ(squat().kinematics.q.rows(), std::lround((3 * once_s + 0.5) * movement.rate_Hz) + 1);
  EXPECT_EQ(row(squat().kinematics.q, squat().kinematics.q.rows() - 1), squat().keys[0].q);
}

// Speeds and accelerations are those of the coordinates: central differences, whose own error falls with the
// square of the step.
TEST(SolveMovement, SpeedsAndAccelerationsAreDerivatives) {
  const auto& k = squat().kinematics;
  const double h = k.times_s[1] - k.times_s[0];
  for (Eigen::Index i = 1; i + 1 < k.q.rows(); ++i)
    for (Eigen::Index c = 0; c < k.q.cols(); ++c) {
      EXPECT_NEAR(k.qdot(i, c), (k.q(i + 1, c) - k.q(i - 1, c)) / (2 * h), 0.02);
      EXPECT_NEAR(k.qddot(i, c), (k.q(i + 1, c) - 2 * k.q(i, c) + k.q(i - 1, c)) / (h * h), 0.6);
    }
}

// Smooth: the fastest bending of the knee is what minimum jerk has between two rests (5.77 A / T^2), and
// nowhere does an acceleration jump from one sample to the next.
TEST(SolveMovement, GoesSmoothly) {
  const auto& k = squat().kinematics;
  const auto knee = static_cast<Eigen::Index>(reference_body().model.find_coordinate("knee_angle_r").at());
  const double way =
      squat().keys[1].q[static_cast<std::size_t>(knee)] - squat().keys[0].q[static_cast<std::size_t>(knee)];
  EXPECT_NEAR(k.qddot.col(knee).cwiseAbs().maxCoeff(), 5.77 * way / (1.5 * 1.5),
              0.35 * 5.77 * way / (1.5 * 1.5));
  // Minimum jerk's own: 60 A / T^3 at most.
  const double h = k.times_s[1] - k.times_s[0];
  for (Eigen::Index i = 1; i < k.q.rows(); ++i)
    EXPECT_LT(std::abs(k.qddot(i, knee) - k.qddot(i - 1, knee)) / h, 2 * 60 * way / std::pow(1.5, 3));
  for (const Eigen::Index end : {Eigen::Index{0}, k.q.rows() - 1})
    EXPECT_LT(k.qdot.row(end).cwiseAbs().maxCoeff(), 0.01);
}

TEST(SolveMovement, CoupledCoordinatesFollowInAllThree) {
  const auto& k = squat().kinematics;
  const auto& model = reference_body().model;
  const auto knee = static_cast<Eigen::Index>(model.find_coordinate("knee_angle_r").at());
  const auto patella = static_cast<Eigen::Index>(model.find_coordinate("knee_angle_r_beta").at());
  for (const auto* matrix : {&k.q, &k.qdot, &k.qddot})
    EXPECT_LT((matrix->col(knee) - matrix->col(patella)).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(SolveMovement, JointsThatTheBodyLocksMoveWhereTheFileNamesThem) {
  Diagnostics notes;
  const auto solved =
      value_of(solve_movement(atlas_movement("postures/plank.toml"), reference_body(), notes));
  std::vector<std::string> names;
  for (const auto coordinate : solved.unlocked)
    names.push_back(reference_body().model.coordinates[coordinate.at()].name);
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("wrist_flex_r", "wrist_flex_l", "wrist_dev_r",
                                                     "wrist_dev_l", "mtp_angle_r", "mtp_angle_l",
                                                     "subtalar_angle_r", "subtalar_angle_l"));
  EXPECT_LT(solved.keys[0].q[reference_body().model.find_coordinate("wrist_flex_r").at()], -1);
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(notes.findings()[0].kind, FindingKind::assumed);
  EXPECT_THAT(notes.findings()[0].what, HasSubstr("mtp_angle_r"));
  const auto movable = unlock(reference_body(), solved.unlocked);
  for (const auto coordinate : solved.unlocked)
    EXPECT_FALSE(movable.model.coordinates[coordinate.at()].locked);
}

TEST(SolveMovement, APostureIsOneSampleAtRest) {
  const auto solved = loadshare::testing::solve(atlas_movement("postures/standing.toml"), reference_body());
  EXPECT_EQ(solved.kinematics.q.rows(), 1);
  EXPECT_EQ(row(solved.kinematics.q, 0), solved.keys[0].q);
  EXPECT_EQ(solved.kinematics.qdot.cwiseAbs().maxCoeff(), 0);
  EXPECT_EQ(solved.kinematics.qddot.cwiseAbs().maxCoeff(), 0);
}

const std::string feet = "format = 1\nname = \"made up\"\n[[supports]]\nkind = \"floor\"\n";

// A key that is passed: the arms go on through it.
TEST(SolveMovement, AKeyThatIsPassedIsNoRest) {
  const auto speed_at_middle = [](const std::string& passes) {
    const auto movement = value_of(parse_movement(
        feet + "[[touch]]\npoints = \"foot\"\n[[keys]]\nname = \"down\"\ncoordinates = { arm_flex = 0 }\n" +
            "[[keys]]\nname = \"forward\"\ntime_s = 1\n" + passes + "coordinates = { arm_flex = 60 }\n" +
            "[[keys]]\nname = \"up\"\ntime_s = 2\ncoordinates = { arm_flex = 120 }\n",
        "made_up.toml"));
    const auto solved = loadshare::testing::solve(movement, reference_body());
    const auto arm = static_cast<Eigen::Index>(reference_body().model.find_coordinate("arm_flex_r").at());
    EXPECT_NEAR(solved.kinematics.q(50, arm), radians(60), 1e-9);
    return solved.kinematics.qdot(50, arm);
  };
  EXPECT_NEAR(speed_at_middle(""), 0, 1e-3);
  // Through the middle of one way of 120 degrees in 2 s: 1.875 A / T.
  EXPECT_NEAR(speed_at_middle("passes = true\n"), 1.875 * radians(120) / 2, 0.02);
}

// The seat is left on the way: what sat on it lies on it until then, and no joint is jerked when it leaves.
TEST(SolveMovement, ASupportIsLeftWithoutAJolt) {
  const auto movement = atlas_movement("movements/stand_up.toml");
  const auto solved = loadshare::testing::solve(movement, reference_body());
  auto posed = value_of(PosedBody::make(unlock(reference_body(), solved.unlocked)));
  const auto ischial = value_of(find_points(posed.body(), "ischial_r", "")).front().point;
  const auto& k = solved.kinematics;
  ASSERT_TRUE(movement.keys[1].passes);
  for (Eigen::Index i = 0; i < k.q.rows(); ++i) {
    posed.set_pose(row(k.q, i));
    const double time_s = k.times_s[static_cast<std::size_t>(i)];
    const double height_m = posed.position(ischial).y() - movement.scene.supports[1].point_G.y();
    if (time_s <= movement.keys[1].time_s) {
      EXPECT_NEAR(height_m, 0, 1e-4) << time_s;
    } else {
      EXPECT_GT(height_m, -1e-4) << time_s;
    }
    if (i == 0) continue;
    EXPECT_LT((k.qddot.row(i) - k.qddot.row(i - 1)).cwiseAbs().maxCoeff(), 1.5) << time_s;
  }
}

TEST(KeepUnmoved, TakesFromSpeedsWhatWouldMoveWhatIsHeld) {
  auto posed = value_of(PosedBody::make(reference_body()));
  posed.prepare_jacobians();
  PointJacobian right, left;
  posed.compute_jacobian(value_of(find_points(posed.body(), "heel_r", "")).front().point, right);
  posed.compute_jacobian(value_of(find_points(posed.body(), "big_toe_r", "")).front().point, left);
  // The same said twice does not matter.
  Eigen::MatrixXd rows(9, right.cols());
  rows << right, left, right;
  std::vector<double> speeds(posed.q().size());
  for (std::size_t c = 0; c < speeds.size(); ++c) speeds[c] = 0.1 * static_cast<double>(c % 5) - 0.2;
  const auto free_speeds = [&](const std::vector<double>& all) {
    Eigen::VectorXd free(rows.cols());
    for (Eigen::Index i = 0; i < free.size(); ++i)
      free[i] = all[posed.free_coordinates()[static_cast<std::size_t>(i)].at()];
    return free;
  };
  EXPECT_GT((rows * free_speeds(speeds)).norm(), 0.1);
  auto kept = speeds;
  keep_unmoved(posed, rows, kept);
  EXPECT_LT((rows * free_speeds(kept)).norm(), 1e-9);
  // What the right foot does not depend on goes on, and a second time nothing changes.
  const auto arm = reference_body().model.find_coordinate("arm_flex_l").at();
  EXPECT_NEAR(kept[arm], speeds[arm], 1e-12);
  auto again = kept;
  keep_unmoved(posed, rows, again);
  for (std::size_t c = 0; c < kept.size(); ++c) EXPECT_NEAR(again[c], kept[c], 1e-9);
}

TEST(SolveMovement, AFootThatLeavesTheFloorMayStepElsewhere) {
  const auto movement = value_of(parse_movement(
      feet +
          "[near]\nsubtalar_angle = 0\n[[touch]]\npoints = \"foot_r\"\n"
          "[[keys]]\nname = \"feet together\"\n[[keys.touch]]\npoints = \"foot_l\"\n"
          "[[keys]]\nname = \"left foot up\"\ntime_s = 1\n[[keys.touch]]\npoints = \"heel_l\"\ngap_m = 0.1\n"
          "[[keys]]\nname = \"left foot forward\"\ntime_s = 2\n[[keys.touch]]\npoints = \"foot_l\"\n"
          "[[keys.places]]\npoint = \"heel_l\"\nfrom = \"heel_r\"\nx_m = 0.3\n",
      "made_up.toml"));
  const auto solved = loadshare::testing::solve(movement, reference_body());
  auto posed = value_of(PosedBody::make(unlock(reference_body(), solved.unlocked)));
  const auto heel = [&](const char* name, Eigen::Index i) {
    posed.set_pose(row(solved.kinematics.q, i));
    return posed.position(value_of(find_points(posed.body(), name, "")).front().point);
  };
  const auto last = solved.kinematics.q.rows() - 1;
  for (const Eigen::Index i : {Eigen::Index{20}, Eigen::Index{50}, Eigen::Index{80}, last})
    EXPECT_LT((heel("heel_r", i) - heel("heel_r", 0)).norm(), 1e-3) << i;
  EXPECT_NEAR(heel("heel_l", 50).y(), 0.1, 1e-3);
  EXPECT_NEAR(heel("heel_l", last).y(), 0, 1e-3);
  EXPECT_NEAR(heel("heel_l", last).x() - heel("heel_l", 0).x(), 0.3, 2e-3);
}

// The arms rise from below to above the shoulder, but the fingers must stay as far before it: half way up
// they would reach further.
TEST(SolveMovement, AWayThatCannotBeFollowedIsRefused) {
  const auto arms_at = [](const char* name, const char* time, const char* flexion) {
    return fmt::format("[[keys]]\nname = \"{}\"\n{}near = {{ arm_flex = {} }}\n", name, time, flexion);
  };
  const std::string stiff =
      "[coordinates]\nelbow_flex = 0\narm_add = 0\narm_rot = 0\npro_sup = 0\nhip_flexion = 0\n"
      "knee_angle = 0\nlumbar_extension = 0\n";
  const std::string place = "[[places]]\npoint = \"FTIP\"\nfrom = \"SJC\"\nx_m = 0.5\n";
  const std::string keys = arms_at("arms low", "", "40") + arms_at("arms high", "time_s = 1\n", "140");
  Diagnostics notes;
  const auto free = solve_movement(
      value_of(parse_movement(feet + stiff + "[[touch]]\npoints = \"foot\"\n" + keys, "made_up.toml")),
      reference_body(), notes);
  EXPECT_TRUE(free.ok());
  const auto held =
      solve_movement(value_of(parse_movement(feet + stiff + "[[touch]]\npoints = \"foot\"\n" + place + keys,
                                             "made_up.toml")),
                     reference_body(), notes);
  ASSERT_FALSE(held.ok());
  EXPECT_THAT(held.refusal().what,
              ::testing::AllOf(HasSubstr("from 'arms low' to 'arms high' does not lead there"),
                               HasSubstr("arm_flex_r would jump by"), HasSubstr("degrees")));
  EXPECT_EQ(held.refusal().where, "made_up.toml, line 22");
}

}  // namespace
}  // namespace loadshare::exercises
