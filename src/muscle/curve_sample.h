// A curve's value and slope at one abscissa.
#pragma once

namespace loadshare::muscle {

struct CurveSample {
  double value = 0, slope = 0;
};

}  // namespace loadshare::muscle
