#include "analysis/strength_curve.h"

#include <algorithm>

namespace loadshare::analysis {

StrengthPoint strength_at(const model::Model& model, const BodyProbe& probe, int free_index, double q) {
  StrengthPoint point{q};
  for (std::size_t m = 0; m < model.muscles.size(); ++m) {
    if (!model.muscles[m].applies_force) continue;
    const double arm_m = probe.arm_m(m, free_index);
    const double moment_Nm = arm_m * probe.sample().fibers[m].active_force_per_activation_N;
    (moment_Nm > 0 ? point.positive_Nm : point.negative_Nm) += moment_Nm;
    point.passive_Nm += arm_m * probe.sample().fibers[m].passive_force_N;
  }
  return point;
}

Result<std::vector<StrengthPoint>> measure_strength(const model::Model& model, model::CoordinateId coordinate,
                                                    std::span<const double> q, const Posture& posture) {
  const auto skeleton = mechanics::Skeleton::make(model);
  if (!skeleton) return skeleton.refusal();
  const auto couplings = mechanics::Couplings::make(model);
  if (!couplings) return couplings.refusal();
  const auto muscles = mechanics::MuscleMechanics::make(model, *skeleton, *couplings);
  if (!muscles) return muscles.refusal();
  const auto& free = couplings->free_coordinates();
  const auto found = std::find(free.begin(), free.end(), coordinate);
  if (found == free.end())
    return Refusal{"model " + model.name,
                   "the coordinate " + model.coordinates[coordinate.at()].name + " does not move freely",
                   "ask for the strength about a free coordinate"};
  const int free_index = static_cast<int>(found - free.begin());
  BodyProbe probe(model, *skeleton, *couplings, *muscles);
  for (const auto& setting : posture) probe.set(setting.coordinate, setting.value);
  std::vector<StrengthPoint> curve;
  for (const double value : q) {
    probe.set(coordinate, value);
    probe.measure();
    curve.push_back(strength_at(model, probe, free_index, value));
  }
  return curve;
}

}  // namespace loadshare::analysis
