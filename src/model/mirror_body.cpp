// The left side of body_tables.h: mirror images at the plane z = 0.
#include <fmt/format.h>

#include "model/body_tables.h"
#include "model/check_body_tables.h"

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
bool is_left(const std::string& name) {
  return name.ends_with("_l") || name.find("_l_") != std::string::npos;
}

void turn_left(std::string& name) {
  if (is_right(name)) name[side_at(name)] = 'l';
}

// ---- the names of each row: first that of the thing it belongs to, then those of what it mentions

using Names = std::vector<std::string*>;
Names names_of(BodyRow& row) { return {&row.name}; }
Names names_of(JointRow& row) { return {&row.name, &row.parent, &row.child}; }
Names names_of(JointAxisRow& row) { return {&row.joint, &row.coordinate, &row.function}; }
Names names_of(CoordinateRow& row) { return {&row.name, &row.joint}; }
Names names_of(CouplerRow& row) { return {&row.dependent, &row.independent, &row.function}; }
Names names_of(FunctionRow& row) { return {&row.name}; }
Names names_of(RhythmRow& row) { return {&row.rhythm, &row.joint, &row.coordinate}; }
Names names_of(MuscleRow& row) { return {&row.name}; }
Names names_of(PathPointRow& row) { return {&row.path, &row.body, &row.coordinate}; }
Names names_of(SolidRow& row) { return {&row.name, &row.body}; }
Names names_of(PathWrapRow& row) { return {&row.path, &row.wrap}; }
Names names_of(LigamentRow& row) { return {&row.name}; }
Names names_of(PassiveRow& row) { return {&row.name, &row.coordinate}; }
Names names_of(ActuatorRow& row) { return {&row.name, &row.coordinate}; }
Names names_of(PointRow& row) { return {&row.name, &row.body}; }
Names names_of(PressureRow& row) { return {&row.name, &row.body}; }
Names names_of(PressureWallRow& row) { return {&row.muscle}; }

// ---- the figures of each row, mirrored

void mirror(Vec3& p) { p.z() = -p.z(); }
// A turn is mirrored to the opposite turn about the mirrored axis; angles about x and y change sign.
void mirror_turn(Vec3& turn) { turn = {-turn.x(), -turn.y(), turn.z()}; }

template <class Row>
void mirror_figures(Row& row) {
  if constexpr (requires { row.p_B; }) mirror(row.p_B);
}
void mirror_figures(BodyRow& row) { mirror(row.mass_center_B); }
void mirror_figures(JointRow& row) {
  mirror(row.p_parent);
  mirror(row.p_child);
}
void mirror_figures(JointAxisRow& row) {
  if (row.slot < 3)
    mirror_turn(row.axis);
  else
    mirror(row.axis);
}
void mirror_figures(SolidRow& row) {
  mirror(row.p_B);
  mirror_turn(row.rotation_rad);
  if (row.quadrant == "+z")
    row.quadrant = "-z";
  else if (row.quadrant == "-z")
    row.quadrant = "+z";
}

// ---- rows

template <class Row>
bool is_pair(Row& row) {
  return is_right(*names_of(row).front());
}
// Markers are named as laboratories name them: RASI and LASI.
bool is_marker_pair(const PointRow& marker) {
  return is_right(marker.name) ||
         (marker.name.starts_with('R') && (is_right(marker.body) || marker.p_B.z() != 0));
}

template <class Row>
void mirror_row(Row& row) {
  for (auto* name : names_of(row)) turn_left(*name);
  mirror_figures(row);
}
void mirror_marker(PointRow& marker) {
  if (!is_right(marker.name)) marker.name.front() = 'L';
  mirror_row(marker);
}

// Each row that stands for a pair, and after it its mirror image.
template <class Row, class IsPair, class Mirror>
void add_mirrored(std::vector<Row>& rows, IsPair stands_for_pair, Mirror mirror_one) {
  std::vector<Row> both;
  for (auto& row : rows) {
    both.push_back(row);
    if (!stands_for_pair(row)) continue;
    mirror_one(row);
    both.push_back(std::move(row));
  }
  rows = std::move(both);
}

template <class Row, class IsPair>
void check_rows(const std::vector<Row>& rows, IsPair stands_for_pair, std::vector<Refusal>& faults) {
  for (Row row : rows) {
    const auto names = names_of(row);
    for (const auto* name : names)
      if (is_left(*name))
        faults.push_back({row.where, fmt::format("'{}' is of the left side", *name),
                          "Write the right side alone: the left one is made from it."});
      else if (is_right(*name) && !stands_for_pair(row))
        faults.push_back(
            {row.where,
             fmt::format("'{}' is of the midline, but '{}' of the right side: the left would "
                         "have none",
                         *names.front(), *name),
             "End its name in _r, so that it stands for a pair, or let it mention the midline alone."});
  }
}

// Calls `visit` with each list of rows that has sides, and how its pairs are known and mirrored.
template <class Tables, class Visit>
void visit_sided(Tables& tables, Visit visit) {
  const auto each = [&](auto&... lists) {
    (visit(
         lists, [](auto& row) { return is_pair(row); }, [](auto& row) { mirror_row(row); }),
     ...);
  };
  each(tables.bodies, tables.joints, tables.joint_axes, tables.coordinates, tables.couplers, tables.functions,
       tables.rhythm, tables.muscles, tables.muscle_points, tables.wraps, tables.muscle_wraps,
       tables.ligaments, tables.ligament_points, tables.ligament_wraps, tables.passive, tables.actuators,
       tables.bones, tables.contacts, tables.pressure, tables.pressure_wall);
  visit(tables.markers, is_marker_pair, mirror_marker);
}

}  // namespace

BodyTables with_both_sides(const BodyTables& tables) {
  BodyTables both = tables;
  visit_sided(both, [](auto& rows, auto stands_for_pair, auto mirror_one) {
    add_mirrored(rows, stands_for_pair, mirror_one);
  });
  return both;
}

std::vector<Refusal> check_sides(const BodyTables& tables) {
  std::vector<Refusal> faults;
  visit_sided(tables, [&](const auto& rows, auto stands_for_pair, auto) {
    check_rows(rows, stands_for_pair, faults);
  });
  return faults;
}

}  // namespace loadshare::model
