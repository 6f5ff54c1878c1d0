#include "strength.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "base/units.h"
#include "written_page.h"

namespace loadshare::body_tests {
namespace {

using testing::table_head;
using testing::table_row;

struct Drive {
  std::string coordinate;  // whose angle is given
  int sign = 1;            // of the moment that is asked for
  std::string about;       // the coordinate that the moment is about
};

Drive drive_of(const std::string& joint, const std::string& direction) {
  static const std::map<std::string, Drive> drives{
      {"hip extension", {"hip_flexion_r", -1, "hip_flexion_r"}},
      {"hip flexion", {"hip_flexion_r", 1, "hip_flexion_r"}},
      {"hip abduction", {"hip_adduction_r", -1, "hip_adduction_r"}},
      {"hip adduction", {"hip_adduction_r", 1, "hip_adduction_r"}},
      {"hip external_rotation", {"hip_rotation_r", -1, "hip_rotation_r"}},
      {"hip internal_rotation", {"hip_rotation_r", 1, "hip_rotation_r"}},
      {"knee extension", {"knee_angle_r", -1, "knee_angle_r"}},
      {"knee flexion", {"knee_angle_r", 1, "knee_angle_r"}},
      {"ankle plantarflexion", {"ankle_angle_r", -1, "ankle_angle_r"}},
      {"ankle dorsiflexion", {"ankle_angle_r", 1, "ankle_angle_r"}},
      {"lumbar extension", {"lumbar_extension", 1, "L5_S1_FE"}},
      {"lumbar flexion", {"lumbar_extension", -1, "L5_S1_FE"}},
      {"lumbar bending", {"lumbar_bending", 1, "L5_S1_LB"}},
      {"lumbar rotation", {"lumbar_rotation", 1, "L5_S1_AR"}}};
  const auto found = drives.find(joint + " " + direction);
  require(found != drives.end(), "a known way to drive a joint: " + joint + " " + direction);
  return found->second;
}

bool is_measured(const Row& row) { return row.at("joint") != "trunk"; }

double peak_angle_deg(Poser& poser, const model::FullBody& body, const std::string& joint,
                      const std::string& direction) {
  const auto drive = drive_of(joint, direction);
  const auto& coordinate = body.model.coordinates[body.model.find_coordinate(drive.coordinate).at()];
  const std::map<std::string, double> posture = joint == "knee"     ? parse_posture("hip_flexion_r=90")
                                                : joint == "lumbar" ? std::map<std::string, double>{}
                                                                    : parse_posture("knee_angle_r=90");
  double best_Nm = -1, best_deg = 0;
  for (double angle = degrees(coordinate.range_min); angle <= degrees(coordinate.range_max) + 1e-9;
       angle += 5) {
    const double moment = strength_Nm(poser, body, joint, direction, angle, posture);
    if (moment > best_Nm) best_Nm = moment, best_deg = angle;
  }
  return best_deg;
}

// The angles of the greatest moment.
std::string peaks() {
  std::string text = table_head({"strongest at", "person", "body", "published", "evidence"});
  Poser of_man(man()), of_woman(woman());
  for (const auto& row : read_rows("strength_shape.csv")) {
    const auto& quantity = row.at("quantity");
    if (!quantity.starts_with("angle_of_peak_deg")) continue;
    const bool is_woman = quantity.ends_with(" woman");
    const double angle = peak_angle_deg(is_woman ? of_woman : of_man, is_woman ? woman() : man(),
                                        row.at("joint"), row.at("direction"));
    const double low = number(row, "low"), high = number(row, "high");
    text += table_row(
        {row.at("joint") + " " + row.at("direction"), is_woman ? "woman" : "man", whole(angle) + "°",
         whole(low) + " to " + whole(high) + "°" + (angle >= low && angle <= high ? "" : " **outside**"),
         row.at("tag")});
  }
  return text;
}

// Ratios of moments, the man's but for the one of both.
std::optional<double> measure_ratio(Poser& of_man, Poser& of_woman, const std::string& quantity) {
  const auto of = [&](const char* joint, const char* direction, double angle_deg, const char* at = "") {
    return strength_Nm(of_man, man(), joint, direction, angle_deg, parse_posture(at));
  };
  if (quantity == "ratio of extension to flexion at 0")
    return of("lumbar", "extension", 0) / of("lumbar", "flexion", 0);
  if (quantity == "ratio of moment at 50 to that at 0 degrees of flexion")
    return of("lumbar", "extension", -50) / of("lumbar", "extension", 0);
  if (quantity == "ratio of woman to man, absolute")
    return strength_Nm(of_woman, woman(), "lumbar", "extension", 0, {}) / of("lumbar", "extension", 0);
  if (quantity.starts_with("torque falls from 10 degrees adducted to 40 abducted"))
    return of("hip", "abduction", -40) / of("hip", "abduction", 10);
  if (quantity == "ratio of flexion to extension at 60 degrees")
    return of("knee", "flexion", 60, "hip_flexion_r=90") / of("knee", "extension", 60, "hip_flexion_r=90");
  return std::nullopt;
}

std::string ratios() {
  std::string text = table_head({"moment", "ratio", "body", "published", "evidence"});
  Poser of_man(man()), of_woman(woman());
  for (const auto& row : read_rows("strength_shape.csv")) {
    const auto ratio = measure_ratio(of_man, of_woman, row.at("quantity"));
    if (!ratio) continue;
    const double low = number(row, "low"), high = number(row, "high");
    text += table_row(
        {row.at("joint") + " " + row.at("direction"), row.at("quantity"), fmt::format("{:.2f}", *ratio),
         fmt::format("{:g} to {:g}", low, high) + (*ratio >= low && *ratio <= high ? "" : " **outside**"),
         row.at("tag")});
  }
  return text;
}

}  // namespace

double strength_Nm(Poser& poser, const model::FullBody& body, const std::string& joint,
                   const std::string& direction, double angle_deg,
                   const std::map<std::string, double>& posture) {
  const auto drive = drive_of(joint, direction);
  auto values = posture;
  values[drive.coordinate] = radians(angle_deg);
  poser.pose(values);
  double moment_Nm = 0;
  for (std::size_t m = 0; m < body.model.muscles.size(); ++m)
    moment_Nm += std::max(0.0, drive.sign * poser.arm_m(m, drive.about) *
                                   poser.sample().fibers[m].active_force_per_activation_N);
  return moment_Nm;
}

std::vector<StrengthCheck> check_strength() {
  std::vector<StrengthCheck> checks;
  Poser of_man(man()), of_woman(woman());
  for (const auto& row : read_rows("strength.csv")) {
    if (!is_measured(row)) continue;
    StrengthCheck check;
    check.joint = row.at("joint"), check.direction = row.at("direction"), check.sex = row.at("sex");
    check.at = row.at("at"), check.person = row.at("person"), check.tag = row.at("tag");
    check.angle_deg = number(row, "angle_deg");
    check.low_Nm = number(row, "low_Nm"), check.high_Nm = number(row, "high_Nm");
    const bool is_man = check.sex == "man";
    check.moment_Nm = strength_Nm(is_man ? of_man : of_woman, is_man ? man() : woman(), check.joint,
                                  check.direction, check.angle_deg, parse_posture(check.at));
    checks.push_back(std::move(check));
  }
  return checks;
}

std::string strength_tables() {
  const auto checks = check_strength();
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  std::vector<Key> order;
  std::map<Key, std::vector<const StrengthCheck*>> lines;
  std::size_t inside = 0;
  for (const auto& check : checks) {
    const Key key{check.joint + " " + check.direction, check.sex, check.at, check.tag};
    if (!lines.contains(key)) order.push_back(key);
    lines[key].push_back(&check);
    inside += check.is_inside();
  }
  std::string text = fmt::format("{} of {} lie within their band.\n\n", inside, checks.size());
  text += table_head({"moment", "person", "at", "angle: N m (band)", "inside", "evidence"});
  for (const auto& key : order) {
    std::string points;
    std::size_t good = 0;
    for (const auto* check : lines[key]) {
      points += fmt::format("{}{}°: {} ({} to {}){}", points.empty() ? "" : "; ", whole(check->angle_deg),
                            whole(check->moment_Nm), whole(check->low_Nm), whole(check->high_Nm),
                            check->is_inside() ? "" : " **outside**");
      good += check->is_inside();
    }
    const auto& [what, sex, at, tag] = key;
    text += table_row(
        {what, sex, at.empty() ? "–" : at, points, fmt::format("{} of {}", good, lines[key].size()), tag});
  }
  return text + "\n" + peaks() + "\n" + ratios();
}

}  // namespace loadshare::body_tests
