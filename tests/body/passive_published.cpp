#include "passive_published.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "passive.h"
#include "subject.h"
#include "written_page.h"

namespace loadshare::body_tests {
namespace {

using testing::table_head;
using testing::table_row;

std::vector<PublishedPassive> postures() {
  std::vector<PublishedPassive> list;
  for (const double knee : {0.0, 45.0, 90.0})
    for (const double hip : {-10.0, 0.0, 30.0, 60.0, 90.0})
      list.push_back({"hip_flexion_r", hip, knee, 0, riener_hip_Nm(hip, knee)});
  for (const double hip : {0.0, 45.0, 90.0})
    for (const double knee : {10.0, 30.0, 60.0, 90.0})
      list.push_back({"knee_angle_r", hip, knee, 0, riener_knee_Nm(hip, knee, 0)});
  for (const double knee : {0.0, 45.0, 90.0})
    for (const double ankle : {-20.0, 0.0, 10.0, 20.0, 30.0})
      list.push_back({"ankle_angle_r", 0, knee, ankle, riener_ankle_Nm(knee, ankle)});
  return list;
}

}  // namespace

double riener_hip_Nm(double hip_deg, double knee_deg) {
  return std::exp(1.4655 - 0.0034 * knee_deg - 0.0750 * hip_deg) -
         std::exp(1.3403 - 0.0226 * knee_deg + 0.0305 * hip_deg) + 8.072;
}

double riener_knee_Nm(double hip_deg, double knee_deg, double dorsiflexion_deg) {
  return std::exp(1.800 + 0.0460 * dorsiflexion_deg - 0.0352 * knee_deg + 0.0217 * hip_deg) -
         std::exp(-3.971 + 0.0004 * dorsiflexion_deg + 0.0495 * knee_deg - 0.0128 * hip_deg) - 4.820 +
         std::exp(2.220 - 0.150 * knee_deg);
}

double riener_ankle_Nm(double knee_deg, double dorsiflexion_deg) {
  return std::exp(-7.9763 - 0.1949 * dorsiflexion_deg + 0.0008 * knee_deg) -
         std::exp(2.1016 + 0.0843 * dorsiflexion_deg - 0.0176 * knee_deg) + 1.792;
}

bool PublishedPassive::is_near() const {
  const double low = std::min({published_Nm / 2, published_Nm * 2, published_Nm}) - 5;
  const double high = std::max({published_Nm / 2, published_Nm * 2, published_Nm}) + 5;
  return body_Nm() >= low && body_Nm() <= high;
}

const std::vector<PublishedPassive>& measure_published_passive() {
  static const auto measured = [] {
    PassiveProbe probe(reference());
    auto list = postures();
    for (auto& posture : list) {
      const auto moments = probe.at({{"hip_flexion_r", radians(posture.hip_deg)},
                                     {"knee_angle_r", radians(posture.knee_deg)},
                                     {"ankle_angle_r", radians(posture.ankle_deg)}},
                                    posture.coordinate);
      posture.tissue_Nm = moments.tissue_Nm;
      posture.muscles_Nm = moments.muscles_Nm;
    }
    return list;
  }();
  return measured;
}

std::string published_passive_table() {
  const auto& measured = measure_published_passive();
  const auto near = std::ranges::count_if(measured, &PublishedPassive::is_near);
  std::string text = fmt::format("{} of {} lie near.\n\n", near, measured.size());
  text += table_head({"coordinate", "hip, knee, ankle", "body", "of it muscles", "measured", ""});
  for (const auto& posture : measured)
    text += table_row({posture.coordinate,
                       fmt::format("{}°, {}°, {}°", whole(posture.hip_deg), whole(posture.knee_deg),
                                   whole(posture.ankle_deg)),
                       whole(posture.body_Nm()), whole(posture.muscles_Nm), whole(posture.published_Nm),
                       posture.is_near() ? "" : "**off**"});
  return text;
}

}  // namespace loadshare::body_tests
