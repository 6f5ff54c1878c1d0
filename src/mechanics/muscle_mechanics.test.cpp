#include "mechanics/muscle_mechanics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "model/osim_reader.h"
#include "source_folder.h"

namespace loadshare::mechanics {
namespace {

using model::CoordinateId;
using Values = std::vector<double>;

// A model with all that its muscles need.
struct Subject {
  model::Model model;
  std::unique_ptr<Skeleton> skeleton;
  std::unique_ptr<Couplings> couplings;
  std::unique_ptr<MuscleMechanics> muscles;

  explicit Subject(model::Model read, WrapRules rules = WrapRules::standard) : model(std::move(read)) {
    skeleton = std::make_unique<Skeleton>(*Skeleton::make(model));
    couplings = std::make_unique<Couplings>(*Couplings::make(model));
    muscles = std::make_unique<MuscleMechanics>(*MuscleMechanics::make(model, *skeleton, *couplings, rules));
  }

  [[nodiscard]] MuscleSample at(const Values& q, const Values& qdot) const {
    auto workspace = skeleton->make_workspace();
    auto coupling = couplings->make_workspace();
    MuscleMechanics::Workspace room;
    Pose pose;
    MuscleSample sample;
    skeleton->set_pose(workspace, q, qdot, pose);
    couplings->set_pose(q, coupling);
    muscles->compute(*skeleton, workspace, pose, *couplings, coupling, room, sample);
    return sample;
  }
  [[nodiscard]] MuscleSample at(const Values& q) const { return at(q, Values(q.size(), 0.0)); }
};

model::Model sample_body() {
  Diagnostics notes;
  return *model::read_osim(testing::source_folder() / "samples/squat/body.osim", notes);
}

const Subject& person() {
  static const Subject subject(sample_body());
  return subject;
}

// With every wrap tangent to rounding: under the standard rules paths over cylinders are, as in OpenSim, only
// within a tolerance of it, which differences of lengths see.
const Subject& tangent_person() {
  static const Subject subject(sample_body(), WrapRules::shortest);
  return subject;
}

struct Setting {
  const char* coordinate;
  double value;
};

Values pose_of(const model::Model& model, const std::vector<Setting>& settings) {
  Values q;
  for (const auto& coordinate : model.coordinates) q.push_back(coordinate.default_value);
  for (const auto& [name, value] : settings) q[model.find_coordinate(name).at()] = value;
  return q;
}

// A squat with the hips turned out and the trunk bent to one side.
Values squat(const model::Model& model) {
  return pose_of(model, {{"pelvis_tilt", -0.3},
                         {"pelvis_list", 0.1},
                         {"hip_flexion_r", 1.1},
                         {"hip_adduction_r", -0.2},
                         {"hip_rotation_r", 0.15},
                         {"hip_flexion_l", 0.8},
                         {"hip_adduction_l", 0.1},
                         {"hip_rotation_l", -0.1},
                         {"lumbar_extension", -0.2},
                         {"lumbar_bending", 0.15},
                         {"lumbar_rotation", -0.1},
                         {"knee_angle_r", 1.3},
                         {"knee_angle_l", 0.9},
                         {"ankle_angle_r", 0.3},
                         {"ankle_angle_l", 0.2}});
}

// -dL/dq by a central difference of fourth order.
double difference_arm(const Subject& subject, const Values& q, std::size_t muscle, CoordinateId coordinate,
                      bool follows_couplers) {
  const auto length = [&](double step) {
    Values moved = q;
    moved[coordinate.at()] += step;
    if (follows_couplers) subject.couplings->fill_dependents(moved, {}, {});
    return subject.at(moved).paths[muscle].length_m;
  };
  const double h = 1e-4;
  return -(8 * (length(h) - length(-h)) - (length(2 * h) - length(-2 * h))) / (12 * h);
}

TEST(MuscleMechanics, moment_arms_are_minus_the_slopes_of_length_for_the_whole_body) {
  const auto& subject = tangent_person();
  const auto q = squat(subject.model);
  const auto sample = subject.at(q);
  ASSERT_GE(subject.muscles->muscle_count(), 40u);
  // All lengths at each moved pose at once: differences for every muscle and coordinate.
  const double h = 1e-4;
  double arm_max = 0;
  for (std::size_t c = 0; c < q.size(); ++c) {
    std::array<MuscleSample, 4> moved;
    const std::array<double, 4> steps{-2 * h, -h, h, 2 * h};
    for (std::size_t k = 0; k < 4; ++k) {
      Values at = q;
      at[c] += steps[k];
      moved[k] = subject.at(at);
    }
    for (std::size_t m = 0; m < subject.muscles->muscle_count(); ++m) {
      const auto length = [&](std::size_t k) { return moved[k].paths[m].length_m; };
      const double slope = (8 * (length(2) - length(1)) - (length(3) - length(0))) / (12 * h);
      double arm = 0;
      const auto& spanned = subject.muscles->spanned(m);
      for (std::size_t k = 0; k < spanned.size(); ++k)
        if (spanned[k] == CoordinateId(c))
          arm = sample.spanned_arms[subject.muscles->spanned_starts()[m] + k];
      EXPECT_NEAR(arm, -slope, 1e-8) << subject.model.muscles[m].name << " about "
                                     << subject.model.coordinates[c].name;
      arm_max = std::max(arm_max, std::abs(arm));
    }
  }
  EXPECT_GT(arm_max, 0.03) << "arms of centimetres were compared";
}

TEST(MuscleMechanics, lengthening_speed_is_the_rate_of_length) {
  const auto& subject = tangent_person();
  const auto q = squat(subject.model);
  Values qdot(q.size());
  for (std::size_t c = 0; c < q.size(); ++c) qdot[c] = 0.5 + 0.3 * std::cos(static_cast<double>(c));
  const auto now = subject.at(q, qdot);
  const auto along = [&](double dt) {
    Values moved = q;
    for (std::size_t c = 0; c < q.size(); ++c) moved[c] += dt * qdot[c];
    return subject.at(moved);
  };
  const double h = 1e-5;
  const auto before = along(-h), after = along(h);
  for (std::size_t m = 0; m < subject.muscles->muscle_count(); ++m)
    EXPECT_NEAR(now.paths[m].lengthening_speed_mps,
                (after.paths[m].length_m - before.paths[m].length_m) / (2 * h), 1e-7)
        << subject.model.muscles[m].name;
}

TEST(MuscleMechanics, standard_rules_are_within_a_millimetre_of_tangency) {
  const auto q = squat(person().model);
  const auto standard = person().at(q), tangent = tangent_person().at(q);
  ASSERT_EQ(standard.spanned_arms.size(), tangent.spanned_arms.size());
  for (std::size_t m = 0; m < person().muscles->muscle_count(); ++m) {
    const bool is_wrapped = !person().model.muscles[m].path.wraps.empty();
    for (std::size_t e = person().muscles->spanned_starts()[m]; e < person().muscles->spanned_starts()[m + 1];
         ++e)
      EXPECT_NEAR(standard.spanned_arms[e], tangent.spanned_arms[e], is_wrapped ? 1e-3 : 0)
          << person().model.muscles[m].name;
  }
}

TEST(MuscleMechanics, muscles_span_the_joints_they_cross_and_no_other) {
  const auto& subject = person();
  const auto names = [&](const char* muscle) {
    std::vector<std::string> list;
    for (const auto c : subject.muscles->spanned(subject.model.find_muscle(muscle).at()))
      list.push_back(subject.model.coordinates[c.at()].name);
    return list;
  };
  EXPECT_EQ(names("soleus_r"), std::vector<std::string>{"ankle_angle_r"});
  EXPECT_EQ(names("bfsh_l"), std::vector<std::string>{"knee_angle_l"});
  EXPECT_EQ(names("glmed1_r"),
            (std::vector<std::string>{"hip_flexion_r", "hip_adduction_r", "hip_rotation_r"}));
  EXPECT_EQ(names("gasmed_l"), (std::vector<std::string>{"knee_angle_l", "ankle_angle_l"}));
}

// The sample body is its own mirror image: swapping sides and turning the three coordinates that leave
// the mirror's plane round must swap lengths and arms.
TEST(MuscleMechanics, mirrored_pose_has_mirrored_lengths_and_arms) {
  const auto& subject = person();
  const auto& model = subject.model;
  const auto q = squat(model);
  const auto mirror_name = [](std::string name) {
    if (name.ends_with("_r"))
      name.back() = 'l';
    else if (name.ends_with("_l"))
      name.back() = 'r';
    return name;
  };
  const auto sign = [&](std::size_t c) {
    for (const char* turned :
         {"pelvis_list", "pelvis_rotation", "pelvis_tz", "lumbar_bending", "lumbar_rotation"})
      if (model.coordinates[c].name == turned) return -1.0;
    return 1.0;
  };
  Values mirrored(q.size());
  for (std::size_t c = 0; c < q.size(); ++c)
    mirrored[model.find_coordinate(mirror_name(model.coordinates[c].name)).at()] = sign(c) * q[c];
  const auto here = subject.at(q), there = subject.at(mirrored);
  const auto arm_of = [&](const MuscleSample& sample, std::size_t m, CoordinateId coordinate) {
    const auto& spanned = subject.muscles->spanned(m);
    for (std::size_t k = 0; k < spanned.size(); ++k)
      if (spanned[k] == coordinate) return sample.spanned_arms[subject.muscles->spanned_starts()[m] + k];
    return 0.0;
  };
  for (std::size_t m = 0; m < subject.muscles->muscle_count(); ++m) {
    const auto other = model.find_muscle(mirror_name(model.muscles[m].name));
    ASSERT_TRUE(other.is_some()) << model.muscles[m].name;
    EXPECT_NEAR(here.paths[m].length_m, there.paths[other.at()].length_m, 1e-12) << model.muscles[m].name;
    for (std::size_t c = 0; c < q.size(); ++c) {
      const auto twin = model.find_coordinate(mirror_name(model.coordinates[c].name));
      EXPECT_NEAR(arm_of(here, m, CoordinateId(c)), sign(c) * arm_of(there, other.at(), twin), 1e-12)
          << model.muscles[m].name << " about " << model.coordinates[c].name;
    }
  }
}

// The sample body with knees whose angle follows the hip: 0.7 of its flexion, squared terms added.
TEST(MuscleMechanics, free_arms_carry_what_follows_the_free_coordinate) {
  auto model = sample_body();
  const auto hip = model.find_coordinate("hip_flexion_r"), knee = model.find_coordinate("knee_angle_r");
  model.couplers.push_back({"follow", knee, {hip}, {numerics::PolynomialFunction{{0.3, 0.7, 0.1}}}});
  const Subject subject(std::move(model), WrapRules::shortest);
  Values q = squat(subject.model);
  subject.couplings->fill_dependents(q, {}, {});
  const auto sample = subject.at(q);
  const auto& free = subject.couplings->free_coordinates();
  int compared = 0;
  for (const char* name : {"bflh_r", "recfem_r", "gasmed_r", "vasmed_r", "semimem_r"}) {
    const auto m = subject.model.find_muscle(name).at();
    double arm = 0;
    for (std::size_t e = subject.muscles->free_starts()[m]; e < subject.muscles->free_starts()[m + 1]; ++e) {
      const auto coordinate = free[static_cast<std::size_t>(subject.muscles->free_indices()[e])];
      EXPECT_NE(coordinate, knee);
      if (coordinate == hip) arm = sample.free_arms[e], ++compared;
    }
    EXPECT_NEAR(arm, difference_arm(subject, q, m, hip, true), 1e-8) << name;
    EXPECT_GT(std::abs(arm - difference_arm(subject, q, m, hip, false)), 1e-3) << name << ": the knee counts";
  }
  EXPECT_EQ(compared, 5);
}

TEST(MuscleMechanics, no_sample_depends_on_the_one_before) {
  const auto& subject = person();
  const auto q = squat(subject.model);
  const Values still(q.size(), 0.0);
  auto workspace = subject.skeleton->make_workspace();
  auto coupling = subject.couplings->make_workspace();
  MuscleMechanics::Workspace room;
  Pose pose;
  MuscleSample sample;
  for (const auto& at : {pose_of(subject.model, {{"hip_flexion_r", 1.9}, {"knee_angle_r", 2.2}}), q}) {
    subject.skeleton->set_pose(workspace, at, still, pose);
    subject.couplings->set_pose(at, coupling);
    subject.muscles->compute(*subject.skeleton, workspace, pose, *subject.couplings, coupling, room, sample);
  }
  const auto fresh = subject.at(q);
  EXPECT_EQ(sample.spanned_arms, fresh.spanned_arms);
  EXPECT_EQ(sample.free_arms, fresh.free_arms);
  for (std::size_t m = 0; m < subject.muscles->muscle_count(); ++m)
    EXPECT_EQ(sample.paths[m].length_m, fresh.paths[m].length_m);
}

TEST(MuscleMechanics, fibre_and_tendon_make_up_the_path) {
  const auto& subject = person();
  const auto sample = subject.at(squat(subject.model));
  for (std::size_t m = 0; m < subject.muscles->muscle_count(); ++m) {
    const auto& muscle = subject.model.muscles[m];
    const auto& fiber = sample.fibers[m];
    const double along = fiber.fiber_length_m * fiber.cos_pennation;
    EXPECT_NEAR(along + muscle.tendon_slack_length_m, sample.paths[m].length_m, 1e-9) << muscle.name;
  }
}

TEST(MuscleMechanics, refuses_parameters_that_make_no_curve) {
  auto model = sample_body();
  model.muscles[3].optimal_fiber_length_m = -0.1;
  const auto skeleton = Skeleton::make(model);
  const auto couplings = Couplings::make(model);
  const auto made = MuscleMechanics::make(model, *skeleton, *couplings);
  ASSERT_FALSE(made.ok());
  EXPECT_NE(made.refusal().text().find(model.muscles[3].name), std::string::npos) << made.refusal().text();
}

}  // namespace
}  // namespace loadshare::mechanics
