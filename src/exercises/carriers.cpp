#include "exercises/carriers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/require.h"

namespace loadshare::exercises {
namespace {

constexpr auto edges_per_pair = static_cast<Eigen::Index>(dynamics::edges_per_contact);

double squared_ratio(double value, double dear) { return dear > 0 ? value * value / (dear * dear) : 0; }

}  // namespace

Result<Carriers> Carriers::make(const SupportedBody& body, const CarrierSettings& settings,
                                Diagnostics& notes) {
  auto contacts =
      dynamics::Contacts::make(body.model, body.skeleton, body.couplings, body.contacts, body.scene.supports,
                               dynamics::bodies_with_measured_force(body.external), settings.contact, notes);
  if (!contacts) return contacts.refusal();
  return Carriers(body, settings, *std::move(contacts));
}

Carriers::Carriers(const SupportedBody& body, const CarrierSettings& settings, dynamics::Contacts contacts)
    : body_(body),
      settings_(settings),
      contacts_(std::move(contacts)),
      states_(contacts_.make_workspace()),
      inverse_(body.model, body.skeleton, body.external),
      workspace_(inverse_.make_workspace()),
      slopes_(body.couplings.make_workspace()) {
  const auto& free = body.couplings.free_coordinates();
  for (std::size_t i = 0; i < free.size(); ++i) {
    const auto& coordinate = body.model.coordinates[free[i].at()];
    if (body.model.joints[coordinate.joint.at()].parent == model::ground)
      root_.push_back({static_cast<Eigen::Index>(i), coordinate.motion == model::MotionType::rotational});
  }
  require(root_.size() == 6, "six free coordinates move the whole body");
  const auto edges = static_cast<Eigen::Index>(contacts_.edge_count());
  reduced_.resize(static_cast<Eigen::Index>(free.size()));
  columns_.resize(reduced_.size(), edges);
  greatest_.resize(edges);
  problem_.target.resize(6);
  problem_.weight.setOnes(edges + 6);
  problem_.lower.setZero(edges + 6);
  problem_.upper.setZero(edges + 6);
  const double infinity = std::numeric_limits<double>::infinity();
  problem_.weight.tail(6).setConstant(std::pow(settings.left_over_ratio * weight_N(), -2));
  problem_.lower.tail(6).setConstant(-infinity);
  problem_.upper.tail(6).setConstant(infinity);
}

void Carriers::fill_edges(const Eigen::MatrixXd& columns, const Eigen::VectorXd& greatest) {
  problem_.columns.clear(6);
  for (Eigen::Index e = 0; e < greatest.size(); ++e) {
    const auto& state = states_.states[static_cast<std::size_t>(e / edges_per_pair)];
    problem_.weight[e] = 1 + squared_ratio(std::max(0.0, state.distance.gap_m), settings_.dear_gap_m) +
                         squared_ratio(state.speed_mps, settings_.dear_speed_mps);
    problem_.upper[e] = greatest[e];
    for (int r = 0; r < 6 && greatest[e] > 0; ++r)
      problem_.columns.append(r,
                              contacts_.strength_N() * columns(root_[static_cast<std::size_t>(r)].free, e));
    problem_.columns.close_column();
  }
  for (int r = 0; r < 6; ++r) {
    problem_.columns.append(r, 1);
    problem_.columns.close_column();
  }
}

void Carriers::find(const dynamics::MotionSample& sample, Carried& carried) {
  inverse_.compute(sample, workspace_, required_);
  body_.couplings.set_pose(sample.q, slopes_);
  body_.couplings.reduce(slopes_, required_, {reduced_.data(), static_cast<std::size_t>(reduced_.size())});
  body_.skeleton.compute_hinge_columns(workspace_.skeleton, hinges_);
  contacts_.measure(workspace_.pose, states_);
  contacts_.fill_columns(workspace_.pose, hinges_, body_.couplings.tangent(slopes_), states_, columns_);
  contacts_.fill_control_max(states_, greatest_);
  fill_edges(columns_, greatest_);
  for (std::size_t r = 0; r < 6; ++r) problem_.target[static_cast<Eigen::Index>(r)] = reduced_[root_[r].free];
  solve_box_problem(problem_, {}, {}, memory_, solution_);

  const auto edges = greatest_.size();
  carried.edge_N.resize(static_cast<std::size_t>(edges));
  for (Eigen::Index e = 0; e < edges; ++e)
    carried.edge_N[static_cast<std::size_t>(e)] = contacts_.strength_N() * solution_.x[e];
  Eigen::Index turn = 0, shift = 0;
  for (std::size_t r = 0; r < 6; ++r) {
    const double left = solution_.x[edges + static_cast<Eigen::Index>(r)];
    (root_[r].turns ? carried.left_moment_Nm[turn++] : carried.left_force_N[shift++]) = left;
  }
}

}  // namespace loadshare::exercises
