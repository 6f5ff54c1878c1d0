// What compute_tension asks of a sample, from what the load-sharing solver was given and answered.
#pragma once

#include <optional>
#include <vector>

#include "sharing/share_load.h"
#include "tension/compute_tension.h"

namespace loadshare::tension {

// The actuator that is the pressure in the belly, and p A at a control of 1.
struct BraceActuator {
  int actuator = 0;
  double tension_N_per_unit = 0;
};

// `muscles`: of each muscle of the layout, which one of the model it is. Actuators are
// held unless they may vary, shortfalls of conditions are held, surpluses are not. Passive tension is fixed
// where the settings include it and left out where not, as in `shared.tension_N`. Muscles of the model that
// are not in the layout hold nothing. Preconditions: shapes agree; `shared` is the answer to `sample`,
// balanced.
[[nodiscard]] SampleBalance make_sample_balance(const sharing::SharingLayout& layout,
                                                const sharing::SharingSettings& settings,
                                                const sharing::SharingSample& sample,
                                                const sharing::SharedSample& shared,
                                                const std::vector<model::MuscleId>& muscles,
                                                std::size_t model_muscle_count,
                                                const std::optional<BraceActuator>& brace = {});

}  // namespace loadshare::tension
