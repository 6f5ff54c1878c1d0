// Isometric strength against published bands (strength.csv, strength_shape.csv).
#pragma once

#include <string>
#include <vector>

#include "subject.h"

namespace loadshare::body_tests {

struct StrengthCheck {
  std::string joint, direction, sex, at, person, tag;
  double angle_deg = 0, low_Nm = 0, high_Nm = 0;
  double moment_Nm = 0;
  [[nodiscard]] bool is_inside() const { return moment_Nm >= low_Nm && moment_Nm <= high_Nm; }
};
[[nodiscard]] std::vector<StrengthCheck> check_strength();

// Of the muscles that drive the joint that way, at full activation, without passive parts [N m]; the trunk's
// about L5/S1 by itself.
[[nodiscard]] double strength_Nm(Poser& poser, const model::FullBody& body, const std::string& joint,
                                 const std::string& direction, double angle_deg,
                                 const std::map<std::string, double>& posture);

[[nodiscard]] std::string strength_tables();

}  // namespace loadshare::body_tests
