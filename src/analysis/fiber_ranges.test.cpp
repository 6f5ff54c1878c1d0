#include "analysis/fiber_ranges.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/diagnostics.h"
#include "model/osim_reader.h"
#include "source_folder.h"

namespace loadshare::analysis {
namespace {

struct Body {
  model::Model model;
  mechanics::Skeleton skeleton;
  mechanics::Couplings couplings;
  mechanics::MuscleMechanics muscles;
};

Body read_sample_body() {
  Diagnostics notes;
  auto model = model::read_osim(testing::source_folder() / "samples/squat/body.osim", notes);
  auto skeleton = mechanics::Skeleton::make(*model);
  auto couplings = mechanics::Couplings::make(*model);
  auto muscles = mechanics::MuscleMechanics::make(*model, *skeleton, *couplings);
  return {*std::move(model), *std::move(skeleton), *std::move(couplings), *std::move(muscles)};
}

double norm_length_at(const Body& body, const char* muscle, const char* coordinate, double value) {
  std::vector<double> q, still(body.model.coordinates.size(), 0.0);
  for (const auto& c : body.model.coordinates) q.push_back(c.default_value);
  q[body.model.find_coordinate(coordinate).at()] = value;
  auto workspace = body.skeleton.make_workspace();
  auto couplings = body.couplings.make_workspace();
  mechanics::Pose pose;
  body.skeleton.set_pose(workspace, q, still, pose);
  body.couplings.set_pose(q, couplings);
  mechanics::MuscleMechanics::Workspace room;
  mechanics::MuscleSample sample;
  body.muscles.compute(body.skeleton, workspace, pose, body.couplings, couplings, room, sample);
  return sample.fibers[body.model.find_muscle(muscle).at()].normalized_fiber_length;
}

TEST(FiberRanges, OneJointMuscleGoesBetweenTheEndsOfItsJoint) {
  const Body body = read_sample_body();
  const auto ranges = measure_fiber_ranges(body.model, body.skeleton, body.couplings, body.muscles);
  const auto& ankle = body.model.coordinates[body.model.find_coordinate("ankle_angle_r").at()];
  const double ends[] = {norm_length_at(body, "soleus_r", "ankle_angle_r", ankle.range_min),
                         norm_length_at(body, "soleus_r", "ankle_angle_r", ankle.range_max)};
  const auto soleus = body.model.find_muscle("soleus_r").at();
  EXPECT_DOUBLE_EQ(ranges.min[soleus], std::min(ends[0], ends[1]));
  EXPECT_DOUBLE_EQ(ranges.max[soleus], std::max(ends[0], ends[1]));
}

TEST(FiberRanges, HoldTheRestingLengthAndMirror) {
  const Body body = read_sample_body();
  const auto ranges = measure_fiber_ranges(body.model, body.skeleton, body.couplings, body.muscles);
  for (std::size_t m = 0; m < body.model.muscles.size(); ++m) {
    const std::string& name = body.model.muscles[m].name;
    const double resting = norm_length_at(body, name.c_str(), "pelvis_tx", 0.0);
    EXPECT_LE(ranges.min[m], resting + 1e-12) << name;
    EXPECT_GE(ranges.max[m], resting - 1e-12) << name;
    if (!name.ends_with("_r")) continue;
    const auto other = body.model.find_muscle(name.substr(0, name.size() - 1) + "l").at();
    EXPECT_NEAR(ranges.min[m], ranges.min[other], 1e-9) << name;
    EXPECT_NEAR(ranges.max[m], ranges.max[other], 1e-9) << name;
  }
}

}  // namespace
}  // namespace loadshare::analysis
