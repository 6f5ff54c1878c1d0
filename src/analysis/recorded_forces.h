// Forces beside the actuators that OpenSim's force files report: measured external forces, and contact
// spheres.
#pragma once

#include <string>
#include <vector>

#include "analysis/analyze_context.h"

namespace loadshare::analysis {

// Columns over the samples given.
struct RecordedForces {
  // Contact spheres, twelve columns each: force and torque on the sphere's body, then on the
  // half-space's, about the bodies' origins, in ground. actuators_before: by sphere, how many actuators of
  // the model's force order stand before it.
  std::vector<std::string> contact_labels;
  SampleMatrix contacts;
  std::vector<std::size_t> actuators_before;
  // External forces: force and torque in ground, the point in the body's own frame.
  std::vector<std::string> external_labels;
  SampleMatrix external;
};

[[nodiscard]] RecordedForces record_forces(const AnalyzeContext& context,
                                           const std::vector<std::size_t>& samples);

}  // namespace loadshare::analysis
