#include <Eigen/Eigenvalues>
#include <algorithm>

#include "base/require.h"
#include "motion/repetitions.h"

namespace loadshare::motion {
namespace {

// Whether the body is the trunk's upper end, by the names that models give it, or hangs from it.
std::vector<bool> find_upper_bodies(const model::Model& model) {
  std::vector<bool> is_upper(model.bodies.size(), false);
  for (const char* name : {"torso", "thorax"})
    if (const auto body = model.find_body(name); body.is_some()) is_upper[body.at()] = true;
  for (const auto& joint : model.joints)  // parents before children
    if (is_upper[joint.parent.at()]) is_upper[joint.child.at()] = true;
  return is_upper;
}

bool moves_hips_legs_or_trunk(const model::Model& model, const std::vector<bool>& is_upper,
                              model::CoordinateId id) {
  const auto& coordinate = model.coordinates[id.at()];
  const auto parent = model.joints[coordinate.joint.at()].parent;
  return coordinate.motion == model::MotionType::rotational && !coordinate.locked &&
         parent != model::ground && !is_upper[parent.at()];
}

}  // namespace

MainMovement find_main_movement(const Kinematics& motion, const model::Model& model,
                                std::span<const model::CoordinateId> free_coordinates) {
  require(motion.sample_count() > 0, "a motion has samples");
  MainMovement main;
  const auto is_upper = find_upper_bodies(model);
  for (const auto id : free_coordinates)
    if (moves_hips_legs_or_trunk(model, is_upper, id)) main.joints.push_back(id);
  const auto count = static_cast<Eigen::Index>(main.joints.size());
  Eigen::MatrixXd angles(motion.q.rows(), count);
  for (Eigen::Index j = 0; j < count; ++j)
    angles.col(j) = motion.q.col(main.joints[static_cast<std::size_t>(j)].index);
  angles.rowwise() -= angles.colwise().mean().eval();
  main.direction = Eigen::VectorXd::Zero(count);
  main.signal_rad.assign(motion.sample_count(), 0.0);
  const double all = angles.squaredNorm();
  constexpr double still_rad = 1e-9;  // rounding
  if (count == 0 || all < still_rad * still_rad * static_cast<double>(angles.size())) return main;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(angles.transpose() * angles);
  main.direction = solver.eigenvectors().col(count - 1);
  // A sign that does not hang on rounding: the largest entry is positive.
  Eigen::Index largest = 0;
  main.direction.cwiseAbs().maxCoeff(&largest);
  if (main.direction[largest] < 0) main.direction = -main.direction;
  main.variance_share = solver.eigenvalues()[count - 1] / all;
  const Eigen::VectorXd signal = angles * main.direction;
  std::copy(signal.begin(), signal.end(), main.signal_rad.begin());
  return main;
}

}  // namespace loadshare::motion
