// The coordinates that a survey sweeps, and product grids of them.
#pragma once

#include <vector>

#include "analysis/survey_model.h"
#include "mechanics/couplings.h"
#include "mechanics/muscle_mechanics.h"

namespace loadshare::analysis {

// A free coordinate with a joint's range, and the muscles that span it, ascending.
struct Swept {
  model::CoordinateId coordinate;
  int free_index = 0;
  std::vector<std::size_t> muscles;

  [[nodiscard]] bool is_spanned_by(std::size_t muscle) const;
};
[[nodiscard]] std::vector<Swept> find_swept(const model::Model& model, const mechanics::Couplings& couplings,
                                            const mechanics::MuscleMechanics& muscles, bool right_only);

// From end to end of the range, evenly, at most the step apart.
[[nodiscard]] std::vector<double> places_of(const model::Coordinate& coordinate, double step_rad);

// Its nodes are counted with the last axis fastest.
struct Grid {
  std::vector<const Swept*> axes;
  std::vector<std::vector<double>> places;  // by axis

  [[nodiscard]] std::size_t size() const;
  // From one place of the axis to the next.
  [[nodiscard]] std::size_t stride(std::size_t axis) const;
  [[nodiscard]] std::size_t place(std::size_t node, std::size_t axis) const;
  [[nodiscard]] Posture posture(std::size_t node) const;
};

}  // namespace loadshare::analysis
