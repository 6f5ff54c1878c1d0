#include "hand_load.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/units.h"
#include "capture/storage.h"
#include "column_rules.h"
#include "recording.h"
#include "scratch.h"
#include "series_columns.h"

namespace loadshare::recordings {
namespace {

// Where the pelvis' origin is over the heels of a straight body.
double pelvis_over_heel_m(const analysis::OwnBody& body) {
  const StraightModel straight(body.body.model);
  const auto& contacts = body.body.contacts;
  const auto heel = std::ranges::find(contacts, "heel_r", &model::ContactPoint::name);
  require(heel != contacts.end(), "the body has a heel");
  const auto& heel_body = body.body.model.bodies[heel->body.at()].name;
  return straight.origin_G("pelvis").y() - straight.origin_G(heel_body).y() - heel->p_B.y();
}

}  // namespace

void start_at_zero(TimeSeries& series) {
  const double start_s = series.times_s.front();
  for (double& time_s : series.times_s) time_s -= start_s;
}

std::string hang_legs(TimeSeries& motion) {
  const auto tilt = column(motion, "pelvis_tilt"), list = column(motion, "pelvis_list"),
             rotation = column(motion, "pelvis_rotation");
  SampleMatrix hip_deg(tilt.size(), 3);
  for (Eigen::Index i = 0; i < tilt.size(); ++i) {
    // The thigh keeps the pelvis' heading, and nothing else of it.
    const Mat3 pelvis = rotation_zxy(rad_per_deg * Vec3(tilt[i], list[i], rotation[i]));
    const Mat3 upright = rotation_zxy({0, 0, radians(rotation[i])});
    hip_deg.row(i) = deg_per_rad * angles_zxy(pelvis.transpose() * upright);
  }
  for (const std::string side : {"_r", "_l"}) {
    const double mirror = side == "_r" ? 1 : -1;
    add_column(motion, "hip_flexion" + side, hip_deg.col(0));
    add_column(motion, "hip_adduction" + side, mirror * hip_deg.col(1));
    add_column(motion, "hip_rotation" + side, mirror * hip_deg.col(2));
  }
  return "Legs were not recorded: they hang straight down from the pelvis.";
}

Sizes sizes_by_arms_and_pelvis(const model::Model& model, const TimeSeries& motion) {
  const StraightModel straight(model);
  const auto mean_m = [&](const char* from, const char* to) {
    double sum_m = 0;
    for (const std::string side : {"_r", "_l"})
      sum_m += (straight.origin_G(to + side) - straight.origin_G(from + side)).norm() / 2;
    return sum_m;
  };
  Sizes sizes;
  sizes.mass_kg = mass_kg_of(model);
  const auto& reference = reference_body();
  sizes.height_m =
      reference.scale.height_m * column(motion, "pelvis_ty").maxCoeff() / pelvis_over_heel_m(reference);
  const Vec3 rear_spines = (straight.marker_G("RPSI") + straight.marker_G("LPSI")) / 2;
  sizes.distances = {{"C7", "SACR", (straight.marker_G("C7") - rear_spines).norm()},
                     {"RSJC", "REJC", mean_m("humerus", "ulna")},
                     {"REJC", "RWJC", mean_m("ulna", "hand")}};
  return sizes;
}

HandLoad write_hand_load(const std::filesystem::path& inverse_dynamics, double delay_s,
                         const model::Model& model, const std::string& right_marker,
                         const std::string& left_marker, const std::filesystem::path& folder) {
  Diagnostics notes;
  auto recorded = testing::value_of(capture::read_storage(inverse_dynamics, notes));
  start_at_zero(recorded);
  for (double& time_s : recorded.times_s) time_s += delay_s;
  Eigen::VectorXd root_N = column(recorded, "pelvis_ty");
  if (delay_s > 0) {
    recorded.times_s.insert(recorded.times_s.begin(), 0.0);
    root_N = (Eigen::VectorXd(root_N.size() + 1) << root_N[0], root_N).finished();
  }
  const Eigen::VectorXd load_N = root_N.array() - root_N.minCoeff();
  TimeSeries loads;
  loads.name = "load in the hands";
  loads.times_s = recorded.times_s;
  loads.values.resize(root_N.size(), 0);
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(root_N.size());
  std::string forces;
  for (const std::string side : {"r", "l"}) {
    const auto grip =
        std::ranges::find(model.markers, side == "r" ? right_marker : left_marker, &model::Marker::name);
    require(grip != model.markers.end(), "the hands have their markers");
    add_column(loads, side + "_vx", zero);
    add_column(loads, side + "_vy", -load_N / 2);
    add_column(loads, side + "_vz", zero);
    for (int k = 0; k < 3; ++k)
      add_column(loads, fmt::format("{}_p{}", side, "xyz"[k]), zero.array() + grip->p_B[k]);
    forces += fmt::format(
        R"(<ExternalForce name="{0}"><applied_to_body>hand_{0}</applied_to_body>)"
        R"(<force_expressed_in_body>ground</force_expressed_in_body>)"
        R"(<point_expressed_in_body>hand_{0}</point_expressed_in_body>)"
        R"(<force_identifier>{0}_v</force_identifier><point_identifier>{0}_p</point_identifier></ExternalForce>)",
        side);
  }
  testing::value_of(capture::write_storage(loads, folder / "hands.sto"));
  HandLoad load{folder / "hands.xml", ""};
  std::ofstream(load.file) << R"(<OpenSimDocument Version="40000"><ExternalLoads name="hands"><objects>)"
                           << forces
                           << "</objects><datafile>hands.sto</datafile></ExternalLoads></OpenSimDocument>";
  load.words = fmt::format(
      "Its loads file names no data: the box hangs in the hands, half in each, with what the vertical force "
      "at "
      "the root in its own inverse dynamics is above the least (up to {:.0f} N).",
      load_N.maxCoeff());
  return load;
}

double recorded_L5_S1_Nm_max() {
  Diagnostics notes;
  const auto file = data_file(recording_named("lift_stoop15").files[1]);
  return column(testing::value_of(capture::read_storage(file, notes)), "L5_S1_Flex_Ext").maxCoeff();
}

}  // namespace loadshare::recordings
