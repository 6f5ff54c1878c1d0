// Which columns each table of models/body has.
#include "model/table_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/units.h"

namespace loadshare::model {
namespace {

// At the optimal fibre length. Shorter fibres stand steeper, up to 84 degrees (Millard 2013).
constexpr double greatest_pennation_deg = 69;
// Of a ligament's curve: where its spline still follows it.
constexpr double greatest_steepness = 20, least_strain = 1e-3;

void read_solid(TableRow& row, SolidRow& to) {
  to.name = row.name("name");
  to.body = row.name("body");
  const int sizes = to.shape == "sphere" ? 1 : to.shape == "ellipsoid" ? 3 : 2;
  static constexpr std::array<std::string_view, 3> columns{"size_1_m", "size_2_m", "size_3_m"};
  bool fits = true;
  for (int i = 0; i < 3; ++i) {
    const auto value = row.optional_number(columns[static_cast<std::size_t>(i)]);
    to.size_m[i] = value.value_or(0);
    fits = fits && (i < sizes ? value && *value > 0 : !value);
  }
  row.check(fits,
            fmt::format("a {} is given by {} positive {}", to.shape, sizes, sizes == 1 ? "size" : "sizes"),
            "Fill in those alone, in metres.");
  row.check(to.shape != "torus" || to.size_m.x() < to.size_m.y(),
            "the outer radius of the torus is no larger than the inner", "Write the inner radius first.");
  to.p_B = row.place();
  to.rotation_rad = row.vec3("rotation_x_rad", "rotation_y_rad", "rotation_z_rad");
}

void read_point_of_path(TableRow& row, PathPointRow& to) {
  to.order = row.count("order", 0);
  to.body = row.name("body");
  to.p_B = row.place();
}
void read_wrap_of_path(TableRow& row, PathWrapRow& to) {
  to.order = row.count("order", 1);
  to.wrap = row.name("wrap");
  to.method = row.choice("method", {"hybrid", "midpoint", "axial"});
  to.first_point = row.count("first_point", -1);
  to.last_point = row.count("last_point", -1);
  row.check(to.last_point < 0 || to.first_point < to.last_point,
            fmt::format("the wrap is from point {} to point {}", to.first_point, to.last_point),
            "Write the path's earlier point first.");
}

}  // namespace

void read(TableRow& row, SourceRow& to) {
  to.key = row.name("key");
  to.citation = row.word("citation");
  to.terms = row.word("terms");
}
void read(TableRow& row, ReferenceRow& to) {
  to.quantity = row.choice("quantity", {"height_m", "mass_kg"});
  to.value = row.positive("value");
  to.unit = row.word("unit");
  row.check(to.quantity.ends_with("_" + to.unit),
            fmt::format("the unit of '{}' is '{}'", to.quantity, to.unit),
            "Write it in the quantity's unit.");
}
void read(TableRow& row, BodyRow& to) {
  to.name = row.name("name");
  to.scale_group = row.name("scale_group");
  to.mass_share_man = row.number("mass_share_man");
  to.mass_share_woman = row.number("mass_share_woman");
  to.mass_center_B = row.lengths_m("com_x_m", "com_y_m", "com_z_m");
  to.gyration_m = row.lengths_m("gyration_x_m", "gyration_y_m", "gyration_z_m");
  row.check(to.name != "ground", "'ground' is no body of the table",
            "It is there anyway: leave the row out.");
  row.check(to.mass_share_man >= 0 && to.mass_share_woman >= 0 && to.gyration_m.minCoeff() >= 0,
            "a share of mass or a radius of gyration is negative", "Write it as zero or more.");
}
void read(TableRow& row, JointRow& to) {
  to.name = row.name("name");
  to.parent = row.name("parent");
  to.child = row.name("child");
  to.p_parent = row.lengths_m("parent_x_m", "parent_y_m", "parent_z_m");
  to.p_child = row.lengths_m("child_x_m", "child_y_m", "child_z_m");
}
void read(TableRow& row, JointAxisRow& to) {
  static constexpr std::array<std::string_view, 6> slots{"rotation_1",    "rotation_2",    "rotation_3",
                                                         "translation_1", "translation_2", "translation_3"};
  to.joint = row.name("joint");
  const auto slot = row.choice("slot", {slots[0], slots[1], slots[2], slots[3], slots[4], slots[5]});
  to.slot = static_cast<int>(std::ranges::find(slots, slot) - slots.begin()) % 6;
  to.axis = row.vec3("axis_x", "axis_y", "axis_z");
  to.coordinate = row.optional_name("coordinate");
  to.function = row.function("function");
  row.check(std::abs(to.axis.norm() - 1) <= 1e-3,
            fmt::format("the axis has length {:.6g}, not 1", to.axis.norm()), "Write a unit vector.");
  row.check(!to.coordinate.empty() || !to.function.empty(),
            "the axis has neither a coordinate nor a function", "Give one, or leave the row out.");
  to.axis.normalize();
}
void read(TableRow& row, CoordinateRow& to) {
  to.name = row.name("name");
  to.joint = row.name("joint");
  to.is_rotation = row.choice("kind", {"rotation", "translation"}) == "rotation";
  const double unit = to.is_rotation ? rad_per_deg : 1;
  to.range_min = row.number("range_min") * unit;
  to.range_max = row.number("range_max") * unit;
  to.default_value = row.number("default") * unit;
  to.clamped = row.yes("clamped");
  to.locked = row.yes("locked");
  to.meaning = row.text("meaning");
  row.check(to.range_min < to.range_max, "the range does not grow", "Write its smaller end first.");
  row.check(to.range_min <= to.default_value && to.default_value <= to.range_max,
            "the default value is outside of the range", "Move it inside.");
}
void read(TableRow& row, CouplerRow& to) {
  to.dependent = row.name("dependent");
  to.independent = row.name("independent");
  to.function = row.function("function");
  row.check(!to.function.empty(), "'function' is empty",
            "Write a number, 'rhythm' or a name of functions.csv.");
}
void read(TableRow& row, FunctionRow& to) {
  to.name = row.name("name");
  to.kind = row.choice("kind", {"simm_spline", "piecewise_linear", "natural_spline"});
  to.x = row.number("x");
  to.y = row.number("y");
}
void read(TableRow& row, RhythmRow& to) {
  to.rhythm = row.name("rhythm");
  to.joint = row.name("joint");
  to.coordinate = row.name("coordinate");
  to.share = row.number("share");
}
void read(TableRow& row, MuscleRow& to) {
  to.name = row.name("name");
  to.strength = row.name("strength");
  to.pcsa_cm2 = row.positive("pcsa_cm2");
  to.optimal_fiber_length_m = row.positive("optimal_fiber_length_m");
  to.tendon_slack_length_m = row.positive("tendon_slack_length_m");
  const double pennation_deg = row.number("pennation_deg");
  to.pennation_at_optimal_rad = pennation_deg * rad_per_deg;
  to.max_contraction_velocity_per_s = row.positive("vmax_per_s");
  to.curves = row.name("curves");
  to.passive_strain_at_zero = row.number("passive_strain_at_zero");
  to.passive_strain_at_one = row.number("passive_strain_at_one");
  to.passive_stiffness_at_one = row.optional_number("passive_stiffness_at_one");
  row.check(pennation_deg >= 0 && pennation_deg <= greatest_pennation_deg,
            fmt::format("the pennation is not from 0 to {} degrees", greatest_pennation_deg), "Correct it.");
  row.check(to.passive_strain_at_zero < to.passive_strain_at_one, "the passive curve does not grow",
            "Its strain at zero force is smaller than that at one.");
}
void read_muscle_point(TableRow& row, PathPointRow& to) {
  to.path = row.name("muscle");
  read_point_of_path(row, to);
  to.coordinate = row.optional_name("coordinate");
  const auto from = row.optional_number("from_deg"), up_to = row.optional_number("to_deg");
  to.from_rad = from.value_or(0) * rad_per_deg;
  to.to_rad = up_to.value_or(0) * rad_per_deg;
  row.check(to.coordinate.empty() ? !from && !up_to : from && up_to && *from < *up_to,
            "a coordinate goes with a growing range, and a range with a coordinate",
            "Fill in all three or none.");
}
void read(TableRow& row, MuscleCurvesRow& to) {
  to.name = row.name("name");
  auto& active = to.curves.active_force_length;
  active.min_norm_active_fiber_length = row.number("min_norm_active_fiber_length");
  active.transition_norm_fiber_length = row.number("transition_norm_fiber_length");
  active.max_norm_active_fiber_length = row.number("max_norm_active_fiber_length");
  active.shallow_ascending_slope = row.number("shallow_ascending_slope");
  active.minimum_value = row.number("minimum_value");
  auto& velocity = to.curves.force_velocity;
  velocity.concentric_slope_at_vmax = row.number("concentric_slope_at_vmax");
  velocity.concentric_slope_near_vmax = row.number("concentric_slope_near_vmax");
  velocity.isometric_slope = row.number("isometric_slope");
  velocity.eccentric_slope_at_vmax = row.number("eccentric_slope_at_vmax");
  velocity.eccentric_slope_near_vmax = row.number("eccentric_slope_near_vmax");
  velocity.max_eccentric_velocity_force_multiplier = row.number("max_eccentric_velocity_force_multiplier");
  to.curves.fiber_force_length.stiffness_at_low_force = row.optional_number("stiffness_at_low_force");
  to.curves.fiber_force_length.curviness = row.optional_number("curviness");
  to.curves.fiber_damping = row.number("fiber_damping");
}
void read_wrap(TableRow& row, SolidRow& to) {
  to.shape = row.choice("shape", {"cylinder", "sphere", "ellipsoid", "torus"});
  to.quadrant = row.choice("quadrant", {"all", "+x", "-x", "+y", "-y", "+z", "-z"});
  read_solid(row, to);
}
void read_bone(TableRow& row, SolidRow& to) {
  to.shape = row.choice("shape", {"cylinder", "ellipsoid"});
  read_solid(row, to);
}
void read_muscle_wrap(TableRow& row, PathWrapRow& to) {
  to.path = row.name("muscle");
  read_wrap_of_path(row, to);
}
void read_ligament_point(TableRow& row, PathPointRow& to) {
  to.path = row.name("ligament");
  read_point_of_path(row, to);
}
void read_ligament_wrap(TableRow& row, PathWrapRow& to) {
  to.path = row.name("ligament");
  read_wrap_of_path(row, to);
}
void read(TableRow& row, LigamentRow& to) {
  to.name = row.name("name");
  to.resting_length_m = row.positive("resting_length_m");
  to.linear_strain = row.positive("linear_strain");
  to.linear_force_N = row.positive("linear_force_N");
  to.steepness = row.positive("steepness");
  row.check(to.steepness <= greatest_steepness, fmt::format("the steepness is above {}", greatest_steepness),
            "Write a smaller one: such a toe is a corner.");
  row.check(to.linear_strain >= least_strain, fmt::format("the strain is below {}", least_strain),
            "Write it as a ratio of the resting length.");
}
void read(TableRow& row, StrengthRow& to) {
  to.name = row.name("class");
  to.man_N_per_cm2 = row.positive("specific_tension_man_N_per_cm2");
  to.woman_N_per_cm2 = row.positive("specific_tension_woman_N_per_cm2");
  to.spread_ratio = row.positive("spread_ratio");
}
void read(TableRow& row, PassiveRow& to) {
  to.name = row.name("name");
  to.coordinate = row.name("coordinate");
  to.stiffness_Nm_per_deg = row.number("stiffness_Nm_per_deg");
  to.rest_deg = row.number("rest_deg");
  to.upper_Nm = row.number("upper_Nm");
  to.upper_per_deg = row.number("upper_per_deg");
  to.upper_deg = row.number("upper_deg");
  to.lower_Nm = row.number("lower_Nm");
  to.lower_per_deg = row.number("lower_per_deg");
  to.lower_deg = row.number("lower_deg");
  row.check(
      std::min({to.stiffness_Nm_per_deg, to.upper_Nm, to.upper_per_deg, to.lower_Nm, to.lower_per_deg}) >= 0,
      "a stiffness or moment is negative", "The signs are in the formula: write magnitudes.");
}
void read(TableRow& row, ActuatorRow& to) {
  to.name = row.name("name");
  to.coordinate = row.name("coordinate");
  to.optimal_force = row.positive("optimal_force");
}
void read_marker(TableRow& row, PointRow& to) {
  to.name = row.name("name");
  to.body = row.name("body");
  to.p_B = row.place();
  to.kind = row.text("meaning");
}
void read_contact(TableRow& row, PointRow& to) {
  to.name = row.name("name");
  to.body = row.name("body");
  to.p_B = row.place();
  to.kind = row.name("region");
}
void read(TableRow& row, PressureRow& to) {
  to.name = row.name("name");
  to.body = row.name("body");
  to.p_B = row.place();
  to.area_m2 = row.positive("area_m2");
  to.pressure_kPa_max = row.positive("pressure_kPa_max");
}
void read(TableRow& row, PressureWallRow& to) {
  to.muscle = row.name("muscle");
  to.pressure_Pa_per_N = row.positive("pressure_Pa_per_N");
}

}  // namespace loadshare::model
