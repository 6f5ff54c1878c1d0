// What the built-in body stands on, carries and holds itself with beside single muscles: contacts, brace,
// stability.
#pragma once

#include "analysis/analyse.h"
#include "analysis/study.h"
#include "base/diagnostics.h"
#include "base/result.h"
#include "tension/cuts.h"

namespace loadshare::analysis {

// Reads the scene, where there is one. Refused: what read_scene refuses, and a scene with a model that is not
// the built-in body, which has no contact points.
[[nodiscard]] Result<Done> read_scene_of(const AnalyseInputs& inputs, Study& study);

// Contacts where the scene has supports (bodies with measured forces are left to those), pressure in the
// belly unless the level is none, stability where it is asked for or a load is carried. Does nothing for
// other models.
[[nodiscard]] Result<Done> add_surroundings(const AnalyseInputs& inputs,
                                            const std::vector<tension::Cut>& cuts, Study& study,
                                            Diagnostics& notes);

// Activations held near an EMG, where one is given.
[[nodiscard]] Result<Done> add_measured_activity(const AnalyseInputs& inputs, Study& study,
                                                 Diagnostics& notes);

// Whether the levels are held stable at this pose: always where it is asked for; else where the trunk is
// within 45 degrees of upright.
[[nodiscard]] bool holds_stable(const Study& study, const mechanics::Pose& pose);

}  // namespace loadshare::analysis
