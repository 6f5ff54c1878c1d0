// The built-in body that the tests of this folder look at, and what they share.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "analysis/body_probe.h"
#include "analysis/survey_model.h"
#include "model/body.h"

namespace loadshare::body_tests {

// The tables that the program was built with; those of the folder LOADSHARE_BODY where that is set, for those
// who work on them.
[[nodiscard]] const model::BodyTables& tables();

// The reference person: the body that all of this folder but strength looks at.
[[nodiscard]] const model::FullBody& reference();
// Scaled from height, mass and sex alone: 1.75 m and 75 kg, 1.63 m and 61 kg, as the bands of strength.csv
// are.
[[nodiscard]] const model::FullBody& man();
[[nodiscard]] const model::FullBody& woman();

// Over the whole range, in steps of 5 degrees, alone and on grids, and from chance postures; the right side
// moved.
[[nodiscard]] const analysis::SurveyOptions& survey_options();
[[nodiscard]] const analysis::Survey& survey();

// A body posed and measured.
class Poser {
 public:
  explicit Poser(const model::FullBody& body);

  // Coordinates by name [rad or m]; the others at their default.
  void pose(const std::map<std::string, double>& values);
  [[nodiscard]] const mechanics::MuscleSample& sample() const { return *sample_; }
  [[nodiscard]] const mechanics::Pose& at() const { return probe_->pose(); }

  // The moment arm about a free coordinate with all that follows it, about a coupled one alone.
  [[nodiscard]] double arm_m(std::size_t muscle, const std::string& coordinate) const;
  [[nodiscard]] const mechanics::Skeleton& skeleton() const { return *skeleton_; }

 private:
  const model::Model& model_;
  std::unique_ptr<mechanics::Skeleton> skeleton_;
  std::unique_ptr<mechanics::Couplings> couplings_;
  std::unique_ptr<mechanics::MuscleMechanics> muscles_;
  std::unique_ptr<analysis::BodyProbe> probe_;
  const mechanics::MuscleSample* sample_ = nullptr;
};

// Places in the model: "hip_flexion_r 90, knee_angle_r 10" (degrees), "as it stands" for none.
[[nodiscard]] std::string words_of(const model::Model& model, const analysis::Posture& posture);
// As "hip_flexion_r=90;knee_angle_r=10" (degrees) in the tables of this folder; empty: none.
[[nodiscard]] std::map<std::string, double> parse_posture(const std::string& text);

// Patterns apart by blanks; a star stands for any letters.
[[nodiscard]] bool matches(const std::string& patterns, const std::string& name);

// A table of this folder: by row, by column.
using Row = std::map<std::string, std::string>;
[[nodiscard]] std::vector<Row> read_rows(const std::string& file);
// A number of a row. A column that is absent or no number is a fault of the table and fails the test run.
[[nodiscard]] double number(const Row& row, const std::string& column);

// Rounded, without a minus before zero.
[[nodiscard]] std::string whole(double value);

}  // namespace loadshare::body_tests
