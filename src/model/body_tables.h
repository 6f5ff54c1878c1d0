// The body as tables (models/body/README.md says what each table holds): rows as they are written, the
// right side and the midline; and the same rows for both sides.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/transform.h"
#include "muscle/parameters.h"

namespace loadshare::model {

// Rows keep the file and line that they stand in, for refusals of those who use them.
struct SourceRow {
  std::string where, key, citation, terms;
};
struct ReferenceRow {
  std::string where, quantity;
  double value = 0;
  std::string unit, source;
};
struct BodyRow {
  std::string where, name, scale_group;
  double mass_share_man = 0, mass_share_woman = 0;  // of the whole body's mass
  Vec3 mass_center_B = Vec3::Zero();                // m
  Vec3 gyration_m = Vec3::Zero();                   // radii about the mass centre, along the body's axes
  std::string source;
};
struct JointRow {
  std::string where, name, parent, child;
  Vec3 p_parent = Vec3::Zero(), p_child = Vec3::Zero();  // m
  std::string source;
};
struct JointAxisRow {
  std::string where, joint;
  int slot = 0;  // 0..2: rotations, in order; 3..5: translations
  Vec3 axis = Vec3::UnitX();
  std::string coordinate, function;  // either may be empty
  std::string source;
};
struct CoordinateRow {
  std::string where, name, joint;
  bool is_rotation = true;
  double range_min = 0, range_max = 0, default_value = 0;  // rad or m
  bool clamped = false, locked = false;
  std::string meaning, source;
};
struct CouplerRow {
  std::string where, dependent, independent, function, source;
};
struct FunctionRow {
  std::string where, name, kind;
  double x = 0, y = 0;
  std::string source;
};
struct RhythmRow {
  std::string where, rhythm, joint, coordinate;
  double share = 0;
  std::string source;
};
struct MuscleRow {
  std::string where, name, strength;
  double pcsa_cm2 = 0, optimal_fiber_length_m = 0, tendon_slack_length_m = 0;
  double pennation_at_optimal_rad = 0, max_contraction_velocity_per_s = 10;
  std::string curves;
  double passive_strain_at_zero = 0, passive_strain_at_one = 0.7;
  std::optional<double> passive_stiffness_at_one;
  std::string source;
};
// Points of muscle_points.csv and ligament_points.csv; `path` is the muscle or ligament.
struct PathPointRow {
  std::string where, path;
  int order = 0;
  std::string body;
  Vec3 p_B = Vec3::Zero();
  std::string coordinate;  // muscles only; empty: always part of the path
  double from_rad = 0, to_rad = 0;
  std::string source;
};
struct MuscleCurvesRow {
  std::string where, name;
  muscle::Millard2012Parameters curves;  // the passive curve's strains are the muscle's own
  std::string source;
};
// Shapes of wraps.csv and bones.csv.
struct SolidRow {
  std::string where, name, body, shape;
  Vec3 size_m = Vec3::Zero();
  Vec3 p_B = Vec3::Zero(), rotation_rad = Vec3::Zero();
  std::string quadrant;  // wraps only
  std::string source;
};
// Of muscle_wraps.csv and ligament_wraps.csv.
struct PathWrapRow {
  std::string where, path;
  int order = 0;
  std::string wrap, method;
  int first_point = -1, last_point = -1;
  std::string source;
};
// No tension up to the resting length; then (exp(a s) - 1) / (exp(a) - 1) of the force where the line becomes
// straight, s being the strain over the strain there and a the steepness of the toe.
struct LigamentRow {
  std::string where, name;
  double resting_length_m = 0, linear_strain = 0, linear_force_N = 0, steepness = 0;
  std::string source;
};
struct StrengthRow {
  std::string where, name;
  double man_N_per_cm2 = 0, woman_N_per_cm2 = 0, spread_ratio = 0;
  std::string source;
};
struct PassiveRow {
  std::string where, name, coordinate;
  double stiffness_Nm_per_deg = 0, rest_deg = 0;
  double upper_Nm = 0, upper_per_deg = 0, upper_deg = 0;
  double lower_Nm = 0, lower_per_deg = 0, lower_deg = 0;
  std::string source;
};
struct ActuatorRow {
  std::string where, name, coordinate;
  double optimal_force = 0;  // N or N m
  std::string source;
};
// Points of markers.csv (`kind` is their meaning), contacts.csv (their region), pressure.csv.
struct PointRow {
  std::string where, name, body;
  Vec3 p_B = Vec3::Zero();
  std::string kind, source;
};
struct PressureRow {
  std::string where, name, body;
  Vec3 p_B = Vec3::Zero();
  double area_m2 = 0, pressure_kPa_max = 0;
  std::string source;
};
struct PressureWallRow {
  std::string where, muscle;
  double pressure_Pa_per_N = 0;
  std::string source;
};

struct BodyTables {
  std::vector<SourceRow> sources;
  std::vector<ReferenceRow> reference;
  std::vector<BodyRow> bodies;
  std::vector<JointRow> joints;
  std::vector<JointAxisRow> joint_axes;
  std::vector<CoordinateRow> coordinates;
  std::vector<CouplerRow> couplers;
  std::vector<FunctionRow> functions;
  std::vector<RhythmRow> rhythm;
  std::vector<MuscleRow> muscles;
  std::vector<PathPointRow> muscle_points;
  std::vector<MuscleCurvesRow> muscle_curves;
  std::vector<SolidRow> wraps;
  std::vector<PathWrapRow> muscle_wraps;
  std::vector<LigamentRow> ligaments;
  std::vector<PathPointRow> ligament_points;
  std::vector<PathWrapRow> ligament_wraps;
  std::vector<StrengthRow> strength;
  std::vector<PassiveRow> passive;
  std::vector<ActuatorRow> actuators;
  std::vector<SolidRow> bones;
  std::vector<PointRow> markers;
  std::vector<PointRow> contacts;
  std::vector<PressureRow> pressure;
  std::vector<PressureWallRow> pressure_wall;
};

// One table's text: `table` is the file's name without ending ("muscles"), `where` how refusals call it.
struct TableText {
  std::string table, where, text;
};

// Rows of tables with the same name are put together in the order given. Refuses text that is no table, a
// table or column that is not known or lacking, a number or word that cannot be understood, a name given
// twice, a row of the left side, one of the midline that mentions the right side, and a row whose source does
// not begin with a key of sources.csv; up to ten faults are spelled out.
[[nodiscard]] Result<BodyTables> parse_body_tables(const std::vector<TableText>& texts);
// Every .csv file in the folder and the folders in it, in the order of their paths.
[[nodiscard]] Result<BodyTables> read_body_tables(const std::filesystem::path& folder);
// The tables of models/body that the program was built with.
[[nodiscard]] const BodyTables& published_body_tables();

// The same tables with the left side written out: every row whose name (of the thing it belongs to) ends in
// _r or holds _r_, and every marker whose name begins with R and that is not on the midline, is followed by
// its mirror image.
[[nodiscard]] BodyTables with_both_sides(const BodyTables& tables);

}  // namespace loadshare::model
