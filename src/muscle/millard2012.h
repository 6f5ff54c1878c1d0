// Muscle curves of Millard, Uchida, Seth & Delp 2013 (J Biomech Eng 135:021005) with the shapes of OpenSim's
// SmoothSegmentedFunctionFactory. Lengths in optimal fibre lengths (tendon: slack lengths), velocities in
// maximal contraction velocities (lengthening positive), forces in maximal isometric forces.
#pragma once

#include <string>

#include "base/result.h"
#include "muscle/bezier_curve.h"
#include "muscle/parameters.h"

namespace loadshare::muscle {

struct Millard2012Curves {
  BezierCurve active_force_length, force_velocity, passive_force_length, tendon_force_length;
};

// `elastic_undamped`: tendon compliance is not ignored and fibre damping is below 0.001. OpenSim then keeps
// the active curve's minimum above 0.1 and the end slopes of force-velocity above half the slopes near
// them; otherwise both are 0. Refuses parameters that give no curve; `where` names the muscle.
[[nodiscard]] Result<Millard2012Curves> make_millard2012_curves(const Millard2012Parameters& parameters,
                                                                bool elastic_undamped,
                                                                const std::string& where);

}  // namespace loadshare::muscle
