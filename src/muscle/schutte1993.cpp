#include "muscle/schutte1993.h"

#include <cmath>

namespace loadshare::muscle {
namespace {

CurveSample not_negative(const numerics::Function& curve, double x) {
  const double value = curve.value(x);
  if (value < 0) return {};
  return {value, curve.derivative(x)};
}

}  // namespace

CurveSample Schutte1993Curves::active_force_length(double length) const {
  return not_negative(parameters.active_force_length, length);
}

CurveSample Schutte1993Curves::passive_force_length(double length) const {
  if (!parameters.exponential_passive) return not_negative(parameters.passive_force_length, length);
  const double value = std::exp(8 * (length - 1) - 4);
  return {value, 8 * value};
}

CurveSample Schutte1993Curves::force_velocity(double velocity) const {
  const double growth = std::exp((0.04 + velocity) / 0.18), below = 1 + growth;
  return {1.8 - 1.8 / below, 1.8 / 0.18 * growth / (below * below)};
}

CurveSample Schutte1993Curves::tendon_force_length(double length) const {
  const double strain = length - 1;
  if (strain < 0) return {};
  return {parameters.tendon_force_length.value(strain), parameters.tendon_force_length.derivative(strain)};
}

}  // namespace loadshare::muscle
