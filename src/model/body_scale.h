// How a person's body differs from the reference person of models/body: what scale_person.h chooses and
// build_body applies.
#pragma once

#include <map>
#include <string>

#include "base/transform.h"

namespace loadshare::model {

enum class Sex { man, woman };

struct BodyScale {
  // Per scale_group of bodies.csv, along the body's axes. A group that is not named keeps the reference's
  // size.
  std::map<std::string, Vec3> factors;
  double height_m = 0;
  double mass_kg = 0;  // shared out by the sex's column of mass shares
  Sex sex = Sex::man;  // also says which specific tension of strength.csv is taken
  // Volume of all muscles over the reference person's. A muscle's PCSA is the reference's times this, over
  // the ratio in which its own fibres were lengthened (volume = PCSA times fibre length).
  double muscle_volume_ratio = 1;

  [[nodiscard]] Vec3 factor(const std::string& scale_group) const {
    const auto at = factors.find(scale_group);
    return at == factors.end() ? Vec3::Ones().eval() : at->second;
  }
};

}  // namespace loadshare::model
