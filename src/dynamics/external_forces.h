// External forces: measured forces, tied to the bodies of a model and known at any time, and pulls.
#pragma once

#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "base/time_series.h"
#include "capture/external_loads.h"
#include "dynamics/pulls.h"
#include "mechanics/pose.h"
#include "mechanics/spatial.h"
#include "model/model.h"
#include "numerics/function.h"
#include "numerics/spline.h"

namespace loadshare::dynamics {

// One force at one time, in ground.
struct ExternalForceValue {
  model::BodyId body;
  Vec3 force_G = Vec3::Zero();   // N
  Vec3 point_G = Vec3::Zero();   // where it acts; the body's origin where no point is given
  Vec3 torque_G = Vec3::Zero();  // N m, free
};

// Measured forces count in size() and have a value() by number; pulls stand apart, and add_external_forces
// adds both. Between the recording's samples runs a natural cubic spline; straight lines where there are only
// two or three samples, a constant where there is one (as OpenSim's ExternalForce).
class ExternalForces {
 public:
  ExternalForces() = default;  // none

  [[nodiscard]] std::size_t size() const { return forces_.size(); }
  [[nodiscard]] const std::string& name(std::size_t i) const { return forces_[i].name; }
  [[nodiscard]] model::BodyId body(std::size_t i) const { return forces_[i].body; }

  // What force `i` consists of.
  struct Kinds {
    bool force = false, point = false, torque = false;
  };
  [[nodiscard]] Kinds kinds(std::size_t i) const {
    return {forces_[i].has_force, forces_[i].has_point, forces_[i].has_torque};
  }

  // What pulls on the body beside, at every time alike (dynamics/carried_loads.h).
  void set_pulls(std::vector<Pull> pulls) { pulls_ = std::move(pulls); }
  [[nodiscard]] const std::vector<Pull>& pulls() const { return pulls_; }

  // Precondition: i < size(). Allocates nothing.
  [[nodiscard]] ExternalForceValue value(std::size_t i, double time_s, const mechanics::Pose& pose) const;

  // Whether the recording covers these times (ascending). Refused: beyond an end by more than one
  // sample's step, where forces would be guessed, not measured; naming both ranges. Up to a step the
  // spline goes on beyond its end, as in OpenSim, and a finding says so.
  [[nodiscard]] Result<Done> check_times(std::span<const double> times_s, Diagnostics& notes) const;

 private:
  friend Result<ExternalForces> bind_external_forces(const capture::ExternalLoads&, const TimeSeries&,
                                                     const model::Model&, Diagnostics&);
  static constexpr std::size_t values_max = 9;  // force, point, torque
  struct Force {
    std::string name;
    model::BodyId body, force_body, point_body;  // applied to, expressed in
    bool has_force = false, has_point = false, has_torque = false;
    // x, y, z of what there is, in the order force, point, torque: the one or the other.
    numerics::SplineSet splines;
    std::vector<numerics::Function> functions;
  };
  static Result<Done> lay_functions(Force& force, const TimeSeries& recording,
                                    const std::vector<std::size_t>& columns, const std::string& where);
  static void evaluate(const Force& force, double time_s, std::array<double, values_max>& values);

  std::vector<Force> forces_;
  std::vector<Pull> pulls_;
  std::string where_;
  double begin_s_ = 0, end_s_ = 0;             // of the recording
  double first_step_s_ = 0, last_step_s_ = 0;  // 0 where there is one sample only
};

// Refused: a body that the model lacks, columns that cannot be bound (capture::bind_columns), values
// that are not finite. A frame to express in that the model lacks is taken for ground, as in OpenSim,
// with a finding; a force that is switched off is left out, with a finding.
[[nodiscard]] Result<ExternalForces> bind_external_forces(const capture::ExternalLoads& loads,
                                                          const TimeSeries& recording,
                                                          const model::Model& model, Diagnostics& notes);

// Adds all of them to the forces on the bodies, about the bodies' origins (one entry a body).
void add_external_forces(const ExternalForces& external, double time_s, const mechanics::Pose& pose,
                         std::span<mechanics::SpatialForce> body_forces);

}  // namespace loadshare::dynamics
