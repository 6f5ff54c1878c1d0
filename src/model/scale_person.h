// From a person to the size of their body: one factor a group of bodies, mass, muscle volume, and why.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "model/body_scale.h"
#include "model/body_tables.h"
#include "model/person.h"

namespace loadshare::model {

// One line of the report: what was chosen, how, and where that comes from.
struct ScalingChoice {
  std::string subject, choice, source;
};

struct PersonScale {
  BodyScale scale;
  std::vector<ScalingChoice> choices;
  // Sole to crown of the scaled skeleton, upright: the height given, unless measured lengths say otherwise.
  double height_by_lengths_m = 0;
};

// Volume of the muscles of one leg [cm^3] by height and mass: Handsfield 2014, with the coefficients that
// Rajagopal 2016 scales its model with (the printed ones, 47 and 1285, differ by less than half a percent).
[[nodiscard]] double leg_muscle_volume_cm3(double height_m, double mass_kg);

// The default is the ratio of the statures in every direction. A measured distance sets the factor of the
// groups that carry at least a quarter of it in the reference's zero position; what lies between its ends
// besides keeps its factor. Distances that point sideways (RASI to LASI) set widths, all others length and
// depth, and the width too where none is measured. Those that fewer groups carry go first; several for the
// same groups are averaged; one whose groups are set already is only compared.
// `measured` are further distances, from a recording of standing. Refuses a landmark that the tables do not
// have, and a distance that no one of this height has (0.7 to 1.4 times what it leads to expect). Findings:
// sizes outside those that the published figures rest on, and lengths that contradict each other or the
// height.
[[nodiscard]] Result<PersonScale> choose_scale(const Person& person, const BodyTables& tables,
                                               const std::vector<MeasuredDistance>& measured,
                                               Diagnostics& notes);

}  // namespace loadshare::model
