#include "muscle/thelen2003.h"

#include <cmath>

namespace loadshare::muscle {

CurveSample Thelen2003Curves::active_force_length(double length) const {
  const double off = length - 1;
  const double value = std::exp(-off * off / parameters.k_shape_active);
  return {value, -2 * off / parameters.k_shape_active * value};
}

CurveSample Thelen2003Curves::passive_force_length(double length) const {
  if (length <= 1) return {};
  const double k = parameters.k_shape_passive, strain = parameters.fmax_muscle_strain;
  const double growth = std::exp(k * (length - 1) / strain), scale = std::exp(k) - 1;
  return {(growth - 1) / scale, k / strain * growth / scale};
}

// Eq. 6: v / (0.25 + 0.75 a) = (f - 1) / b with f the force over activation times force-length, eq. 7:
// b = 1 + f / af shortening, b = (2 + 2 / af)(f_len - f) / (f_len - 1) lengthening.
CurveSample Thelen2003Curves::force_velocity(double velocity, double activation) const {
  const double unit = 0.25 + 0.75 * activation;
  const double w = velocity / unit, af = parameters.af, longest = parameters.f_len;
  if (w <= -1) return {};
  if (w <= 0) {
    const double below = 1 - w / af;
    return {(1 + w) / below, (1 + 1 / af) / (below * below) / unit};
  }
  const double k = 2 + 2 / af, span = longest - 1;
  const double last = parameters.fv_linear_extrap_threshold * longest;
  const double last_w = (last - 1) * span / (k * (longest - last));
  if (w < last_w) {
    const double below = span + w * k;
    return {(span + w * k * longest) / below, k * span * span / (below * below) / unit};
  }
  const double slope = k * (longest - last) * (longest - last) / (span * span);
  return {last + (w - last_w) * slope, slope / unit};
}

CurveSample Thelen2003Curves::tendon_force_length(double length) const {
  constexpr double toe_shape = 3, toe_force = 0.33;
  const double strain = length - 1, cube = std::exp(toe_shape);
  // The paper rounds these to 0.609 and 1.712 over the strain at maximal force.
  const double toe_strain = 99 * parameters.fmax_tendon_strain * cube / (166 * cube - 67);
  const double stiffness = (1 - toe_force) / (parameters.fmax_tendon_strain - toe_strain);
  if (strain > toe_strain) return {toe_force + stiffness * (strain - toe_strain), stiffness};
  if (strain <= 0) return {};
  const double growth = std::exp(toe_shape * strain / toe_strain), scale = toe_force / (cube - 1);
  return {scale * (growth - 1), scale * toe_shape / toe_strain * growth};
}

}  // namespace loadshare::muscle
