#include "ligaments.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/require.h"
#include "base/units.h"
#include "mechanics/bone_depth.h"
#include "mechanics/model_forces.h"
#include "subject.h"
#include "written_page.h"

namespace loadshare::body_tests {
namespace {

using testing::table_head;
using testing::table_row;

constexpr double piece_m = 0.005;  // of a line on a surface

// Without a minus before zero.
std::string tenths(double value) { return fmt::format("{:.1f}", std::round(value * 10) / 10 + 0.0); }

// Simpson over the ligament's tension from its resting length.
double energy_J(const model::Ligament& ligament, double length_m) {
  if (length_m <= ligament.resting_length_m) return 0;
  constexpr int pieces = 400;
  const double step = (length_m - ligament.resting_length_m) / pieces;
  double sum = 0;
  for (int i = 0; i <= pieces; ++i)
    sum += (i == 0 || i == pieces ? 1
            : i % 2               ? 4
                                  : 2) *
           mechanics::ligament_tension_N(ligament, ligament.resting_length_m + i * step);
  return sum * step / 3;
}

}  // namespace

LigamentProbe::LigamentProbe(const model::FullBody& body)
    : body_(body),
      model_(body.model),
      skeleton_(*mechanics::Skeleton::make(body.model)),
      engine_(body.model),
      workspace_(skeleton_.make_workspace()) {}

void LigamentProbe::place(const std::map<std::string, double>& posture) {
  std::vector<double> q(model_.coordinates.size(), 0.0);
  for (const auto& [name, value] : posture) {
    const auto coordinate = model_.find_coordinate(name);
    require(coordinate.is_some(), "the body has the coordinate " + name);
    q[coordinate.at()] = value;
  }
  skeleton_.set_pose(workspace_, q, std::vector<double>(q.size(), 0.0), pose_);
  skeleton_.compute_hinge_columns(workspace_, columns_);
  paths_.resize(engine_.path_count());
  engine_.measure_paths(pose_, path_workspace_, paths_);
}

double LigamentProbe::tension_of(std::size_t ligament) const {
  return mechanics::ligament_tension_N(model_.ligaments[ligament], path(ligament).length_m);
}

double LigamentProbe::tension_N(const std::string& beginning) const {
  double sum = 0;
  for (std::size_t l = 0; l < model_.ligaments.size(); ++l)
    if (model_.ligaments[l].name.starts_with(beginning)) sum += tension_of(l);
  return sum;
}

double LigamentProbe::moment_Nm(const std::string& beginning, const std::string& coordinate) const {
  std::vector<double> forces(model_.coordinates.size(), 0.0);
  for (std::size_t l = 0; l < model_.ligaments.size(); ++l) {
    if (!model_.ligaments[l].name.starts_with(beginning)) continue;
    for (const auto& wrench : path(l).wrenches) {
      mechanics::SpatialForce force;
      force.force_G = tension_of(l) * wrench.force_G;
      force.moment_G = tension_of(l) * wrench.moment_G;
      if (wrench.body != model::ground)
        mechanics::add_generalised_force(skeleton_, pose_, columns_, wrench.body, force, forces);
    }
  }
  return forces[model_.find_coordinate(coordinate).at()];
}

double LigamentProbe::other_tissue_Nm(const std::string& coordinate) const {
  std::vector<mechanics::SpatialForce> bodies(model_.bodies.size());
  std::vector<double> forces(model_.coordinates.size(), 0.0);
  mechanics::add_passive_forces(model_, pose_, bodies, forces);
  return forces[model_.find_coordinate(coordinate).at()];
}

double LigamentProbe::stored_J() const {
  double sum = 0;
  for (std::size_t l = 0; l < model_.ligaments.size(); ++l)
    sum += energy_J(model_.ligaments[l], path(l).length_m);
  return sum;
}

std::vector<double> LigamentProbe::generalised() const {
  std::vector<mechanics::SpatialForce> bodies(model_.bodies.size());
  std::vector<double> forces(model_.coordinates.size(), 0.0);
  mechanics::add_ligament_forces(model_, std::span(paths_).subspan(model_.muscles.size()), bodies, forces);
  for (std::size_t b = 1; b < bodies.size(); ++b)
    mechanics::add_generalised_force(skeleton_, pose_, columns_, model::BodyId(b), bodies[b], forces);
  return forces;
}

double LigamentProbe::line_depth_m(std::size_t ligament, double margin_m) const {
  std::vector<Vec3> line_G;
  mechanics::trace_path(path(ligament), model_, pose_, piece_m, line_G);
  double depth_m = 0, from_start_m = 0;
  for (std::size_t i = 0; i + 1 < line_G.size(); ++i) {
    const double length_m = (line_G[i + 1] - line_G[i]).norm();
    const double middle_m = from_start_m + length_m / 2;
    from_start_m += length_m;
    if (middle_m < margin_m || middle_m > path(ligament).length_m - margin_m) continue;
    for (const auto& bone : body_.bones) {
      const auto& points = model_.ligaments[ligament].path.points;
      if (bone.body != points.front().body && bone.body != points.back().body) continue;
      const Transform X_SG = (pose_.X_GB[bone.body.at()] * bone.X_BS).inverse();
      depth_m =
          std::max(depth_m, mechanics::depth_of_piece(bone, X_SG * line_G[i], X_SG * line_G[i + 1]).depth_m);
    }
  }
  return depth_m;
}

double LigamentProbe::depth_in_bone_m(double margin_m) const {
  double depth_m = 0;
  for (std::size_t l = 0; l < model_.ligaments.size(); ++l)
    if (tension_of(l) > 0) depth_m = std::max(depth_m, line_depth_m(l, margin_m));
  return depth_m;
}

const std::vector<std::string>& lumbar_levels() {
  static const std::vector<std::string> levels{"L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1"};
  return levels;
}

LevelShares measure_level(const std::string& level, double flexion_deg) {
  LigamentProbe probe(reference());
  const std::string coordinate = level + "_FE";
  probe.place({{coordinate, -radians(flexion_deg)}});
  const auto of = [&](const char* kind) {
    return probe.moment_Nm(fmt::format("{}_{}", kind, level), coordinate);
  };
  LevelShares shares;
  const double disc_Nm = probe.other_tissue_Nm(coordinate), all_Nm = probe.moment_Nm("", coordinate);
  const double spinous_Nm = of("supraspinous") + of("interspinous");
  shares.total_Nm = disc_Nm + all_Nm;
  shares.capsules = of("facet_capsule") / shares.total_Nm;
  shares.spinous = spinous_Nm / shares.total_Nm;
  shares.flavum = of("flavum") / shares.total_Nm;
  shares.disc = disc_Nm / shares.total_Nm;
  shares.others = 1 - shares.capsules - shares.spinous - shares.flavum - shares.disc;
  for (const char* kind :
       {"facet_capsule", "flavum", "supraspinous", "interspinous", "posterior_longitudinal",
        "anterior_longitudinal", "intertransverse", "iliolumbar"})
    shares.ligaments_N += probe.tension_N(fmt::format("{}_{}", kind, level));
  return shares;
}

std::string ligament_table() {
  std::string text =
      table_head({"level", "flexion", "resistance, N m", "capsules", "disc", "supraspinous and interspinous",
                  "flavum", "others", "tensions together, N"});
  const auto percent = [](double share) { return whole(100 * share) + " %"; };
  for (const auto& level : lumbar_levels())
    for (const double flexion_deg : {6.0, 11.0, 14.0}) {
      const auto s = measure_level(level, flexion_deg);
      text += table_row({level, whole(flexion_deg) + "°", fmt::format("{:.1f}", s.total_Nm),
                         percent(s.capsules), percent(s.disc), percent(s.spinous), percent(s.flavum),
                         percent(s.others), whole(s.ligaments_N)});
    }
  return text;
}

std::string hip_ligament_table() {
  struct Turn {
    const char* coordinate;
    double flexion_deg;
    std::vector<double> angles_deg;
  };
  const std::vector<Turn> turns{{"hip_flexion_r", 0, {-30, -25, -20, -15, -10, 0, 60, 120, 150}},
                                {"hip_adduction_r", 0, {-45, -35, -20, 0, 20, 30, 38}},
                                {"hip_rotation_r", 30, {-36, -20, 0, 20, 36}},
                                {"hip_rotation_r", 0, {-36, -20, 0, 20, 36}}};
  std::string text = table_head({"coordinate", "flexion", "angle: together, of it ligaments"});
  LigamentProbe probe(reference());
  for (const auto& turn : turns) {
    std::string line;
    for (const double angle : turn.angles_deg) {
      std::map<std::string, double> posture{{"hip_flexion_r", radians(turn.flexion_deg)}};
      posture[turn.coordinate] = radians(angle);
      probe.place(posture);
      const double ligaments_Nm = probe.moment_Nm("", turn.coordinate);
      line +=
          fmt::format("{}{}°: {}, {}", line.empty() ? "" : "; ", whole(angle),
                      tenths(ligaments_Nm + probe.other_tissue_Nm(turn.coordinate)), tenths(ligaments_Nm));
    }
    text += table_row({turn.coordinate,
                       std::string(turn.coordinate) == "hip_flexion_r" ? "" : whole(turn.flexion_deg) + "°",
                       line});
  }
  return text;
}

}  // namespace loadshare::body_tests
