// The real program where a text case does not reach: JSON, numbers, broken surroundings, recordings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "capture/storage.h"
#include "run_program.h"
#include "source_folder.h"
#include "test_data.h"

namespace loadshare::testing {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

const std::filesystem::path repo = testing::source_folder();

std::string leg_case(const std::string& name) { return repo / "tests" / "cases" / "leg" / name; }

Json parsed(const ProgramRun& run) {
  const auto json = Json::parse(run.out, nullptr, false);
  EXPECT_FALSE(json.is_discarded()) << run.out << run.err;
  return json;
}

TEST(RunTool, HoldsStillALegWithItsWeight) {
  const Folder out;
  const auto run = run_program({"run-tool", leg_case("still_id.xml"), "--out", out.path()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  Diagnostics notes;
  const auto moments = capture::read_storage(out.path() / "still_moments.sto", notes);
  ASSERT_TRUE(moments.ok()) << moments.refusal().text();
  const auto column = moments->find_column("pelvis_ty_force");
  ASSERT_TRUE(column.has_value());
  const double weight_N = (12 + 9.3 + 5) * 9.80665;  // the masses in leg.osim
  for (Eigen::Index i = 0; i < moments->values.rows(); ++i)
    EXPECT_NEAR(moments->values(i, static_cast<Eigen::Index>(*column)), weight_N, 1e-6);
}

TEST(RunTool, GivesTheSameBytesTwice) {
  const Folder first, second;
  const auto setup = (repo / "tests" / "cases" / "squat" / "static_optimization.xml").string();
  ASSERT_EQ(run_program({"run-tool", setup, "--out", first.path()}).exit_code, 0);
  ASSERT_EQ(run_program({"run-tool", setup, "--out", second.path()}).exit_code, 0);
  for (const std::string name :
       {"squat_StaticOptimization_activation.sto", "squat_StaticOptimization_force.sto"}) {
    const auto bytes = read_all(first.path() / name);
    EXPECT_FALSE(bytes.empty());
    EXPECT_EQ(bytes, read_all(second.path() / name));
  }
}

TEST(RunTool, CountsUnsolvedSamplesInJson) {
  const Folder out;
  const auto run = run_program({"run-tool", (repo / "tests/cases/squat/without_reserves.xml").string(),
                                "--json", "--out", out.path()});
  EXPECT_EQ(run.exit_code, 3);
  const auto json = parsed(run);
  EXPECT_EQ(json["exit_code"], 3);
  const auto unsolved = json["result"]["unsolved_count"].get<int>();
  EXPECT_GT(unsolved, 0);
  int named = 0;
  for (const auto& finding : json["findings"]) named += finding["kind"] == "needs a look" ? 1 : 0;
  EXPECT_EQ(named, unsolved);
  EXPECT_TRUE(json["refusal"].is_null());
}

TEST(Folders, ThatCannotBeMadeAreRefused) {
  const Folder out;
  const auto file = out.path() / "a_file";
  std::ofstream(file) << "not a folder";
  const auto run = run_program({"run-tool", leg_case("still_id.xml"), "--out", file / "results"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr((file / "results").string()));
  EXPECT_THAT(run.err, HasSubstr("--out DIR"));
}

TEST(Folders, ThatMayNotBeWrittenToAreRefused) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const Folder out;
  std::filesystem::permissions(out.path(),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const auto run = run_program({"run-tool", leg_case("still_id.xml"), "--out", out.path()});
  std::filesystem::permissions(out.path(), std::filesystem::perms::owner_all);
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("still_moments.sto"));
}

TEST(Disks, ThatAreFullAskToTryAgain) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no device here that is always full";
  const Folder out;
  std::filesystem::create_symlink("/dev/full", out.path() / "still_moments.sto");
  const auto results = run_program({"run-tool", leg_case("still_id.xml"), "--out", out.path()});
  EXPECT_EQ(results.exit_code, 75) << results.err;
  EXPECT_THAT(results.err, HasSubstr("try again"));
  const auto output = run_program({"check", leg_case("still.mot")}, "/dev/full");
  EXPECT_EQ(output.exit_code, 75) << output.err;
}

TEST(Names, MayHoldBlanksAndQuotes) {
  const Folder out;
  const auto folder = out.path() / "it's a folder";
  std::filesystem::create_directory(folder);
  std::filesystem::copy_file(leg_case("still.mot"), folder / "a \"still\" leg.mot");
  const auto run = run_program({"check", folder / "a \"still\" leg.mot", "--json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(parsed(run)["result"][0]["file"], (folder / "a \"still\" leg.mot").string());
}

TEST(Check, FindsAKindWhateverTheName) {
  const Folder out;
  std::filesystem::copy_file(leg_case("z_up.trc"), out.path() / "markers.txt");
  std::filesystem::copy_file(leg_case("still_id.xml"), out.path() / "still.setup");
  const auto run = run_program({"check", out.path() / "markers.txt", out.path() / "still.setup", "--json"});
  const auto json = parsed(run);
  EXPECT_EQ(json["result"][0]["result"]["kind"], "marker recording");
  EXPECT_EQ(json["result"][1]["result"]["kind"], "set-up of a tool");
}

TEST(Check, MeasuresWhatTheFileHolds) {
  const auto json = parsed(run_program({"check", leg_case("z_up.trc"), "--json"}))["result"][0]["result"];
  EXPECT_EQ(json["sampling"]["sample_count"], 10);
  EXPECT_NEAR(json["sampling"]["rate_Hz"].get<double>(), 100, 1e-9);
  const auto& markers = json["markers"];
  EXPECT_EQ(markers["looks_like_up"], "+z");
  EXPECT_NEAR(markers["height_m"].get<double>(), 1.65, 1e-9);  // head at 1.7, heels at 0.05
  ASSERT_EQ(markers["gaps"].size(), 1u);
  EXPECT_EQ(markers["gaps"][0]["marker"], "R.Shoulder");
  EXPECT_EQ(markers["gaps"][0]["missing_count"], 2);
  EXPECT_NEAR(markers["gaps"][0]["longest_s"].get<double>(), 0.03, 1e-9);
}

TEST(Check, GoesOnAfterARefusedFile) {
  const auto run = run_program({"check", "no_such.mot", leg_case("still.mot"), "--json"});
  EXPECT_EQ(run.exit_code, 1);
  const auto json = parsed(run);
  EXPECT_EQ(json["result"][0]["refusal"]["what"], "there is no such file");
  EXPECT_TRUE(json["result"][0]["result"].is_null());
  EXPECT_EQ(json["result"][1]["exit_code"], 0);
}

TEST(ModelInfo, IsTheSameSampleBodyInJson) {
  const auto json =
      parsed(run_program({"model", "info", repo / "samples/squat/body.osim", "--json"}))["result"];
  EXPECT_NEAR(json["mass_kg"].get<double>(), 70, 1e-6);  // as samples/squat/README.md says
  EXPECT_EQ(json["tables"]["muscle_lengths"].size(), json["muscles"].size());
  EXPECT_EQ(json["tables"]["strength"][0]["coordinate"], "hip_flexion_r");
  for (const auto& coordinate : json["coordinates"]) {
    if (coordinate["name"] != "hip_flexion_r") continue;
    EXPECT_NEAR(coordinate["range_deg"][0].get<double>(), -30, 1e-3);
    EXPECT_NEAR(coordinate["range_deg"][1].get<double>(), 120, 1e-3);
    return;
  }
  FAIL() << "hip_flexion_r is not listed";
}

struct Recording {
  std::string file, kind;
  int exit_code = 0;
};
void PrintTo(const Recording& recording, std::ostream* out) { *out << recording.file; }

class Recordings : public ::testing::TestWithParam<Recording> {};

TEST_P(Recordings, AreOfTheirKind) {
  const auto& expected = GetParam();
  const auto file = find_data(expected.file);
  if (!file) GTEST_SKIP() << left_out(expected.file);
  const auto run = run_program({"check", *file, "--json"});
  EXPECT_EQ(run.exit_code, expected.exit_code) << run.err;
  EXPECT_EQ(parsed(run)["result"][0]["result"]["kind"], expected.kind);
}

// Those that end in 3: no unit is said and time is uneven; a set-up that names files of another computer;
// coupled angles that stay in degrees in a file in radians; a recording with z up.
INSTANTIATE_TEST_SUITE_P(
    Published, Recordings,
    ::testing::Values(Recording{"squat/squats1_manual_scaling_ik.mot", "motion or storage file"},
                      Recording{"squat/squats1_grf.mot", "motion or storage file"},
                      Recording{"lift_stoop15/ik.sto", "motion or storage file", 3},
                      Recording{"gait_walk/coordinates.sto", "motion or storage file", 3},
                      Recording{"squat/squats1.trc", "marker recording"},
                      Recording{"c3d_golden/std_walking2_markers.trc", "marker recording", 3},
                      Recording{"../reference/squat/external_loads.xml", "external loads"},
                      Recording{"../reference/squat/ik_setup.xml", "set-up of a tool"},
                      Recording{"run/id_setup.xml", "set-up of a tool", 3},
                      Recording{"../reference/squat/reserves.xml", "forces to add to a model"},
                      Recording{"squat/manually_scaled.osim", "model"}));

TEST(Recordings, OfC3dAreRefusedByName) {
  const auto file = find_data("c3d_golden/walking2.c3d");
  if (!file) GTEST_SKIP() << left_out("c3d_golden/walking2.c3d");
  const auto run = run_program({"check", *file});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("C3D"));
  EXPECT_THAT(run.err, HasSubstr(".trc"));
}

}  // namespace
}  // namespace loadshare::testing
