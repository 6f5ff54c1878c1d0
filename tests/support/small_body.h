// A small valid set of body tables: a pelvis, a spine of two levels, a pair of legs with kneecaps. Round
// figures of our own; every table has a row, and every kind of row is there.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "model/body.h"
#include "model/body_tables.h"

namespace loadshare::testing {

inline constexpr std::string_view small_body = R"(== sources.csv
key,citation,terms
ours,Round figures for tests,free
other,More of them,free
== reference.csv
quantity,value,unit,source
height_m,1.7,m,ours
mass_kg,80,kg,ours
== bodies.csv
name,scale_group,mass_share_man,mass_share_woman,com_x_m,com_y_m,com_z_m,gyration_x_m,gyration_y_m,gyration_z_m,source
pelvis,pelvis,0.25,0.26,-0.05,0,0,0.08,0.09,0.07,ours
loin,spine,0.1,0.1,0,0.04,0,0.06,0.07,0.05,ours
chest,spine,0.3,0.26,0.02,0.2,0,0.12,0.1,0.11,ours
thigh_r,thigh,0.125,0.14,0,-0.17,0.01,0.12,0.05,0.12,ours
shank_r,shank,0.049,0.049,0,-0.19,-0.005,0.11,0.03,0.11,ours
kneecap_r,shank,0.001,0.001,0,0,0,0.02,0.02,0.02,ours
== joints.csv
name,parent,child,parent_x_m,parent_y_m,parent_z_m,child_x_m,child_y_m,child_z_m,source
base,ground,pelvis,0,0.9,0,0,0,0,ours
lower,pelvis,loin,-0.1,0.05,0,0,-0.02,0,ours
upper,loin,chest,0,0.1,0,-0.01,-0.05,0,ours
hip_r,pelvis,thigh_r,-0.05,-0.08,0.08,0,0,0,ours
knee_r,thigh_r,shank_r,0,-0.4,0.002,-0.008,0,0.003,ours
front_of_knee_r,thigh_r,kneecap_r,0.04,-0.4,0,0,0,0,ours
== joint_axes.csv
joint,slot,axis_x,axis_y,axis_z,coordinate,function,source
base,rotation_1,0,0,1,tilt,,ours
base,translation_1,1,0,0,forward,,ours
base,translation_2,0,1,0,up,,ours
lower,rotation_1,0,0,1,bend,rhythm,ours
upper,rotation_1,0,0,1,upper_bend,,ours
hip_r,rotation_1,0,0,1,hip_flexion_r,,ours
hip_r,rotation_2,1,0,0,hip_adduction_r,,ours
knee_r,rotation_1,0.6,0,-0.8,knee_angle_r,,ours
knee_r,translation_1,1,0,0,knee_angle_r,knee_forward,ours
knee_r,translation_3,0,0,1,,0.004,ours
front_of_knee_r,rotation_2,0,0,1,knee_angle_r_beta,-0.5,ours
== coordinates.csv
name,joint,kind,range_min,range_max,default,clamped,locked,meaning,source
tilt,base,rotation,-90,90,0,no,no,turn of the pelvis,ours
forward,base,translation,-5,5,0,no,no,,ours
up,base,translation,-1,3,0.5,no,yes,,ours
bend,lower,rotation,-60,30,0,yes,no,of both levels,ours
upper_bend,upper,rotation,-60,30,0,no,no,,ours
hip_flexion_r,hip_r,rotation,-30,120,0,yes,no,,ours
hip_adduction_r,hip_r,rotation,-40,30,-3,yes,no,,ours
knee_angle_r,knee_r,rotation,0,150,10,yes,no,,ours
knee_angle_r_beta,front_of_knee_r,rotation,0,150,10,no,no,,ours
== couplers.csv
dependent,independent,function,source
upper_bend,bend,rhythm,ours
knee_angle_r_beta,knee_angle_r,1,ours
== functions.csv
name,kind,x,y,source
knee_forward,simm_spline,0,0,ours
knee_forward,simm_spline,1,0.006,ours
knee_forward,simm_spline,2,0.01,ours
knee_forward,simm_spline,3,0.002,ours
== rhythm.csv
rhythm,joint,coordinate,share,source
christophy,lower,bend,0.6,ours
christophy,upper,bend,0.4,ours
all_above,lower,bend,0,ours
all_above,upper,bend,1,ours
== strength.csv
class,specific_tension_man_N_per_cm2,specific_tension_woman_N_per_cm2,spread_ratio,source
leg,30,27,0.25,ours
back,100,80,0.3,ours
== muscle_curves.csv
name,min_norm_active_fiber_length,transition_norm_fiber_length,max_norm_active_fiber_length,shallow_ascending_slope,minimum_value,concentric_slope_at_vmax,concentric_slope_near_vmax,isometric_slope,eccentric_slope_at_vmax,eccentric_slope_near_vmax,max_eccentric_velocity_force_multiplier,stiffness_at_low_force,curviness,fiber_damping,source
plain,0.45,0.73,1.8,0.86,0,0,0.25,5,0,0.15,1.4,0.2,0.75,0.1,ours
== muscles.csv
name,strength,pcsa_cm2,optimal_fiber_length_m,tendon_slack_length_m,pennation_deg,vmax_per_s,curves,passive_strain_at_zero,passive_strain_at_one,passive_stiffness_at_one,source
extensor_r,back,10,0.1,0.15,0,10,plain,0,0.5,,ours
glute_r,leg,20,0.12,0.06,20,9,plain,-0.1,0.6,2.5,ours
vastus_r,leg,30,0.09,0.2,15,10,plain,0,0.7,,ours
== muscle_points.csv
muscle,order,body,x_m,y_m,z_m,coordinate,from_deg,to_deg,source
extensor_r,1,pelvis,-0.12,0.02,0.03,,,,ours
extensor_r,2,chest,-0.06,0.1,0.03,,,,ours
glute_r,1,pelvis,-0.12,0.02,0.05,,,,ours
glute_r,2,thigh_r,-0.03,-0.06,0.04,,,,ours
vastus_r,1,thigh_r,0.03,-0.15,0.03,,,,ours
vastus_r,2,thigh_r,0.03,-0.38,0.01,knee_angle_r,80,150,ours
vastus_r,3,kneecap_r,0.01,0.02,0,,,,ours
vastus_r,4,shank_r,0.03,-0.06,0,,,,ours
== wraps.csv
name,body,shape,size_1_m,size_2_m,size_3_m,x_m,y_m,z_m,rotation_x_rad,rotation_y_rad,rotation_z_rad,quadrant,source
seat_r,pelvis,cylinder,0.03,0.2,,-0.06,-0.07,0.07,-0.2,0.1,0.3,-x,ours
ball_r,thigh_r,sphere,0.02,,,0.01,-0.39,0.01,0,0,0,all,ours
== muscle_wraps.csv
muscle,order,wrap,method,first_point,last_point,source
glute_r,1,seat_r,hybrid,,,ours
vastus_r,1,ball_r,midpoint,2,3,ours
== ligaments.csv
name,resting_length_m,linear_strain,linear_force_N,steepness,source
back_band,0.07,0.2,120,4,ours
capsule_r,0.05,0.1,80,3,ours
== ligament_points.csv
ligament,order,body,x_m,y_m,z_m,source
back_band,1,loin,-0.05,0.06,0,ours
back_band,2,chest,-0.06,-0.02,0,ours
capsule_r,1,pelvis,-0.02,-0.06,0.09,ours
capsule_r,2,thigh_r,0.02,-0.03,0.02,ours
== ligament_wraps.csv
ligament,order,wrap,method,first_point,last_point,source
capsule_r,1,seat_r,midpoint,1,2,ours
== passive.csv
name,coordinate,stiffness_Nm_per_deg,rest_deg,upper_Nm,upper_per_deg,upper_deg,lower_Nm,lower_per_deg,lower_deg,source
knee_stop_r,knee_angle_r,0,0,2,0.2,130,3,0.3,5,ours
== actuators.csv
name,coordinate,optimal_force,source
hip_motor_r,hip_adduction_r,100,ours
== bones.csv
name,body,shape,size_1_m,size_2_m,size_3_m,x_m,y_m,z_m,rotation_x_rad,rotation_y_rad,rotation_z_rad,source
shaft_r,thigh_r,cylinder,0.012,0.3,,0,-0.2,0,1.57,0,0,ours
== markers.csv
name,body,x_m,y_m,z_m,meaning,source
RASI,pelvis,0,0.02,0.12,front of the pelvis,ours
RIBS,chest,0.1,0.1,0,on the midline,ours
RHEEL,shank_r,-0.03,-0.42,0,,ours
R_knee_r,thigh_r,0,-0.4,0.05,,ours
== contacts.csv
name,body,x_m,y_m,z_m,region,source
heel_r,shank_r,-0.03,-0.45,0,foot,ours
spine,chest,-0.1,0.1,0,thoracic,ours
== pressure.csv
name,body,x_m,y_m,z_m,area_m2,pressure_kPa_max,source
floor,pelvis,0,-0.06,0,0.02,25,ours
== pressure_wall.csv
muscle,pressure_Pa_per_N,source
extensor_r,2,ours
)";

// The tables of a text with a line "== name.csv" before each.
inline std::vector<model::TableText> split_tables(std::string_view text) {
  std::vector<model::TableText> tables;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.starts_with("== ") && line.size() > 3) {
      const std::string file(line.substr(3));
      tables.push_back({file.substr(0, file.rfind('.')), file, ""});
    } else if (!tables.empty()) {
      tables.back().text += std::string(line) + '\n';
    }
  }
  return tables;
}

// One part of a table, which stands in it once, replaced.
struct Change {
  std::string table, old_part, new_part;
};

inline std::vector<model::TableText> small_body_texts(const std::vector<Change>& changes = {}) {
  auto tables = split_tables(small_body);
  for (const auto& change : changes) {
    bool is_done = false;
    for (auto& table : tables) {
      const auto at = table.text.find(change.old_part);
      if (table.table != change.table || at == std::string::npos) continue;
      is_done = table.text.find(change.old_part, at + 1) == std::string::npos;
      table.text.replace(at, change.old_part.size(), change.new_part);
    }
    if (!is_done)
      throw std::invalid_argument("'" + std::string(change.old_part) + "' does not stand once in " +
                                  std::string(change.table));
  }
  return tables;
}

// Throws with the refusal's text.
inline model::BodyTables small_body_tables(const std::vector<Change>& changes = {}) {
  auto tables = model::parse_body_tables(small_body_texts(changes));
  if (!tables) throw std::invalid_argument(tables.refusal().text());
  return *std::move(tables);
}

// The small body with the changes, for its reference person unless `scale` says otherwise.
inline model::FullBody built_small_body(const std::vector<Change>& changes = {},
                                        const std::optional<model::BodyScale>& scale = {},
                                        const model::BodyOptions& options = {}) {
  const auto tables = small_body_tables(changes);
  auto body = model::build_body(tables, scale ? *scale : *model::reference_scale(tables), options);
  if (!body) throw std::invalid_argument(body.refusal().text());
  return *std::move(body);
}

// The small body with the changes, refused by the reader or the builder; its text, or empty where it is
// taken.
inline std::string refusal_of_body(const std::vector<Change>& changes,
                                   const model::BodyOptions& options = {}) {
  const auto tables = model::parse_body_tables(small_body_texts(changes));
  if (!tables) return tables.refusal().text();
  const auto scale = model::reference_scale(*tables);
  if (!scale) return scale.refusal().text();
  const auto body = model::build_body(*tables, *scale, options);
  return body ? "" : body.refusal().text();
}

}  // namespace loadshare::testing
