#include "analysis/analyse.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "analysis/report_json.h"
#include "base/units.h"
#include "capture/storage.h"
#include "source_folder.h"

namespace loadshare::analysis {
namespace {

namespace fs = std::filesystem;

const fs::path sample = testing::source_folder() / "samples/squat";

AnalyseInputs sample_inputs() {
  AnalyseInputs inputs;
  inputs.recording = sample / "squat.mot";
  inputs.model = sample / "body.osim";
  inputs.loads = sample / "loads.xml";
  inputs.feasible_samples_per_phase = 5;
  return inputs;
}

Analysis analyse_sample(const AnalyseInputs& inputs) {
  Diagnostics notes;
  auto analysis = analyse(inputs, notes);
  EXPECT_TRUE(analysis.ok());
  return *std::move(analysis);
}

TEST(Analyse, SharesOfTheSampleSumToOneAndLieInTheirRanges) {
  const auto report = analyse_sample(sample_inputs()).report;
  EXPECT_TRUE(report.is_synthetic);
  EXPECT_EQ(report.sharing.solved_count, report.sharing.sample_count);
  EXPECT_NEAR(report.subject_mass_kg, 70, 1e-6);  // samples/squat/README.md
  ASSERT_EQ(report.tension.cuts.size(), 3u);
  for (const auto& cut : report.tension.phases.front().cuts) {
    double sum = 0;
    for (const auto& group : cut.groups) {
      sum += group.share_ratio;
      EXPECT_LE(group.share_ratio_min, group.share_ratio_at_ranged + 1e-9) << cut.cut << " " << group.group;
      EXPECT_GE(group.share_ratio_max, group.share_ratio_at_ranged - 1e-9) << cut.cut << " " << group.group;
    }
    EXPECT_NEAR(sum, 1, 1e-12) << cut.cut;
  }
}

TEST(Analyse, SameBytesOnOneAndTwoThreads) {
  auto inputs = sample_inputs();
  std::vector<std::string> written;
  for (const int threads : {1, 2}) {
    inputs.thread_count = threads;
    const auto analysis = analyse_sample(inputs);
    written.push_back(make_report_json(analysis.report) + capture::format_storage(analysis.activation) +
                      capture::format_storage(analysis.force) + capture::format_storage(analysis.moments));
  }
  EXPECT_TRUE(written[0] == written[1]);
}

// The forces on the ground carry the body: without them the root lacks just what the plates measured.
TEST(Analyse, GroundForcesCarryTheBody) {
  auto inputs = sample_inputs();
  inputs.feasible_samples_per_phase = 0;
  const auto with = analyse_sample(inputs).moments;
  inputs.loads.reset();
  inputs.is_without_ground_contact = true;
  const auto without = analyse_sample(inputs).moments;
  Diagnostics notes;
  const auto plates = capture::read_storage(sample / "grf.mot", notes);
  ASSERT_TRUE(plates.ok());
  const auto column = *with.find_column("pelvis_ty_force");
  const auto at = static_cast<Eigen::Index>(column);
  Eigen::VectorXd measured = Eigen::VectorXd::Zero(plates->values.rows());
  for (std::size_t c = 0; c < plates->labels.size(); ++c)
    if (plates->labels[c].ends_with("_vy")) measured += plates->values.col(static_cast<Eigen::Index>(c));
  ASSERT_GT(measured.minCoeff(), 300);
  // Sample times of the filtered motion are those of the plates to rounding; the spline meets its samples.
  for (Eigen::Index i = 1; i + 1 < measured.size(); i += 50)
    EXPECT_NEAR(without.values(i, at) - with.values(i, at), measured[i], 1e-3) << i;
}

// The sample's body with more forces, in a file that goes with the object.
class BodyWith {
 public:
  BodyWith(const std::string& name, const std::string& forces)
      : file_(fs::path(::testing::TempDir()) / fmt::format("loadshare_{}_{}.osim", name, getpid())) {
    std::ifstream in(sample / "body.osim");
    std::string text(std::istreambuf_iterator<char>(in), {});
    text.insert(text.find("<objects>", text.find("<ForceSet")) + 9, forces);
    std::ofstream(file_) << text;
  }
  ~BodyWith() { fs::remove(file_); }
  BodyWith(const BodyWith&) = delete;
  BodyWith& operator=(const BodyWith&) = delete;

  [[nodiscard]] Analysis analysis() const {
    auto inputs = sample_inputs();
    inputs.model = file_;
    return analyse_sample(inputs);
  }

 private:
  fs::path file_;
};

const tension::CutReport& cut_of(const Analysis& analysis, const std::string& name) {
  const auto& cuts = analysis.report.tension.cuts;
  return *std::ranges::find(cuts, name, &tension::CutReport::name);
}

Eigen::VectorXd column_of(const TimeSeries& series, const std::string& label) {
  return series.values.col(static_cast<Eigen::Index>(*series.find_column(label)));
}

// What is required without passive tissue is what muscles, reserve and passive tissue make together.
TEST(Analyse, PassiveJointMomentsRelieveTheMusclesAndAreReported) {
  const auto without = analyse_sample(sample_inputs());
  EXPECT_TRUE(cut_of(without, "back").passive_moment_Nm.empty());
  const BodyWith body("passive", R"(
    <ExpressionBasedCoordinateForce name="lumbar_passive"><coordinate>lumbar_extension</coordinate>
      <expression>-k*q;k=25</expression></ExpressionBasedCoordinateForce>
    <BushingForce name="disc"><socket_frame1>/bodyset/pelvis</socket_frame1><socket_frame2>/bodyset/torso</socket_frame2>
      <rotational_stiffness>0 0 10</rotational_stiffness></BushingForce>)");
  const auto with = body.analysis();
  const auto& cut = cut_of(with, "back");
  ASSERT_EQ(cut.flexion_coordinate, "lumbar_extension");
  const double flexion = -1;  // extension is positive
  const auto required = column_of(without.moments, "lumbar_extension_moment");
  const auto reserve = column_of(with.force, "lumbar_extension_reserve");
  const auto q_deg = column_of(with.kinematics, "lumbar_extension");
  ASSERT_EQ(cut.passive_moment_Nm.size(), static_cast<std::size_t>(required.size()));
  EXPECT_GT(q_deg.cwiseAbs().maxCoeff(), 5);
  for (Eigen::Index i = 0; i < required.size(); i += 20) {
    const auto k = static_cast<std::size_t>(i);
    // The sample hardly leaves its plane: the bushing's third angle is nearly the coordinate.
    EXPECT_NEAR(cut.passive_moment_Nm[k], flexion * -35 * q_deg[i] * rad_per_deg, 1e-4) << i;
    EXPECT_NEAR(cut.net_moment_Nm[k] + cut.passive_moment_Nm[k] + flexion * reserve[i], flexion * required[i],
                1e-6)
        << i;
  }
}

TEST(Analyse, LigamentsHoldTheirShareOfTheTension) {
  const BodyWith body("ligament", R"(
    <Ligament name="strap_r"><GeometryPath><PathPointSet><objects>
      <PathPoint name="a"><socket_parent_frame>/bodyset/pelvis</socket_parent_frame><location>0.05 0 0.08</location></PathPoint>
      <PathPoint name="b"><socket_parent_frame>/bodyset/femur_r</socket_parent_frame><location>0.05 -0.1 0</location></PathPoint>
      </objects></PathPointSet></GeometryPath><resting_length>0.001</resting_length><pcsa_force>100</pcsa_force>
      <Constant name="force_length_curve"><value>2</value></Constant></Ligament>)");
  const auto with = body.analysis();
  const auto& cut = cut_of(with, "hip_r");
  const auto passive = std::ranges::find(cut.groups, "passive_tissue", &tension::GroupAtCut::group);
  ASSERT_NE(passive, cut.groups.end());
  for (std::size_t k = 0; k < passive->tension_N.size(); k += 50) {
    EXPECT_NEAR(passive->tension_N[k], 200, 1e-9) << k;
    EXPECT_NEAR(passive->share_ratio[k], 200 / cut.tension_N[k], 1e-12) << k;
  }
}

TEST(Analyse, CostsAreMinimaOfTheirOwnKind) {
  auto inputs = sample_inputs();
  inputs.feasible_samples_per_phase = 0;
  const auto quadratic = analyse_sample(inputs).activation;
  inputs.exponent = 3;
  const auto cubic = analyse_sample(inputs).activation;
  inputs.exponent = 2;
  inputs.is_weighted_by_volume = true;
  const auto by_volume = analyse_sample(inputs).activation;
  constexpr Eigen::Index muscles = 56;
  const auto cost = [&](const TimeSeries& controls, Eigen::Index i, double exponent) {
    return controls.values.row(i).head(muscles).array().abs().pow(exponent).sum() +
           100 * controls.values.row(i)
                     .tail(controls.values.cols() - muscles)
                     .array()
                     .abs()
                     .pow(exponent)
                     .sum();
  };
  for (Eigen::Index i = 0; i < quadratic.values.rows(); i += 40) {
    EXPECT_LE(cost(quadratic, i, 2), cost(cubic, i, 2) * (1 + 1e-9)) << i;
    EXPECT_LE(cost(quadratic, i, 2), cost(by_volume, i, 2) * (1 + 1e-9)) << i;
    EXPECT_LE(cost(cubic, i, 3), cost(quadratic, i, 3) * (1 + 1e-7)) << i;
  }
  EXPECT_GT((quadratic.values - cubic.values).cwiseAbs().maxCoeff(), 1e-3);
  EXPECT_GT((quadratic.values - by_volume.values).cwiseAbs().maxCoeff(), 1e-3);
}

TEST(Analyse, RefusesWhatItCannotBalance) {
  Diagnostics notes;
  auto inputs = sample_inputs();
  inputs.loads.reset();
  auto refused = analyse(inputs, notes);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.refusal().what.find("no ground forces were given"), std::string::npos);
  inputs = sample_inputs();
  inputs.exponent = 4;
  refused = analyse(inputs, notes);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.refusal().text(), "settings: an exponent of 4 is not offered\n  Choose 2 or 3.");
}

TEST(WriteAnalysis, FilesReadBackAndAFileInTheWayIsRefused) {
  auto inputs = sample_inputs();
  inputs.feasible_samples_per_phase = 0;
  const auto analysis = analyse_sample(inputs);
  const auto folder =
      fs::path(::testing::TempDir()) / ("loadshare_write_analysis_" + std::to_string(getpid()));
  fs::remove_all(folder);
  const auto files = write_analysis(analysis, folder);
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(files->size(), 7u);
  Diagnostics notes;
  const auto force = capture::read_storage(folder / "force.sto", notes);
  ASSERT_TRUE(force.ok());
  EXPECT_EQ(force->labels, analysis.force.labels);
  EXPECT_EQ(force->values, analysis.force.values);
  fs::remove_all(folder);
  std::ofstream(folder) << "in the way";
  EXPECT_FALSE(write_analysis(analysis, folder).ok());
  fs::remove_all(folder);
}

}  // namespace
}  // namespace loadshare::analysis
