#include "mechanics/custom_mobilizer.h"

#include <algorithm>

#include "base/require.h"

namespace loadshare::mechanics {

using SimTK::Real;
using SimTK::SpatialVec;
using SimTK::State;
using SimTK::Vec3;  // here: Simbody's, not loadshare's

namespace {

// The joint's coordinates that one motion depends on, gathered for its function.
struct Arguments {
  std::array<double, 6> values{};
  std::size_t count = 0;

  Arguments(const AxisMotion& motion, const double* q) : count(motion.arguments.size()) {
    for (std::size_t i = 0; i < count; ++i) values[i] = q[motion.arguments[i]];
  }
};

}  // namespace

CustomMobilizer::CustomMobilizer(SimTK::SimbodyMatterSubsystem& matter, int coordinate_count,
                                 std::array<AxisMotion, 6> motions, JointRules rules)
    : Implementation(matter, coordinate_count, coordinate_count, 0),
      subsystem_(matter.getMySubsystemIndex()),
      coordinate_count_(coordinate_count),
      motions_(std::move(motions)),
      rules_(rules) {
  require(coordinate_count >= 1 && coordinate_count <= max_coordinates,
          "a custom mobilizer has one to six coordinates");
  for (std::size_t k = 0; k < 6; ++k) {
    const loadshare::Vec3& axis = motions_[k].axis;
    axes_[k] = Vec3(axis.x(), axis.y(), axis.z());
  }
}

void CustomMobilizer::realizeTopology(State& state) const {
  // The entry is managed by comparing q and u, so it depends on no stage above topology.
  cache_index_ = state.allocateCacheEntry(subsystem_, SimTK::Stage::Topology, SimTK::Stage::Infinity,
                                          new SimTK::Value<Cache>());
}

// updDowncast would look up the type at every call (Simbody does without NDEBUG); it is the one we allocated.
CustomMobilizer::Cache& CustomMobilizer::cache_of(const State& state) const {
  return static_cast<SimTK::Value<Cache>&>(state.updCacheEntry(subsystem_, cache_index_)).upd();
}

void CustomMobilizer::update_position(Cache& cache, const double* q) const {
  std::copy_n(q, coordinate_count_, cache.q.begin());
  cache.has_q = true;
  cache.has_u = false;
  for (std::size_t k = 0; k < 6; ++k) {
    const AxisMotion& motion = motions_[k];
    const Arguments arguments(motion, q);
    cache.motion[k] = motion.value(arguments.values.data());
    for (std::size_t i = 0; i < arguments.count; ++i) {
      const int variable = static_cast<int>(i);
      cache.slope[k][static_cast<std::size_t>(motion.arguments[i])] =
          motion.derivative(&variable, 1, arguments.values.data());
    }
  }
  const SimTK::Rotation R1(cache.motion[0], axes_[0]);
  const SimTK::Rotation R12 = R1 * SimTK::Rotation(cache.motion[1], axes_[1]);
  cache.turning_axes = {axes_[0], R1 * axes_[1], R12 * axes_[2]};
  for (std::size_t j = 0; j < static_cast<std::size_t>(coordinate_count_); ++j) {
    SpatialVec column(Vec3(0), Vec3(0));
    for (std::size_t k = 0; k < 3; ++k) {
      column[0] += cache.turning_axes[k] * cache.slope[k][j];
      column[1] += axes_[k + 3] * cache.slope[k + 3][j];
    }
    cache.H[j] = column;
  }
}

// dH/dt: the turning axes move with the motions before them, the slopes with the coordinates.
void CustomMobilizer::update_velocity(Cache& cache) const {
  cache.has_u = true;
  std::array<double, 6> rate{};
  std::array<std::array<double, max_coordinates>, 6> slope_rate{};
  for (std::size_t k = 0; k < 6; ++k) {
    const AxisMotion& motion = motions_[k];
    const Arguments arguments(motion, cache.q.data());
    for (std::size_t i = 0; i < arguments.count; ++i) {
      const auto j = static_cast<std::size_t>(motion.arguments[i]);
      rate[k] += cache.slope[k][j] * cache.u[j];
      for (std::size_t l = 0; l < arguments.count; ++l) {
        const std::array<int, 2> variables{static_cast<int>(i), static_cast<int>(l)};
        slope_rate[k][j] += motion.derivative(variables.data(), 2, arguments.values.data()) *
                            cache.u[static_cast<std::size_t>(motion.arguments[l])];
      }
    }
  }
  Vec3 turn_1 = cache.turning_axes[0] * rate[0];
  Vec3 turn_12 = turn_1 + cache.turning_axes[1] * rate[1];
  if (rules_ == JointRules::opensim) {
    turn_1 = cache.H[0][0] * cache.u[0];
    turn_12 = Vec3(0);
    for (std::size_t j = 0; j < static_cast<std::size_t>(coordinate_count_); ++j)
      if (j != 2) turn_12 += cache.H[j][0] * cache.u[j];
  }
  const std::array<Vec3, 3> axis_rates{Vec3(0), turn_1 % cache.turning_axes[1],
                                       turn_12 % cache.turning_axes[2]};
  for (std::size_t j = 0; j < static_cast<std::size_t>(coordinate_count_); ++j) {
    SpatialVec column(Vec3(0), Vec3(0));
    for (std::size_t k = 0; k < 3; ++k) {
      column[0] += axis_rates[k] * cache.slope[k][j] + cache.turning_axes[k] * slope_rate[k][j];
      column[1] += axes_[k + 3] * slope_rate[k + 3][j];
    }
    cache.H_dot[j] = column;
  }
}

// Simbody asks for the transform first, at every new q; H and its rate are asked for afterwards.
const CustomMobilizer::Cache& CustomMobilizer::position_cache(const State& state) const {
  Cache& cache = cache_of(state);
  if (!cache.has_q) {
    const SimTK::Vector q = getQ(state);
    update_position(cache, &q[0]);
  }
  return cache;
}

// Asked for once a coordinate. getU copies, so u is fetched only where the state's speeds were written
// since, which their version tells.
const CustomMobilizer::Cache& CustomMobilizer::velocity_cache(const State& state) const {
  position_cache(state);
  Cache& cache = cache_of(state);
  const SimTK::ValueVersion version = state.getUValueVersion();
  if (cache.has_u && cache.u_version == version) return cache;
  const SimTK::Vector u = getU(state);
  for (int j = 0; j < coordinate_count_; ++j) cache.u[static_cast<std::size_t>(j)] = u[j];
  cache.u_version = version;
  update_velocity(cache);
  return cache;
}

SimTK::Transform CustomMobilizer::calcMobilizerTransformFromQ(const State& state, int count,
                                                              const Real* q) const {
  require(count == coordinate_count_, "Simbody passes as many coordinates as the mobilizer has");
  Cache& cache = cache_of(state);
  update_position(cache, q);
  SimTK::Transform X_FM;
  X_FM.updR() = SimTK::Rotation(cache.motion[0], axes_[0]) * SimTK::Rotation(cache.motion[1], axes_[1]) *
                SimTK::Rotation(cache.motion[2], axes_[2]);
  X_FM.updP() = axes_[3] * cache.motion[3] + axes_[4] * cache.motion[4] + axes_[5] * cache.motion[5];
  return X_FM;
}

SpatialVec CustomMobilizer::multiplyByHMatrix(const State& state, int count, const Real* u) const {
  const Cache& cache = position_cache(state);
  SpatialVec sum(Vec3(0), Vec3(0));
  for (int j = 0; j < count; ++j) sum += cache.H[static_cast<std::size_t>(j)] * u[j];
  return sum;
}

void CustomMobilizer::multiplyByHTranspose(const State& state, const SpatialVec& force, int count,
                                           Real* f) const {
  const Cache& cache = position_cache(state);
  for (int j = 0; j < count; ++j) f[j] = ~cache.H[static_cast<std::size_t>(j)] * force;
}

SpatialVec CustomMobilizer::multiplyByHDotMatrix(const State& state, int count, const Real* u) const {
  const Cache& cache = velocity_cache(state);
  SpatialVec sum(Vec3(0), Vec3(0));
  for (int j = 0; j < count; ++j) sum += cache.H_dot[static_cast<std::size_t>(j)] * u[j];
  return sum;
}

void CustomMobilizer::multiplyByHDotTranspose(const State& state, const SpatialVec& force, int count,
                                              Real* f) const {
  const Cache& cache = velocity_cache(state);
  for (int j = 0; j < count; ++j) f[j] = ~cache.H_dot[static_cast<std::size_t>(j)] * force;
}

}  // namespace loadshare::mechanics
