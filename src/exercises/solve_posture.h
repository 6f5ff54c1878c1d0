// The posture solver: puts a body into one key of a movement.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exercises/posture_problem.h"

namespace loadshare::exercises {

// How well one thing that was asked for is met, in the end.
struct TargetOutcome {
  std::string name;
  double off = 0;        // mm, or degrees of an angle
  double tolerance = 0;  // the same
  bool is_angle = false;
  [[nodiscard]] bool is_met() const { return off <= tolerance; }
};

struct SolvedPosture {
  std::string name;
  std::vector<double> q;  // one a coordinate [rad or m]
  std::vector<TargetOutcome> targets;
  // From where weight and pulls pass to the nearest edge of the area of support [m]; none where balance was
  // not asked for.
  std::optional<double> balance_margin_m;
  // The deepest contact point below any support [m], and its name; 0 where none is.
  double depth_m_max = 0;
  std::string deepest_point;
  std::vector<std::string> at_limits;  // coordinates that rest on an end of their range
  bool is_symmetric = false;           // solved with both sides alike
  int iterations = 0;
};

struct PostureTolerances {
  double touch_m = 1e-3;    // of points on supports, along them and within their ends
  double depth_m = 2e-3;    // of any contact point below a support
  double balance_m = 5e-3;  // of the margin below
  double balance_margin_m = 0.015;
};

// A point that stays where the key before had it.
struct Planted {
  TouchGoal goal;
  Vec3 place_G = Vec3::Zero();
};

// What a solve aims at beside the goals.
struct PostureContext {
  // The posture to deviate least from, and to start from: the key's own wishes go before it.
  std::vector<double> reference_q;
  std::vector<Planted> planted;
};

// The targets of a key, its planted points and clearance of all other contact points, and the balance among
// them. Refused: balance that nothing touched can give.
struct TargetSet {
  PostureTargets targets;
  Balance* balance = nullptr;  // one of `targets`
};
[[nodiscard]] Result<TargetSet> make_targets(const KeyGoals& goals, const capture::Scene& scene,
                                             const model::FullBody& body, const std::vector<Planted>& planted,
                                             const PostureTolerances& tolerances);

// How near to a posture its neighbours stay: on the way from one key to the next, and where a key settles.
[[nodiscard]] std::vector<Wanted> wanted_near(const model::Model& model, const std::vector<double>& q);

// How each target was met.
[[nodiscard]] std::vector<TargetOutcome> outcomes_of(const PostureProblem& problem);

// "hand_r on floor is 83 mm off (1 mm allowed)" of the up to three worst.
[[nodiscard]] std::string text_of_missed(std::vector<TargetOutcome> outcomes);

// Refused: a posture that this body cannot reach, with the targets that it misses, by how much, and which
// joints are at their limits.
[[nodiscard]] Result<SolvedPosture> solve_posture(PosedBody& body, const capture::Scene& scene,
                                                  const KeyGoals& goals, const PostureContext& context,
                                                  const PostureTolerances& tolerances = {});

}  // namespace loadshare::exercises
