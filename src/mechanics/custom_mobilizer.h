// A Simbody mobilizer whose three angles and three distances are functions of its coordinates: the
// custom joint of .osim files. C++17; seen by simbody_tree.cpp only.
#pragma once

#include <Simbody.h>

#include <array>
#include <vector>

#include "mechanics/simbody_tree.h"

namespace loadshare::mechanics {

// Rotations are body-fixed in order; translations along the parent's joint frame F:
//   R_FM = R(a1, f1) R(a2, f2) R(a3, f3),  p_FM = sum_k t_k g_k
class CustomMobilizer : public SimTK::MobilizedBody::Custom::Implementation {
 public:
  CustomMobilizer(SimTK::SimbodyMatterSubsystem& matter, int coordinate_count,
                  std::array<AxisMotion, 6> motions, JointRules rules);

  Implementation* clone() const override { return new CustomMobilizer(*this); }
  SimTK::Transform calcMobilizerTransformFromQ(const SimTK::State& state, int count,
                                               const SimTK::Real* q) const override;
  SimTK::SpatialVec multiplyByHMatrix(const SimTK::State& state, int count,
                                      const SimTK::Real* u) const override;
  void multiplyByHTranspose(const SimTK::State& state, const SimTK::SpatialVec& force, int count,
                            SimTK::Real* f) const override;
  SimTK::SpatialVec multiplyByHDotMatrix(const SimTK::State& state, int count,
                                         const SimTK::Real* u) const override;
  void multiplyByHDotTranspose(const SimTK::State& state, const SimTK::SpatialVec& force, int count,
                               SimTK::Real* f) const override;
  void realizeTopology(SimTK::State& state) const override;

 private:
  static constexpr int max_coordinates = 6;
  // Geometry of the last q and the rates of the last u; recomputed whenever either was written.
  struct Cache {
    bool has_q = false, has_u = false;
    SimTK::ValueVersion u_version = 0;
    std::array<double, max_coordinates> q{}, u{};
    std::array<SimTK::Vec3, 3> turning_axes;                     // w_k in F
    std::array<double, 6> motion{};                              // f_k
    std::array<std::array<double, max_coordinates>, 6> slope{};  // df_k/dq_j
    std::array<SimTK::SpatialVec, max_coordinates> H, H_dot;
  };
  Cache& cache_of(const SimTK::State& state) const;
  void update_position(Cache& cache, const double* q) const;
  void update_velocity(Cache& cache) const;
  const Cache& position_cache(const SimTK::State& state) const;
  const Cache& velocity_cache(const SimTK::State& state) const;

  SimTK::SubsystemIndex subsystem_;
  int coordinate_count_;
  std::array<AxisMotion, 6> motions_;
  std::array<SimTK::Vec3, 6> axes_;
  JointRules rules_;
  mutable SimTK::CacheEntryIndex cache_index_;
};

}  // namespace loadshare::mechanics
