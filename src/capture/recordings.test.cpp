// Every file of the formats read here, in the folders of recordings and of OpenSim's own results.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "capture/external_loads.h"
#include "capture/markers.h"
#include "capture/storage.h"
#include "capture/text.h"
#include "capture/tool_setup.h"
#include "test_data.h"

namespace loadshare::capture {
namespace {

using testing::find_data;
using testing::left_out;

// Files below the data folder and the reference folder beside it whose names end so.
std::vector<std::filesystem::path> files_of(std::initializer_list<std::string_view> endings) {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {".", "../reference"}) {
    const auto root = find_data(folder);
    if (!root) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*root)) {
      const std::string extension = lower_case(entry.path().extension().string());
      if (std::find(endings.begin(), endings.end(), extension) != endings.end())
        files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(Recordings, EveryStorageFileReads) {
  const auto files = files_of({".sto", ".mot"});
  if (files.empty()) GTEST_SKIP() << left_out(".");
  for (const auto& file : files) {
    Diagnostics notes;
    const auto series = read_storage(file, notes);
    ASSERT_TRUE(series.ok()) << series.refusal().text();
    EXPECT_GT(series->sample_count(), 1u) << file;
    EXPECT_EQ(series->values.cols(), static_cast<Eigen::Index>(series->labels.size())) << file;
    EXPECT_TRUE(series->values.allFinite()) << file;
  }
}

TEST(Recordings, EveryStorageFileSurvivesWritingAndReading) {
  const auto files = files_of({".sto", ".mot"});
  if (files.empty()) GTEST_SKIP() << left_out(".");
  for (const auto& file : files) {
    if (std::filesystem::file_size(file) > 300000) continue;  // the form, not the length, is tried here
    Diagnostics notes;
    const auto series = read_storage(file, notes);
    ASSERT_TRUE(series.ok()) << series.refusal().text();
    const auto back = parse_storage(format_storage(*series), file.string(), notes);
    ASSERT_TRUE(back.ok()) << back.refusal().text();
    EXPECT_EQ(back->name, series->name) << file;
    EXPECT_EQ(back->labels, series->labels) << file;
    EXPECT_EQ(back->times_s, series->times_s) << file;
    EXPECT_EQ(back->values, series->values) << file;
  }
}

TEST(Recordings, EveryMarkerFileReads) {
  const auto files = files_of({".trc"});
  if (files.empty()) GTEST_SKIP() << left_out(".");
  for (const auto& file : files) {
    Diagnostics notes;
    const auto recording = read_markers(file, notes);
    ASSERT_TRUE(recording.ok()) << recording.refusal().text();
    // People are about two metres tall, and laboratories are rooms: a wrong unit would show.
    double greatest_m = 0.0;
    for (const double p_m : recording->positions_m.reshaped()) {
      if (p_m == p_m) greatest_m = std::max(greatest_m, std::abs(p_m));
    }
    EXPECT_GT(greatest_m, 0.5) << file;
    EXPECT_LT(greatest_m, 10.0) << file;
    // This one holds every tenth sample of a recording whose rate it still names.
    EXPECT_EQ(notes.needs_a_look(), file.filename() == "std_walking2_markers.trc") << file;
    const auto back = parse_markers(format_markers(*recording), file.string(), notes);
    ASSERT_TRUE(back.ok()) << back.refusal().text();
    EXPECT_EQ(back->names, recording->names) << file;
    EXPECT_EQ(back->times_s, recording->times_s) << file;
    EXPECT_TRUE(((back->positions_m - recording->positions_m).array().isNaN() ||
                 (back->positions_m - recording->positions_m).array().abs() < 1e-14)
                    .all())
        << file;
  }
}

TEST(Recordings, OdditiesAreReadAsTheyAre) {
  if (!find_data("lift_stoop15/ik.sto")) GTEST_SKIP() << left_out("lift_stoop15/ik.sto");
  Diagnostics notes;
  const auto lift = read_storage(*find_data("lift_stoop15/ik.sto"), notes);
  ASSERT_TRUE(lift.ok());
  EXPECT_EQ(lift->in_degrees, std::nullopt);
  EXPECT_EQ(lift->times_s.front(), 1667315995.544540);  // a Unix epoch
  EXPECT_EQ(lift->sample_count(), 406u);

  const auto emg = read_storage(*find_data("lift_stoop15/emgFilt.sto"), notes);
  ASSERT_TRUE(emg.ok());
  EXPECT_EQ(emg->sample_count(), 25170u);
  EXPECT_EQ(emg->labels.front(), "rectabd_r");

  const auto run = read_storage(*find_data("run/grf_run.mot"), notes);
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->in_degrees, std::nullopt);
  EXPECT_EQ(run->sample_count(), 246u);
  EXPECT_EQ(run->labels.size(), 18u);

  const auto walk = read_markers(*find_data("gait_walk/markers_walk.trc"), notes);
  ASSERT_TRUE(walk.ok());
  EXPECT_EQ(walk->rate_hz, 100.0);
  EXPECT_EQ(walk->names.size(), 41u);
  EXPECT_EQ(walk->sample_count(), 238u);
  EXPECT_EQ(walk->units_in_file, "mm");
  EXPECT_NEAR(walk->position_m(0, 0).x(), -0.652630, 1e-12);

  const auto gaps = read_markers(*find_data("run/motion_capture_run.trc"), notes);
  ASSERT_TRUE(gaps.ok());
  EXPECT_TRUE(gaps->is_seen(0, 0));
  EXPECT_FALSE(gaps->is_seen(0, gaps->find_marker("RASH").value() + 1));
}

TEST(Recordings, EverySetUpAndLoadsFileReads) {
  const auto files = files_of({".xml"});
  if (files.empty()) GTEST_SKIP() << left_out(".");
  std::size_t setup_count = 0;
  std::size_t loads_count = 0;
  std::size_t tasks_count = 0;
  for (const auto& file : files) {
    const auto text = read_text_file(file, std::size_t{1} << 26);
    ASSERT_TRUE(text.ok());
    Diagnostics notes;
    if (text->find("<ExternalLoads") != std::string::npos) {
      const auto loads = read_external_loads(file, notes);
      EXPECT_TRUE(loads.ok()) << loads.refusal().text();
      if (loads) {
        EXPECT_GE(loads->forces.size(), 2u) << file;
      }
      ++loads_count;
    } else if (text->find("<InverseKinematicsTool") != std::string::npos ||
               text->find("<InverseDynamicsTool") != std::string::npos ||
               text->find("<AnalyzeTool") != std::string::npos) {
      const auto setup = read_tool_setup(file, notes);
      EXPECT_TRUE(setup.ok()) << setup.refusal().text();
      if (setup) {
        EXPECT_EQ(setup->folder, file.parent_path());
      }
      ++setup_count;
    } else if (text->find("<IKTaskSet") != std::string::npos &&
               text->find("<ScaleTool") == std::string::npos) {
      const auto tasks = read_task_set(file, notes);
      EXPECT_TRUE(tasks.ok()) << tasks.refusal().text();
      if (tasks) {
        EXPECT_GT(tasks->marker_tasks.size(), 10u) << file;
      }
      ++tasks_count;
    }
  }
  if (!find_data("../reference")) GTEST_SKIP() << left_out("../reference");
  EXPECT_GE(setup_count, 20u);
  EXPECT_GE(loads_count, 8u);
  EXPECT_EQ(tasks_count, 2u);
}

TEST(Recordings, ReferenceLoadsBindToTheirRecordings) {
  std::size_t count = 0;
  for (const auto& file : files_of({".xml"})) {
    if (file.filename() != "external_loads.xml") continue;
    Diagnostics notes;
    const auto loads = read_external_loads(file, notes);
    ASSERT_TRUE(loads.ok()) << loads.refusal().text();
    const auto recording = read_external_load_recording(*loads, file.parent_path(), notes);
    ASSERT_TRUE(recording.ok()) << recording.refusal().text();
    for (const auto& columns : recording->columns) {
      EXPECT_TRUE(columns.force && columns.point && columns.torque) << file;
    }
    EXPECT_FALSE(notes.needs_a_look()) << file;
    ++count;
  }
  if (count == 0) GTEST_SKIP() << left_out("../reference/*/external_loads.xml");
}

}  // namespace
}  // namespace loadshare::capture
