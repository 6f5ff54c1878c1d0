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
  bool passes = false;
};

// The points that stay, in their place of `q_before`, because both keys put them on the same support and the
// second does not let them slide. Leaves the body in that posture.
[[nodiscard]] std::vector<Planted> planted_points(const KeyGoals& before, const KeyGoals& goals,
                                                  PosedBody& body, const std::vector<double>& q_before);

class WayBetweenKeys {
 public:
  // What both keys ask for holds between them, too: points on supports (planted where both keys have them in
  // the same place), places, exact coordinates; balance, unless one of them is passed: who does not rest may
  // fall from one to the other. Refused: as make_targets.
  static Result<WayBetweenKeys> make(PosedBody& body, const capture::Scene& scene, const SolvedKey& from,
                                     const SolvedKey& to);

  // The posture next to `q_wanted`, into `q`; begins as far from it as the call before ended.
  PostureProblem::Outcome follow(const std::vector<double>& q_wanted, std::vector<double>& q);
  // Of what holds on the way, in a posture: see PostureProblem.
  [[nodiscard]] Eigen::MatrixXd equality_rows(const std::vector<double>& q) {
    return problem_->equality_rows(q);
  }
  // Of the last call.
  [[nodiscard]] std::vector<TargetOutcome> outcomes() const { return outcomes_of(*problem_); }

 private:
  explicit WayBetweenKeys(const PosedBody& body) : model_(&body.model()), offset_(body.q().size(), 0.0) {}

  const model::Model* model_;
  std::unique_ptr<Unknowns> unknowns_;
  std::unique_ptr<PostureProblem> problem_;
  std::vector<double> offset_;
};

// The speeds nearest to `speeds` (one a coordinate, each in its spread of wanted_near) that leave unmoved
// what `rows` are the derivatives of, by free coordinate. Coordinates that follow others are left as they
// are.
void keep_unmoved(const PosedBody& body, const Eigen::MatrixXd& rows, std::span<double> speeds);

}  // namespace loadshare::exercises
