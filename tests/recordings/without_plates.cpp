#include "without_plates.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "base/units.h"
#include "capture/external_loads.h"
#include "capture/storage.h"
#include "column_rules.h"
#include "recording.h"
#include "scratch.h"
#include "series_columns.h"

namespace loadshare::recordings {
namespace {

using testing::value_of;

constexpr std::string_view axes = "xyz";

struct Plate {
  std::string side;  // "r", "l"
  std::string body;
  capture::ExternalForce force;
  capture::ThreeColumns force_columns;
};

struct Plates {
  capture::ExternalLoads loads;
  capture::ExternalLoadRecording recorded;
  std::vector<Plate> feet;  // right, left
};

Plates read_plates(const std::filesystem::path& file) {
  Diagnostics notes;
  Plates plates;
  plates.loads = value_of(capture::read_external_loads(file, notes));
  plates.recorded = value_of(capture::read_external_load_recording(plates.loads, {}, notes));
  for (const std::string side : {"r", "l"})
    for (std::size_t i = 0; i < plates.loads.forces.size(); ++i) {
      const auto& force = plates.loads.forces[i];
      if (force.applied_to_body.ends_with("_" + side))
        plates.feet.push_back({side, force.applied_to_body, force, plates.recorded.columns[i].force.value()});
    }
  require(plates.feet.size() == 2, "a plate under each foot");
  return plates;
}

Eigen::VectorXd plate_force(const Plates& plates, const Plate& plate, std::size_t axis,
                            const std::vector<double>& times_s) {
  const auto& series = plates.recorded.series;
  return resample(series.times_s, series.values.col(static_cast<Eigen::Index>(plate.force_columns[axis])),
                  times_s);
}

analysis::Analysis run(const analysis::AnalyseInputs& inputs, Diagnostics& notes) {
  return value_of(analysis::analyse(inputs, notes));
}

// The reserves at the pelvis as a force and a moment about its origin, in ground: what has to be added.
struct RootWrench {
  SampleMatrix force_N, moment_Nm;  // x y z
};

RootWrench root_wrench(const analysis::Analysis& analysis) {
  const auto reserve = [&](const std::string& name) { return column(analysis.force, name + "_reserve"); };
  const auto angle = [&](const std::string& name) {
    return Eigen::VectorXd(rad_per_deg * column(analysis.kinematics, name));
  };
  const auto tilt = angle("pelvis_tilt"), list = angle("pelvis_list");
  const Eigen::VectorXd Q_tilt = reserve("pelvis_tilt"), Q_list = reserve("pelvis_list"),
                        Q_rotation = reserve("pelvis_rotation");
  RootWrench wrench{SampleMatrix(Q_tilt.size(), 3), SampleMatrix(Q_tilt.size(), 3)};
  for (int k = 0; k < 3; ++k)
    wrench.force_N.col(k) = reserve(fmt::format("pelvis_t{}", axes[static_cast<std::size_t>(k)]));
  for (Eigen::Index i = 0; i < Q_tilt.size(); ++i) {
    // A generalised force is the moment about its own axis: z, then x turned by the tilt, then y turned by
    // both.
    Mat3 turned;
    turned.row(0) = Vec3::UnitZ();
    turned.row(1) = rotation_zxy({tilt[i], 0, 0}) * Vec3::UnitX();
    turned.row(2) = rotation_zxy({tilt[i], list[i], 0}) * Vec3::UnitY();
    wrench.moment_Nm.row(i) = turned.inverse() * Vec3(Q_tilt[i], Q_list[i], Q_rotation[i]);
  }
  return wrench;
}

double rms_length(const SampleMatrix& vectors) { return std::sqrt(vectors.rowwise().squaredNorm().mean()); }

std::string external_force(const std::string& name, const std::string& body, const std::string& force,
                           const std::string& point, const std::string& torque) {
  return fmt::format(
      R"(<ExternalForce name="{}"><applied_to_body>{}</applied_to_body><force_expressed_in_body>ground</force_expressed_in_body>)"
      R"(<point_expressed_in_body>ground</point_expressed_in_body><force_identifier>{}</force_identifier>)"
      R"(<point_identifier>{}</point_identifier><torque_identifier>{}</torque_identifier></ExternalForce>)",
      name, body, force, point, torque);
}

// The plates' forces, and on each foot its part of what they leave over at the pelvis. Returns the loads
// file.
std::filesystem::path write_balanced(const Plates& plates, const analysis::Analysis& with,
                                     const std::filesystem::path& folder) {
  TimeSeries series = plates.recorded.series;
  const auto wrench = root_wrench(with);
  const auto& times_s = with.force.times_s;
  const Eigen::VectorXd up_r = plate_force(plates, plates.feet[0], 1, times_s).cwiseMax(0),
                        up_l = plate_force(plates, plates.feet[1], 1, times_s).cwiseMax(0);
  std::string forces;
  for (const auto& foot : plates.feet) {
    const Eigen::ArrayXd part = (foot.side == "r" ? up_r : up_l).array() / (up_r + up_l).array().max(1.0);
    const auto add = [&](const std::string& kind, int k, const Eigen::VectorXd& values) {
      add_column(series, fmt::format("left_over_{}_{}{}", foot.side, kind, axes[static_cast<std::size_t>(k)]),
                 resample(times_s, values, series.times_s));
    };
    for (int k = 0; k < 3; ++k) add("f", k, part * wrench.force_N.col(k).array());
    for (int k = 0; k < 3; ++k)
      add("p", k, column(with.kinematics, fmt::format("pelvis_t{}", axes[static_cast<std::size_t>(k)])));
    for (int k = 0; k < 3; ++k) add("m", k, part * wrench.moment_Nm.col(k).array());
    forces += external_force(foot.force.name, foot.body, foot.force.force_identifier,
                             foot.force.point_identifier, foot.force.torque_identifier);
    const std::string own = "left_over_" + foot.side + "_";
    forces += external_force(own, foot.body, own + "f", own + "p", own + "m");
  }
  value_of(capture::write_storage(series, folder / "balanced.sto"));
  std::ofstream(folder / "balanced.xml")
      << R"(<OpenSimDocument Version="40000"><ExternalLoads name="balanced"><objects>)" << forces
      << "</objects><datafile>balanced.sto</datafile></ExternalLoads></OpenSimDocument>";
  return folder / "balanced.xml";
}

std::vector<ForceGap> force_gaps(const Plates& plates, const analysis::Analysis& without, double weight_N) {
  std::vector<ForceGap> gaps;
  const auto& contacts = without.contacts.value();
  for (const auto& foot : plates.feet) {
    const auto gap = [&](std::size_t axis) {
      Eigen::VectorXd force = -plate_force(plates, foot, axis, contacts.times_s);
      for (const std::string part : {"calcn_", "toes_"})
        force += column(contacts, fmt::format("floor.{}{}_v{}", part, foot.side, axes[axis]));
      return 100 * rms(force) / weight_N;
    };
    gaps.push_back({foot.side == "r" ? "right" : "left", gap(0), gap(1), gap(2)});
  }
  return gaps;
}

std::vector<MomentGap> moment_gaps(const analysis::Analysis& with, const analysis::Analysis& balanced,
                                   const analysis::Analysis& without) {
  std::vector<MomentGap> gaps;
  for (const char* coordinate : {"hip_flexion_r", "hip_flexion_l", "hip_adduction_r", "hip_adduction_l",
                                 "hip_rotation_r", "hip_rotation_l", "knee_angle_r", "knee_angle_l",
                                 "ankle_angle_r", "ankle_angle_l", "L5_S1_FE", "L4_L5_FE"}) {
    const auto label = std::string(coordinate) + "_moment";
    const auto here = column(without.moments, label), there = column(with.moments, label),
               level = column(balanced.moments, label);
    gaps.push_back({coordinate, range(there), rms(here - there), range(level), rms(here - level)});
  }
  return gaps;
}

std::size_t unsolved_in(const analysis::Analysis& analysis) {
  return static_cast<std::size_t>(std::ranges::count_if(analysis.report.tension.status, [](auto status) {
    return status == tension::SampleStatus::infeasible || status == tension::SampleStatus::not_converged;
  }));
}

double found_floor_m(const Diagnostics& notes) {
  for (const auto& finding : notes.findings()) {
    const auto at = finding.what.find("gives no height: ");
    if (at != std::string::npos) return std::stod(finding.what.substr(at + 17));
  }
  require(false, "the floor's height was found");
  return 0;
}

WithoutPlates compare(const std::string& name, bool settles) {
  const auto& put = put_on(name);
  const auto folder = testing::scratch_folder("without_plates_" + name);
  Diagnostics notes;
  const auto plates = read_plates(put.inputs.loads.value());
  const auto with = run(put.inputs, notes);
  auto inputs = put.inputs;
  inputs.loads = write_balanced(plates, with, folder);
  const auto balanced = run(inputs, notes);
  inputs.loads = std::nullopt;
  inputs.scene = floor_scene(folder, settles);
  const auto without = run(inputs, notes);

  WithoutPlates made;
  made.floor_m = found_floor_m(notes);
  made.forces = force_gaps(plates, without, put.sizes.mass_kg * model::Model{}.gravity_G.norm());
  made.moments = moment_gaps(with, balanced, without);
  const auto left = [](const analysis::Analysis& analysis, double& force_N, double& moment_Nm) {
    const auto wrench = root_wrench(analysis);
    force_N = rms_length(wrench.force_N), moment_Nm = rms_length(wrench.moment_Nm);
  };
  left(with, made.plates_left_N, made.plates_left_Nm);
  left(balanced, made.balanced_left_N, made.balanced_left_Nm);
  left(without, made.left_N, made.left_Nm);
  made.sample_count = without.report.tension.status.size();
  made.unsolved_count = unsolved_in(without);
  return made;
}

}  // namespace

std::filesystem::path balanced_loads(const std::string& recording) {
  const auto& put = put_on(recording);
  Diagnostics notes;
  return write_balanced(read_plates(put.inputs.loads.value()), run(put.inputs, notes),
                        testing::scratch_folder("balanced_" + recording));
}

std::filesystem::path floor_scene(const std::filesystem::path& folder, bool settles) {
  std::ofstream(folder / "floor.toml")
      << "format = 1\n"
      << (settles ? "settle = true\n" : "") << "[[supports]]\nkind = \"floor\"\n";
  return folder / "floor.toml";
}

const WithoutPlates& without_plates(const std::string& recording, bool settles) {
  static std::map<std::string, WithoutPlates> as_it_came, settled;
  return once(settles ? settled : as_it_came, recording,
              [settles](const std::string& name) { return compare(name, settles); });
}

}  // namespace loadshare::recordings
