// The heart of box_qp.h: Newton steps on the dual. Internal to numerics.
#pragma once

#include <limits>

#include "numerics/box_qp.h"

namespace loadshare::numerics {

struct DualOutcome {
  BoxStatus status = BoxStatus::not_converged;
  int factorisations = 0;
  double residual_ratio_max = std::numeric_limits<double>::infinity();
};

// Begins at workspace.y; leaves there the multipliers, in workspace.x the unknowns and, where
// infeasible, the certificate in workspace.direction.
[[nodiscard]] DualOutcome solve_box_dual(const BoxProblem& problem, const BoxOptions& options,
                                         BoxWorkspace& workspace);
// The unknown that the slope (A'y)_i asks for before its bounds: where w |x|^n - slope x is least.
[[nodiscard]] double conjugate_point(double slope, double weight, double exponent);

}  // namespace loadshare::numerics
