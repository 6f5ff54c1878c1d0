// How much a point trembles from sample to sample.
#pragma once

#include "base/time_series.h"

namespace loadshare::motion {

// Standard deviation of white noise on each axis of point `point` (columns 3 point ...) [m]: the median of
// fourth differences over 0.6745 sqrt(70), which smooth movement hardly enters. 0 where nowhere five samples
// in a row were seen.
[[nodiscard]] double find_white_noise(const SampleMatrix& positions_m, std::size_t point);

}  // namespace loadshare::motion
