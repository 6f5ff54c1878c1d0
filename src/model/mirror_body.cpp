// The left side of body_tables.h: mirror images at the plane z = 0.
#include "model/body_tables.h"

namespace loadshare::model {
namespace {

// Where the side stands in a name: at its end, or before a further part (knee_angle_r_beta); npos in names of
// the midline.
std::size_t side_at(const std::string& name) {
  if (name.ends_with("_r")) return name.size() - 1;
  const auto inside = name.rfind("_r_");
  return inside == std::string::npos ? inside : inside + 1;
}
bool is_right(const std::string& name) { return side_at(name) != std::string::npos; }

void turn_left(std::string& name) {
  if (is_right(name)) name[side_at(name)] = 'l';
}
void mirror(Vec3& p) { p.z() = -p.z(); }
// A turn is mirrored to the opposite turn about the mirrored axis; angles about x and y change sign.
void mirror_turn(Vec3& turn) { turn = {-turn.x(), -turn.y(), turn.z()}; }

void mirror_row(BodyRow& row) {
  turn_left(row.name);
  mirror(row.mass_center_B);
}
void mirror_row(JointRow& row) {
  for (auto* name : {&row.name, &row.parent, &row.child}) turn_left(*name);
  mirror(row.p_parent);
  mirror(row.p_child);
}
void mirror_row(JointAxisRow& row) {
  for (auto* name : {&row.joint, &row.coordinate, &row.function}) turn_left(*name);
  if (row.slot < 3)
    mirror_turn(row.axis);
  else
    mirror(row.axis);
}
void mirror_row(CoordinateRow& row) {
  turn_left(row.name);
  turn_left(row.joint);
}
void mirror_row(CouplerRow& row) {
  for (auto* name : {&row.dependent, &row.independent, &row.function}) turn_left(*name);
}
void mirror_row(FunctionRow& row) { turn_left(row.name); }
void mirror_row(MuscleRow& row) { turn_left(row.name); }
void mirror_row(MusclePointRow& row) {
  for (auto* name : {&row.muscle, &row.body, &row.coordinate}) turn_left(*name);
  mirror(row.p_B);
}
void mirror_row(SolidRow& row) {
  turn_left(row.name);
  turn_left(row.body);
  mirror(row.p_B);
  mirror_turn(row.rotation_rad);
  if (row.quadrant == "+z")
    row.quadrant = "-z";
  else if (row.quadrant == "-z")
    row.quadrant = "+z";
}
void mirror_row(MuscleWrapRow& row) {
  turn_left(row.muscle);
  turn_left(row.wrap);
}
void mirror_row(PassiveRow& row) {
  turn_left(row.name);
  turn_left(row.coordinate);
}
void mirror_row(ActuatorRow& row) {
  turn_left(row.name);
  turn_left(row.coordinate);
}
void mirror_row(PointRow& row) {
  turn_left(row.name);
  turn_left(row.body);
  mirror(row.p_B);
}
void mirror_row(PressureWallRow& row) { turn_left(row.muscle); }

// Each row whose `name` is of the right side, and after it its mirror image.
template <class Row>
void mirror_rows(std::vector<Row>& rows, std::string Row::*name) {
  std::vector<Row> both;
  for (auto& row : rows) {
    both.push_back(row);
    if (!is_right(row.*name)) continue;
    mirror_row(row);
    both.push_back(std::move(row));
  }
  rows = std::move(both);
}

// Markers are named as laboratories name them: RASI and LASI.
void mirror_markers(std::vector<PointRow>& markers) {
  std::vector<PointRow> both;
  for (auto& marker : markers) {
    both.push_back(marker);
    const bool is_pair = is_right(marker.name) ||
                         (marker.name.starts_with('R') && (is_right(marker.body) || marker.p_B.z() != 0));
    if (!is_pair) continue;
    const bool is_ended = is_right(marker.name);
    mirror_row(marker);
    if (!is_ended) marker.name.front() = 'L';
    both.push_back(std::move(marker));
  }
  markers = std::move(both);
}

}  // namespace

BodyTables with_both_sides(const BodyTables& tables) {
  BodyTables both = tables;
  mirror_rows(both.bodies, &BodyRow::name);
  mirror_rows(both.joints, &JointRow::name);
  mirror_rows(both.joint_axes, &JointAxisRow::joint);
  mirror_rows(both.coordinates, &CoordinateRow::name);
  mirror_rows(both.couplers, &CouplerRow::dependent);
  mirror_rows(both.functions, &FunctionRow::name);
  mirror_rows(both.muscles, &MuscleRow::name);
  mirror_rows(both.muscle_points, &MusclePointRow::muscle);
  mirror_rows(both.wraps, &SolidRow::name);
  mirror_rows(both.muscle_wraps, &MuscleWrapRow::muscle);
  mirror_rows(both.passive, &PassiveRow::name);
  mirror_rows(both.actuators, &ActuatorRow::name);
  mirror_rows(both.bones, &SolidRow::name);
  mirror_markers(both.markers);
  mirror_rows(both.contacts, &PointRow::name);
  mirror_rows(both.pressure_wall, &PressureWallRow::muscle);
  return both;
}

}  // namespace loadshare::model
