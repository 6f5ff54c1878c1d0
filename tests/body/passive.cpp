#include "passive.h"

#include <fmt/format.h>

#include <cmath>
#include <span>

#include "base/units.h"
#include "mechanics/model_forces.h"
#include "written_page.h"

namespace loadshare::body_tests {
namespace {

using testing::table_head;
using testing::table_row;

constexpr double pelvis_forward_deg = 55;

std::map<std::string, double> bent(double flexion_deg) {
  const double arms = radians(pelvis_forward_deg + flexion_deg);
  return {{"pelvis_tilt", -radians(pelvis_forward_deg)},
          {"lumbar_extension", -radians(flexion_deg)},
          {"arm_flex_r", arms},
          {"arm_flex_l", arms}};
}

}  // namespace

PassiveProbe::PassiveProbe(const model::FullBody& body)
    : model_(body.model),
      poser_(body),
      couplings_(*mechanics::Couplings::make(body.model)),
      couplings_workspace_(couplings_.make_workspace()),
      skeleton_workspace_(poser_.skeleton().make_workspace()) {}

void PassiveProbe::place(const std::map<std::string, double>& posture) {
  poser_.pose(posture);
  std::vector<double> q;
  for (const auto& coordinate : model_.coordinates) q.push_back(coordinate.default_value);
  for (const auto& [name, value] : posture) q[model_.find_coordinate(name).at()] = value;
  const std::vector<double> still(q.size(), 0.0);
  couplings_.fill_dependents(q, {}, {});
  couplings_.set_pose(q, couplings_workspace_);
  const auto& skeleton = poser_.skeleton();
  skeleton.set_pose(skeleton_workspace_, q, still, pose_);
  std::vector<mechanics::HingeColumn> columns;
  skeleton.compute_hinge_columns(skeleton_workspace_, columns);

  const auto generalise = [&](const std::vector<mechanics::SpatialForce>& forces,
                              std::vector<double>& result) {
    for (std::size_t b = 1; b < forces.size(); ++b)
      mechanics::add_generalised_force(skeleton, pose_, columns, model::BodyId(b), forces[b], result);
  };
  std::vector<mechanics::SpatialForce> forces(model_.bodies.size());
  tissue_.assign(q.size(), 0.0);
  mechanics::add_passive_forces(model_, pose_, forces, tissue_);
  mechanics::add_ligament_forces(model_, std::span(poser_.sample().paths).subspan(model_.muscles.size()),
                                 forces, tissue_);
  generalise(forces, tissue_);
  forces.assign(model_.bodies.size(), {});
  gravity_.assign(q.size(), 0.0);
  mechanics::add_gravity(model_, pose_, forces);
  generalise(forces, gravity_);
}

PassiveMoments PassiveProbe::at(const std::map<std::string, double>& posture,
                                const std::string& coordinate_name) {
  place(posture);
  const auto coordinate = model_.find_coordinate(coordinate_name);
  PassiveMoments moments;
  for (const auto& entry : couplings_.tangent(couplings_workspace_)) {
    if (couplings_.free_coordinates()[static_cast<std::size_t>(entry.free_index)] != coordinate) continue;
    moments.tissue_Nm += entry.value * tissue_[entry.coordinate.at()];
    moments.gravity_Nm += entry.value * gravity_[entry.coordinate.at()];
  }
  for (std::size_t m = 0; m < model_.muscles.size(); ++m)
    moments.muscles_Nm += poser_.arm_m(m, coordinate_name) * poser_.sample().fibers[m].passive_force_N;
  return moments;
}

double PassiveProbe::tissue_alone_Nm(const std::map<std::string, double>& posture,
                                     const std::string& coordinate) {
  place(posture);
  return tissue_[model_.find_coordinate(coordinate).at()];
}

FullBend find_full_bend() {
  PassiveProbe probe(reference());
  const auto net_Nm = [&](double flexion_deg) {
    const auto m = probe.at(bent(flexion_deg), "lumbar_extension");
    return m.tissue_Nm + m.muscles_Nm + m.gravity_Nm;
  };
  // Gravity bends further where the net moment is negative.
  double from = 0, to = 120;
  require(net_Nm(from) < 0 && net_Nm(to) > 0, "the bent trunk hangs somewhere");
  for (int i = 0; i < 40; ++i) {
    const double middle = 0.5 * (from + to);
    (net_Nm(middle) < 0 ? from : to) = middle;
  }
  return {from, probe.at(bent(from), "lumbar_extension")};
}

std::string passive_tables() {
  PassiveProbe probe(reference());
  std::string text = table_head({"coordinate", "angle: tissue and muscles at rest, N m"});
  const std::map<std::string, std::vector<double>> places{
      {"lumbar_extension", {-60, -50, -40, -20, 0, 20}},
      {"lumbar_bending", {-30, -15, 15, 30}},
      {"hip_flexion_r", {-30, -15, 0, 30, 60, 90, 120, 150}},
      {"hip_adduction_r", {-50, -25, 0, 30}},
      {"hip_rotation_r", {-40, 0, 40}},
      {"knee_angle_r", {0, 45, 90, 150}},
      {"ankle_angle_r", {-50, -25, 0, 25, 50}}};
  for (const auto& [coordinate, angles] : places) {
    std::string line;
    for (const double angle : angles) {
      const auto moments = probe.at({{coordinate, radians(angle)}}, coordinate);
      line += fmt::format("{}{}°: {} and {}", line.empty() ? "" : "; ", whole(angle),
                          whole(moments.tissue_Nm), whole(moments.muscles_Nm));
    }
    text += table_row({coordinate, line});
  }
  const auto bend = find_full_bend();
  return text + fmt::format(
                    "\nBent forward without effort, the pelvis {}° forward and the arms hanging, the upper "
                    "body hangs at {}° of lumbar "
                    "flexion: gravity's {} N m are held by {} N m of tissue and {} N m of muscle at rest.\n",
                    whole(pelvis_forward_deg), whole(bend.flexion_deg), whole(-bend.moments.gravity_Nm),
                    whole(bend.moments.tissue_Nm), whole(bend.moments.muscles_Nm));
}

}  // namespace loadshare::body_tests
