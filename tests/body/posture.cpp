#include "posture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/units.h"
#include "passive.h"
#include "subject.h"
#include "written_page.h"

namespace loadshare::body_tests {
namespace {

using testing::table_head;
using testing::table_row;

// The body as it stands: angles in the sagittal plane.
class Standing {
 public:
  Standing() : model_(reference().model), poser_(reference()) {}

  // Of the direction from a to b: backward from straight up positive [deg].
  [[nodiscard]] double lean_back_deg(const Vec3& a, const Vec3& b) const {
    return degrees(std::atan2(a.x() - b.x(), b.y() - a.y()));
  }
  [[nodiscard]] Vec3 marker(const std::string& name) const {
    const auto found = std::find_if(model_.markers.begin(), model_.markers.end(),
                                    [&](const auto& m) { return m.name == name; });
    require(found != model_.markers.end(), "the body has the marker " + name);
    return poser_.at().X_GB[found->body.at()] * found->p_B;
  }
  [[nodiscard]] Vec3 joint(const std::string& name) const {
    const auto found = std::find_if(model_.joints.begin(), model_.joints.end(),
                                    [&](const auto& j) { return j.name == name; });
    require(found != model_.joints.end(), "the body has the joint " + name);
    return poser_.at().X_GB[found->parent.at()] * found->X_PF.p;
  }

  [[nodiscard]] double pelvic_tilt_deg() const {
    const Vec3 front = 0.5 * (marker("RASI") + marker("LASI")),
               back = 0.5 * (marker("RPSI") + marker("LPSI"));
    return degrees(std::atan2(back.y() - front.y(), front.x() - back.x()));
  }
  // The solid of the first sacral bodies lies along them: their forward lean is the endplate's slope.
  [[nodiscard]] double sacral_slope_deg() const {
    const auto& bones = reference().bones;
    const auto found =
        std::find_if(bones.begin(), bones.end(), [](const auto& b) { return b.name == "bone_sacrum"; });
    require(found != bones.end(), "the body has the bone bone_sacrum");
    const Vec3 up = poser_.at().X_GB[found->body.at()].R * found->X_BS.R.col(1);
    return -lean_back_deg(Vec3::Zero(), up);
  }
  // Between the first sacral body and the line through a vertebra, from the joint below to the one above.
  [[nodiscard]] double lordosis_deg(const std::string& below, const std::string& above) const {
    return sacral_slope_deg() + lean_back_deg(joint(below), joint(above));
  }
  [[nodiscard]] double radiographic_tilt_deg() const {
    return lean_back_deg(0.5 * (joint("hip_r") + joint("hip_l")), joint("L5_S1"));
  }

 private:
  const model::Model& model_;
  Poser poser_;
};

// What a coordinate is at the ends of the range of the one that it follows [deg].
struct Ends {
  double min_deg = 0, max_deg = 0;
};
Ends ends_of(const std::string& name) {
  const auto& model = reference().model;
  if (!name.starts_with("L") && !name.starts_with("T12")) {
    const auto& coordinate = model.coordinates[model.find_coordinate(name).at()];
    return {degrees(coordinate.range_min), degrees(coordinate.range_max)};
  }
  const std::string spine = name.ends_with("_FE")   ? "lumbar_extension"
                            : name.ends_with("_LB") ? "lumbar_bending"
                                                    : "lumbar_rotation";
  const auto whole_spine = ends_of(spine);
  const auto level = model.find_coordinate(name);
  Poser poser(reference());
  poser.pose({{spine, 0.1}});
  const double share = poser.at().q[level.at()] / 0.1;
  return {share * whole_spine.min_deg, share * whole_spine.max_deg};
}

std::optional<double> measure_movement(const std::string& quantity, const std::string& coordinate) {
  const auto ends = ends_of(coordinate);
  if (quantity.starts_with("flexion and extension together")) return ends.max_deg - ends.min_deg;
  if (quantity == "lateral bending, one side" || quantity == "axial rotation, one side") return ends.max_deg;
  const bool is_spine = coordinate == "lumbar_extension" || coordinate.ends_with("_FE");
  if (is_spine && (quantity == "flexion from standing" || quantity == "whole flexion")) return -ends.min_deg;
  if (is_spine && (quantity == "extension from standing" || quantity == "whole extension"))
    return ends.max_deg;
  static const std::vector<std::string> up{"flexion", "adduction", "internal rotation", "dorsiflexion",
                                           "inversion"};
  static const std::vector<std::string> down{"extension",      "abduction",      "external rotation",
                                             "hyperextension", "plantarflexion", "eversion",
                                             "toes up"};
  if (std::find(up.begin(), up.end(), quantity) != up.end()) return ends.max_deg;
  if (std::find(down.begin(), down.end(), quantity) != down.end()) return -ends.min_deg;
  return std::nullopt;
}

// Of the tissue of one level, between here and there [N m/deg].
double level_stiffness(const std::string& spine, const std::string& level, double from_deg, double to_deg) {
  PassiveProbe probe(reference());
  Poser poser(reference());
  poser.pose({{spine, 0.1}});
  const double share = poser.at().q[reference().model.find_coordinate(level).at()] / 0.1;
  const auto tissue_Nm = [&](double level_deg) {
    return probe.tissue_alone_Nm({{spine, radians(level_deg / share)}}, level);
  };
  return (tissue_Nm(from_deg) - tissue_Nm(to_deg)) / (to_deg - from_deg);
}

// Of capsules and ligaments alone, where one coordinate moves.
double tissue_Nm(const std::string& coordinate, double angle_deg) {
  PassiveProbe probe(reference());
  return probe.at({{coordinate, radians(angle_deg)}}, coordinate).tissue_Nm;
}

std::optional<double> measure_stiffness(const std::string& quantity, const std::string& coordinate) {
  if (quantity == "stiffness of a lumbar level, flexion, near neutral")
    return level_stiffness("lumbar_extension", "L4_L5_FE", -2, 0);
  if (quantity == "stiffness of a lumbar level, extension, near neutral")
    return level_stiffness("lumbar_extension", "L4_L5_FE", 0, 2);
  if (quantity == "stiffness of a lumbar level, lateral, near neutral")
    return level_stiffness("lumbar_bending", "L4_L5_LB", -1, 1);
  if (quantity == "capsule alone: stiffness at the end") {
    const double end =
        degrees(reference().model.coordinates[reference().model.find_coordinate(coordinate).at()].range_max);
    return (tissue_Nm(coordinate, end - 1) - tissue_Nm(coordinate, end));
  }
  if (quantity == "capsule alone: extension at 5 N m") {
    double from = 0, to = 60;  // degrees of extension: the moment grows
    for (int i = 0; i < 30; ++i) {
      const double middle = 0.5 * (from + to);
      (tissue_Nm(coordinate, -middle) < 5 ? from : to) = middle;
    }
    return from;
  }
  return std::nullopt;
}

std::optional<double> measure(const Standing& standing, const Row& row) {
  const auto &quantity = row.at("quantity"), &coordinate = row.at("coordinate");
  if (const auto stiffness = measure_stiffness(quantity, coordinate)) return stiffness;
  if (!coordinate.empty()) return measure_movement(quantity, coordinate);
  if (quantity.starts_with("anterior pelvic tilt standing")) return standing.pelvic_tilt_deg();
  if (quantity == "sacral slope standing") return standing.sacral_slope_deg();
  if (quantity == "radiographic pelvic tilt standing") return standing.radiographic_tilt_deg();
  if (quantity == "pelvic incidence") return standing.sacral_slope_deg() + standing.radiographic_tilt_deg();
  if (quantity == "lumbar lordosis standing L1 to S1") return standing.lordosis_deg("L1_L2", "T12_L1");
  if (quantity == "lumbar lordosis standing L4 to S1") return standing.lordosis_deg("L4_L5", "L3_L4");
  return std::nullopt;
}

std::string number_text(double value) {
  return std::abs(value) < 10 ? fmt::format("{:.1f}", value + 0.0) : whole(value);
}

}  // namespace

std::vector<RangeCheck> check_ranges(std::vector<std::string>* left_out) {
  std::vector<RangeCheck> checks;
  const Standing standing;
  for (const auto& row : read_rows("ranges.csv")) {
    const auto value = measure(standing, row);
    if (!value) {
      if (left_out) left_out->push_back(row.at("quantity"));
      continue;
    }
    checks.push_back({row.at("quantity"), row.at("coordinate"), row.at("unit"), row.at("tag"),
                      number(row, "low"), number(row, "high"), *value});
  }
  return checks;
}

std::string range_table() {
  std::vector<std::string> left_out;
  const auto checks = check_ranges(&left_out);
  const auto inside =
      std::count_if(checks.begin(), checks.end(), [](const auto& c) { return c.is_inside(); });
  std::string text = fmt::format("{} of {} lie within the published range.\n\n", inside, checks.size());
  text += table_head({"quantity", "coordinate", "body", "published", "", "evidence"});
  for (const auto& check : checks)
    text += table_row({check.quantity, check.coordinate.empty() ? "–" : check.coordinate,
                       number_text(check.value) + " " + check.unit,
                       number_text(check.low) + " to " + number_text(check.high),
                       check.is_inside() ? "" : "**outside**", check.tag});
  text += "\nNot measured here:";
  for (std::size_t i = 0; i < left_out.size(); ++i) text += (i == 0 ? " " : "; ") + left_out[i];
  return text + ".\n";
}

}  // namespace loadshare::body_tests
