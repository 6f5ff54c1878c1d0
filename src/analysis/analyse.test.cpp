#include "analysis/analyse.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "analysis/report_json.h"
#include "capture/storage.h"

namespace loadshare::analysis {
namespace {

namespace fs = std::filesystem;

const fs::path sample = fs::path(LOADSHARE_SOURCE_DIR) / "samples/squat";

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
