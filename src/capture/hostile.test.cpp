// Broken files, each refused with where, what and what to do. The files lie in tests/hostile.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "capture/external_loads.h"
#include "capture/marker_set.h"
#include "capture/markers.h"
#include "capture/storage.h"
#include "capture/tool_setup.h"
#include "source_folder.h"

namespace loadshare::capture {
namespace {

const std::filesystem::path folder = testing::source_folder() / "tests" / "hostile";

// What a reader says of a file, with the folder taken out; empty where it reads the file.
template <class Reader>
std::string refusal_text(Reader read, const std::filesystem::path& path) {
  Diagnostics notes;
  const auto outcome = read(path, notes);
  if (outcome.ok()) return {};
  std::string text = outcome.refusal().text();
  const std::string prefix = path.parent_path().string() + "/";
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
    text.erase(at, prefix.size());
  return text;
}

// Every file of the folder has its text here, and every text its file.
template <class Reader>
void expect_refusals(const std::string& kind, Reader read,
                     const std::map<std::string, std::string>& expected) {
  std::size_t file_count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder / kind)) {
    ++file_count;
    const auto found = expected.find(entry.path().filename().string());
    EXPECT_NE(found, expected.end()) << entry.path() << "\n" << refusal_text(read, entry.path());
    if (found != expected.end()) {
      EXPECT_EQ(refusal_text(read, entry.path()), found->second);
    }
  }
  EXPECT_EQ(file_count, expected.size());
}

TEST(HostileFiles, OfStorageAreRefused) {
  expect_refusals(
      "storage", read_storage,
      {
          {"absurd_count.sto",
           "absurd_count.sto, line 3: nRows should be a count, and is '99999999999999999999'\n  write the "
           "true number there"},
          {"binary_junk.mot",
           "binary_junk.mot: byte 8 is zero: this is not a text file\n  name a text file; one saved as "
           "UTF-16 must be saved as UTF-8"},
          {"binary_without_zero.mot",
           "binary_without_zero.mot: there is no line 'endheader'\n  name a .mot or .sto file as OpenSim "
           "writes them; its header ends with that line"},
          {"blank.sto", "blank.sto: the file is empty\n  copy or export it again"},
          {"count_in_words.sto",
           "count_in_words.sto, line 3: nRows should be a count, and is 'many'\n  write the true number "
           "there"},
          {"cut_off_in_a_row.sto",
           "cut_off_in_a_row.sto, line 9: the row has 2 values, and there are 3 columns\n  the row may be "
           "cut off or a value missing: export the recording again"},
          {"cut_off_rows.sto",
           "cut_off_rows.sto: the header says 4 rows, and 2 are there\n  the file is cut off: copy or export "
           "it again"},
          {"decimal_comma.sto",
           "decimal_comma.sto, line 8, column 'hip_r': '1,5' is not a number\n  write decimal points, and "
           "tabs between numbers, not commas"},
          {"degrees_unclear.sto",
           "degrees_unclear.sto, line 5: inDegrees is 'perhaps', neither yes nor no\n  write inDegrees=yes "
           "where angles are in degrees, inDegrees=no where they are in radians"},
          {"empty.sto", "empty.sto: the file is empty\n  copy or export it again"},
          {"header_only.sto",
           "header_only.sto: the file ends after its header\n  the file is cut off: copy or export it again"},
          {"huge_number.sto",
           "huge_number.sto, line 8, column 'hip_r': '1e999' is not a number that can be used\n  correct the "
           "value, or export the recording again"},
          {"infinite.sto",
           "infinite.sto, line 8, column 'knee_r': '-Inf' stands where a finite number should\n  fill the "
           "gap or cut the recording before it"},
          {"missing_value.sto",
           "missing_value.sto, line 9: the row has 2 values, and there are 3 columns\n  the row may be cut "
           "off or a value missing: export the recording again"},
          {"nan.sto",
           "nan.sto, line 9, column 'hip_r': 'nan' stands where a finite number should\n  fill the gap or "
           "cut the recording before it"},
          {"negative_count.sto",
           "negative_count.sto, line 3: nRows should be a count, and is '-5'\n  write the true number there"},
          {"no_endheader.sto",
           "no_endheader.sto: there is no line 'endheader'\n  name a .mot or .sto file as OpenSim writes "
           "them; its header ends with that line"},
          {"no_rows.sto",
           "no_rows.sto: there is not one row of numbers\n  the file is cut off: copy or export it again"},
          {"no_time.sto",
           "no_time.sto, line 7: no column is called 'time'\n  name the column that holds the time in "
           "seconds 'time'"},
          {"row_too_long.sto",
           "row_too_long.sto, line 8: the row has 4 values, and there are 3 columns\n  a column name may be "
           "missing: export the recording again"},
          {"same_label_twice.sto",
           "same_label_twice.sto, line 7: the column 'hip_r' is there twice\n  give each column a name of "
           "its own"},
          {"text_for_number.sto",
           "text_for_number.sto, line 8, column 'hip_r': 'fast' is not a number that can be used\n  correct "
           "the value, or export the recording again"},
          {"time_backwards.sto",
           "time_backwards.sto, line 10: time runs back from 0.2 to 0.1\n  put the rows in order of time; "
           "two recordings in one file must be taken apart"},
          {"time_twice.sto",
           "time_twice.sto, line 9: time 0.1 is there twice\n  leave out the repeated rows"},
          {"too_many_rows.sto",
           "too_many_rows.sto: the header says 1 rows, and 2 are there\n  correct the header, or export the "
           "recording again"},
          {"utf16.sto",
           "utf16.sto: byte 3 is zero: this is not a text file\n  name a text file; one saved as UTF-16 must "
           "be saved as UTF-8"},
          {"wrong_columns.sto",
           "wrong_columns.sto: the header says 4 columns, and 3 are there\n  the file may be cut off, or its "
           "header wrong: export the recording again"},
      });
}

TEST(HostileFiles, OfMarkersAreRefused) {
  expect_refusals(
      "markers", read_markers,
      {
          {"binary_junk.trc",
           "binary_junk.trc: byte 12 is zero: this is not a text file\n  name a text file; one saved as "
           "UTF-16 must be saved as UTF-8"},
          {"cut_off_in_a_row.trc",
           "cut_off_in_a_row.trc, line 8: the row has 4 values, and 1 markers take 5\n  the row is cut off: "
           "copy or export the recording again"},
          {"cut_off_in_header.trc",
           "cut_off_in_header.trc: the file ends inside its header\n  the file is cut off: copy or export it "
           "again"},
          {"cut_off_rows.trc",
           "cut_off_rows.trc: NumFrames is 5, and 2 rows are there\n  the file is cut off: copy or export it "
           "again"},
          {"empty.trc", "empty.trc: the file is empty\n  copy or export it again"},
          {"infinite.trc",
           "infinite.trc, line 7, marker 'C7': 'inf' is not a number that can be used\n  leave the place "
           "blank where the marker was not seen"},
          {"more_names_than_markers.trc",
           "more_names_than_markers.trc, line 4: 2 markers are named, and NumMarkers is 1\n  correct the "
           "header, or export the recording again"},
          {"no_marker_count.trc",
           "no_marker_count.trc, line 3: there is no value for NumMarkers\n  lines 2 and 3 of a .trc file "
           "hold the keys DataRate, NumFrames, NumMarkers, Units and their values"},
          {"no_names.trc",
           "no_names.trc, line 4: not one marker is named\n  export the recording with named markers"},
          {"not_a_trc.trc",
           "not_a_trc.trc, line 1: the line does not begin with PathFileType\n  name a .trc file; its first "
           "line begins with that word"},
          {"rate_zero.trc", "rate_zero.trc, line 3: DataRate is '0'\n  write the frames per second there"},
          {"row_too_long.trc",
           "row_too_long.trc, line 7: the row has 6 values, and 1 markers take 5\n  a marker's name may be "
           "missing: export the recording again"},
          {"same_marker_twice.trc",
           "same_marker_twice.trc, line 4: the marker 'C7' is there twice\n  give each marker a name of its "
           "own"},
          {"text_for_number.trc",
           "text_for_number.trc, line 7, marker 'C7': 'gone' is not a number that can be used\n  leave the "
           "place blank where the marker was not seen"},
          {"time_backwards.trc",
           "time_backwards.trc, line 8: time runs back from 0.01 to 0\n  put the rows in order of time; two "
           "recordings in one file must be taken apart"},
          {"time_missing.trc",
           "time_missing.trc, line 7: the time is '', which is not a number\n  export the recording again"},
          {"units_unknown.trc",
           "units_unknown.trc, line 3: the unit 'furlong' is not known\n  write mm, cm or m"},
      });
}

TEST(HostileFiles, OfExternalLoadsAreRefused) {
  expect_refusals(
      "external_loads", read_external_loads,
      {
          {"a_model.xml",
           "a_model.xml, line 2: <Model> stands where <ExternalLoads> should\n  name a file of external "
           "loads"},
          {"cut_off.xml",
           "cut_off.xml, line 4, column 47: this is not well-formed XML: Start-end tags mismatch\n  the file "
           "may be cut off or edited by hand: save it again"},
          {"cutoff_in_words.xml",
           "cutoff_in_words.xml, line 6: <lowpass_cutoff_frequency_for_load_kinematics> is 'six', which is "
           "not a number that can be used\n  write a number there"},
          {"deep_nesting.xml",
           "deep_nesting.xml, line 65: elements nest deeper than 64\n  name a set-up file as OpenSim writes "
           "it"},
          {"empty.xml", "empty.xml: the file is empty\n  copy or export it again"},
          {"entity_bomb.xml",
           "entity_bomb.xml: the file declares a document type, which can hide entities\n  remove the "
           "<!DOCTYPE ...> declaration; OpenSim's files have none"},
          {"neither_force_nor_torque.xml",
           "neither_force_nor_torque.xml, line 4: external force 'r' has neither a force nor a torque\n  "
           "write into <force_identifier> or <torque_identifier> how the names of its columns begin"},
          {"no_body.xml",
           "no_body.xml, line 4: external force 'r' names no body\n  write the body's name into "
           "<applied_to_body>"},
          {"no_forces.xml",
           "no_forces.xml: there is not one external force\n  add an <ExternalForce> under <objects>"},
          {"point_without_force.xml",
           "point_without_force.xml, line 4: external force 'r' has a point, and no force that acts there\n  "
           "write <force_identifier>, or remove <point_identifier>"},
      });
}

TEST(HostileFiles, OfToolSetupsAreRefused) {
  expect_refusals(
      "tool_setup", read_tool_setup,
      {
          {"another_tool.xml",
           "another_tool.xml, line 2: the tool 'CMCTool' is not one that is run here\n  name a set-up of "
           "InverseKinematicsTool, InverseDynamicsTool or AnalyzeTool"},
          {"ends_before_it_begins.xml",
           "ends_before_it_begins.xml, line 4: <final_time> is before <initial_time>\n  write the later time "
           "into <final_time>"},
          {"flag_in_other_words.xml",
           "flag_in_other_words.xml, line 3: <report_errors> is 'of course', neither true nor false\n  write "
           "true or false there"},
          {"no_tool.xml",
           "no_tool.xml, line 1: the document is empty\n  name a set-up file as OpenSim writes it"},
          {"reactions_do_not_pair.xml",
           "reactions_do_not_pair.xml, line 3: <apply_on_bodies> has 2 entries for 3 joints\n  write one "
           "entry for all joints, or one for each"},
          {"several_faults.xml",
           "several_faults.xml, line 5: <replace_force_set> is 'maybe', neither true nor false; also "
           "several_faults.xml, line 3: <output_precision> is 'eight', which is not a whole number that can "
           "be used; also several_faults.xml, line 4: <final_time> is 'soon', which is not a number that can "
           "be used\n  write true or false there"},
          {"tags_crossed.xml",
           "tags_crossed.xml, line 2, column 37: this is not well-formed XML: Start-end tags mismatch\n  the "
           "file may be cut off or edited by hand: save it again"},
          {"task_without_name.xml",
           "task_without_name.xml, line 3: an IKMarkerTask has no name\n  write the marker's or coordinate's "
           "name into its name attribute"},
          {"time_is_nan.xml",
           "time_is_nan.xml, line 3: <initial_time> is 'NaN', which is not a number that can be used\n  "
           "write a number there"},
          {"time_range_backwards.xml",
           "time_range_backwards.xml, line 3: <time_range> is '5 1', which is not a start and an end after "
           "it\n  write two numbers there, the smaller first"},
          {"time_range_of_one.xml",
           "time_range_of_one.xml, line 3: <time_range> is '5', which is not a start and an end after it\n  "
           "write two numbers there, the smaller first"},
          {"value_type_unknown.xml",
           "value_type_unknown.xml, line 3: <value_type> is 'guess'\n  write default_value, manual_value or "
           "from_file"},
          {"version_from_the_future.xml",
           "version_from_the_future.xml, line 1: the document's version is '99999'\n  documents from 10000 "
           "to 40600 are read: save the file with a current OpenSim"},
          {"version_in_words.xml",
           "version_in_words.xml, line 1: the document's version is 'four'\n  documents from 10000 to 40600 "
           "are read: save the file with a current OpenSim"},
          {"weight_negative.xml",
           "weight_negative.xml, line 3: <weight> is -1, and weights are not negative\n  write 0 or more"},
      });
}

TEST(HostileFiles, OfMarkerSetsAreRefused) {
  expect_refusals(
      "marker_set", [](const auto& path, Diagnostics&) { return read_marker_set(path); },
      {
          {"binary.toml",
           "binary.toml: byte 1 is zero: this is not a text file\n  name a text file; one saved as UTF-16 "
           "must be saved as UTF-8"},
          {"body_without_near.toml",
           "body_without_near.toml, line 6: 'near_m' must be a list of 3 numbers\n  Correct the file; "
           "docs/marker-sets.md shows how it is written."},
          {"cut_off.toml",
           "cut_off.toml, line 7: this is not TOML: Error while parsing key-value pair: encountered "
           "end-of-file\n  Correct the file; docs/marker-sets.md shows how it is written."},
          {"empty.toml", "empty.toml: the file is empty\n  copy or export it again"},
          {"fitted_is_text.toml",
           "fitted_is_text.toml, line 6: 'fitted' must be true or false; also fitted_is_text.toml, line 6: "
           "'spread_mm' must be a number; also fitted_is_text.toml, line 6: 'noise_mm' must be a number\n  "
           "Correct the file; docs/marker-sets.md shows how it is written."},
          {"format_of_tomorrow.toml",
           "format_of_tomorrow.toml, line 1: 'format' must be 1, the only one this program reads; also "
           "format_of_tomorrow.toml, line 1: 'title' must be a text; also format_of_tomorrow.toml, line 1: "
           "'source' must be a text; also format_of_tomorrow.toml, line 1: 'kind' must be a text; and 1 "
           "more\n  Correct the file; docs/marker-sets.md shows how it is written."},
          {"kind_unknown.toml",
           "kind_unknown.toml, line 5: 'kind' is 'stickers'; it must be skin_markers, keypoints or "
           "joint_centres\n  Correct the file; docs/marker-sets.md shows how it is written."},
          {"near_is_nan.toml",
           "near_is_nan.toml, line 6: 'near_m' holds nan, not from -1 to 1 metres\n  Give it in metres."},
          {"noise_negative.toml",
           "noise_negative.toml, line 6: 'noise_mm' is -8, not from 0.1 to 300 millimetres\n  Give it in "
           "millimetres."},
          {"not_toml.toml",
           "not_toml.toml, line 1: this is not TOML: Error while parsing key-value pair: expected '=', saw "
           "'a'\n  Correct the file; docs/marker-sets.md shows how it is written."},
          {"place_is_a_number.toml",
           "place_is_a_number.toml, line 6: 'at' must be a list of texts\n  Correct the file; "
           "docs/marker-sets.md shows how it is written."},
          {"place_is_empty.toml",
           "place_is_empty.toml, line 6: 'at' must be a list of texts\n  Correct the file; "
           "docs/marker-sets.md shows how it is written."},
          {"points_are_numbers.toml",
           "points_are_numbers.toml, line 6: 'points' must be a list of [[points]] entries; also "
           "points_are_numbers.toml, line 6: 'points' must be a list of [[points]] entries\n  Correct the "
           "file; docs/marker-sets.md shows how it is written."},
          {"points_no_list.toml",
           "points_no_list.toml, line 6: 'points' must be a list of [[points]] entries\n  Correct the file; "
           "docs/marker-sets.md shows how it is written."},
          {"sides_alike.toml",
           "sides_alike.toml, line 6: 'K' and 'K' are one name, letter case and punctuation aside\n  Give "
           "each point names of its own."},
          {"spread_infinite.toml",
           "spread_infinite.toml, line 6: 'spread_mm' is inf, not from 0.1 to 300 millimetres\n  Give it in "
           "millimetres."},
      });
}

}  // namespace
}  // namespace loadshare::capture
