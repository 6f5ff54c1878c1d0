// The way from one key of a movement to the next.
#pragma once

#include <memory>
#include <vector>

#include "exercises/solve_posture.h"

namespace loadshare::exercises {

// A key with the posture that it was solved to.
struct SolvedKey {
  const KeyGoals* goals = nullptr;
  const SolvedPosture* posture = nullptr;
};

// The points that stay, in their place of `q_before`, because both keys put them on the same support and the
// second does not let them slide. Leaves the body in that posture.
[[nodiscard]] std::vector<Planted> planted_points(const KeyGoals& before, const KeyGoals& goals,
                                                  PosedBody& body, const std::vector<double>& q_before);

class WayBetweenKeys {
 public:
  // What both keys ask for holds between them, too: points on supports (planted where both keys have them in
  // the same place), places, exact coordinates, balance. Refused: as make_targets.
  static Result<WayBetweenKeys> make(PosedBody& body, const capture::Scene& scene, const SolvedKey& from,
                                     const SolvedKey& to);

  // The posture next to `q_wanted`, into `q`; begins as far from it as the call before ended.
  PostureProblem::Outcome follow(const std::vector<double>& q_wanted, std::vector<double>& q);
  // Of the last call.
  [[nodiscard]] std::vector<TargetOutcome> outcomes() const { return outcomes_of(*problem_); }

 private:
  explicit WayBetweenKeys(const PosedBody& body) : model_(&body.model()), offset_(body.q().size(), 0.0) {}

  const model::Model* model_;
  std::unique_ptr<Unknowns> unknowns_;
  std::unique_ptr<PostureProblem> problem_;
  std::vector<double> offset_;
};

}  // namespace loadshare::exercises
