#include "service/model_tables.h"

#include <algorithm>
#include <limits>

#include "analysis/survey_model.h"
#include "base/units.h"

namespace loadshare::service {

Result<ModelTables> make_model_tables(const model::Model& model) {
  analysis::SurveyOptions options;
  options.step_rad = radians(10);
  // Tables only: jumps are not looked for.
  options.arm_jump_m = options.length_jump_m = std::numeric_limits<double>::infinity();
  const auto survey = analysis::survey_model(model, options);
  if (!survey) return survey.refusal();
  ModelTables tables;
  for (std::size_t i = 0; i < model.muscles.size(); ++i) {
    const auto& muscle = model.muscles[i];
    const auto& fiber = survey->fibers[i];
    tables.muscles.push_back({muscle.name, muscle.max_isometric_force_N, muscle.optimal_fiber_length_m,
                              muscle.tendon_slack_length_m, muscle.pennation_at_optimal_rad, fiber.at_default,
                              fiber.min, fiber.max});
  }
  for (const auto& sweep : survey->sweeps) {
    const auto& coordinate = model.coordinates[sweep.coordinate.at()];
    CoordinateStrength strength{coordinate.name, coordinate.motion, {}};
    bool is_driven = false;
    for (const auto& point : sweep.strength) {
      strength.places.push_back({point.q, point.positive_Nm, point.negative_Nm, point.passive_Nm});
      is_driven |= point.positive_Nm > 0 || point.negative_Nm < 0;
    }
    if (is_driven) tables.strengths.push_back(std::move(strength));
  }
  return tables;
}

}  // namespace loadshare::service
