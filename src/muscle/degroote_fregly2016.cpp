#include "muscle/degroote_fregly2016.h"

#include <array>
#include <cmath>

namespace loadshare::muscle {
namespace {

struct Bell {
  double height, center, width, skew;
};
constexpr std::array<Bell, 3> bells{
    {{0.8150671134243542, 1.055033428970575, 0.162384573599574, 0.063303448465465},
     {0.433004984392647, 0.716775413397760, -0.029947116970696, 0.200356847296188},
     {0.1, 1.0, 0.353553390593274, 0.0}}};
constexpr double passive_shape = 4, shortest_length = 0.2;
constexpr double d1 = -0.3211346127989808, d2 = -8.149, d3 = -0.374, d4 = 0.8825327733249912;
constexpr double c1 = 0.2, c2 = 1, c3 = 0.2;

}  // namespace

CurveSample DeGrooteFregly2016Curves::active_force_length(double length) const {
  const double scale = parameters.active_force_width_scale;
  const double x = (length - 1) / scale + 1;
  CurveSample sum;
  for (const Bell& bell : bells) {
    const double width = bell.width + bell.skew * x, off = x - bell.center;
    const double value = bell.height * std::exp(-0.5 * (off * off) / (width * width));
    sum.value += value;
    sum.slope -= value * off * (bell.width + bell.center * bell.skew) / (width * width * width);
  }
  sum.slope /= scale;
  return sum;
}

CurveSample DeGrooteFregly2016Curves::passive_force_length(double length) const {
  if (parameters.ignore_passive_fiber_force) return {};
  const double rate = passive_shape / parameters.passive_fiber_strain_at_one_norm_force;
  const double at_shortest = std::exp(rate * (shortest_length - 1));
  const double scale = std::exp(passive_shape) - at_shortest;
  const double growth = std::exp(rate * (length - 1));
  return {(growth - at_shortest) / scale, rate * growth / scale};
}

CurveSample DeGrooteFregly2016Curves::force_velocity(double velocity) const {
  const double x = d2 * velocity + d3, root = std::sqrt(x * x + 1);
  return {d1 * std::log(x + root) + d4, d1 * d2 / root};
}

CurveSample DeGrooteFregly2016Curves::tendon_force_length(double length) const {
  const double rate = std::log((1 + c3) / c1) / (1 + parameters.tendon_strain_at_one_norm_force - c2);
  const double growth = c1 * std::exp(rate * (length - c2));
  return {growth - c3, rate * growth};
}

}  // namespace loadshare::muscle
