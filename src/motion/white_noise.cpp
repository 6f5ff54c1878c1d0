#include "motion/white_noise.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace loadshare::motion {

double find_white_noise(const SampleMatrix& positions_m, std::size_t point) {
  std::vector<double> differences;
  for (Eigen::Index k = 0; k < 3; ++k) {
    const auto x = positions_m.col(3 * static_cast<Eigen::Index>(point) + k);
    for (Eigen::Index i = 0; i + 4 < x.size(); ++i) {
      const double difference = x[i] - 4 * x[i + 1] + 6 * x[i + 2] - 4 * x[i + 3] + x[i + 4];
      if (std::isfinite(difference)) differences.push_back(std::abs(difference));
    }
  }
  if (differences.empty()) return 0;
  const auto middle = differences.begin() + static_cast<long>(differences.size() / 2);
  std::ranges::nth_element(differences, middle);
  // The weights of a fourth difference have squares of 1 + 16 + 36 + 16 + 1 = 70.
  return *middle / (0.6745 * std::sqrt(70.0));
}

}  // namespace loadshare::motion
