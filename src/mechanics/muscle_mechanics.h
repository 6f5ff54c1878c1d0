// Muscle mechanics: at one pose, every muscle's path, fibre state and moment arms.
//
// No result depends on the sample before it.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "mechanics/couplings.h"
#include "mechanics/moment_arms.h"
#include "mechanics/path.h"
#include "mechanics/skeleton.h"
#include "model/model.h"
#include "muscle/rigid_tendon.h"

namespace loadshare::mechanics {

// One sample. "Paths" are the muscles in the model's order, then its ligaments.
struct MuscleSample {
  std::vector<PathGeometry> paths;
  std::vector<muscle::FiberState> fibers;  // muscles only
  // Moment arms [m, or m per m] about all coordinates, couplers left aside: of path i the entries
  // from spanned_starts[i] to spanned_starts[i + 1], about MuscleMechanics::spanned(i).
  std::vector<double> spanned_arms;
  // The same about the free coordinates, what follows them included: entries from free_starts[i] to
  // free_starts[i + 1], about MuscleMechanics::free_indices().
  std::vector<double> free_arms;
};

class MuscleMechanics {
 public:
  // Refused: muscles whose parameters no curve can be made of.
  static Result<MuscleMechanics> make(const model::Model& model, const Skeleton& skeleton,
                                      const Couplings& couplings, WrapRules rules = WrapRules::standard);

  // Memory of one thread; changes no result.
  struct Workspace {
    PathWorkspace paths;
    MomentArms::Workspace arms;
    std::vector<HingeColumn> columns;
  };

  [[nodiscard]] std::size_t muscle_count() const { return muscles_.size(); }
  [[nodiscard]] std::size_t path_count() const { return spanned_starts_.size() - 1; }
  [[nodiscard]] const std::vector<muscle::Muscle>& muscles() const { return muscles_; }
  [[nodiscard]] const std::vector<model::CoordinateId>& spanned(std::size_t path) const {
    return arms_.spanned(path);
  }
  [[nodiscard]] const std::vector<std::size_t>& spanned_starts() const { return spanned_starts_; }
  [[nodiscard]] const std::vector<std::size_t>& free_starts() const { return free_starts_; }
  // Indices into Couplings::free_coordinates(), ascending within a path.
  [[nodiscard]] const std::vector<int>& free_indices() const { return free_indices_; }

  // Precondition: `skeleton_workspace`, `pose` and `couplings_workspace` are at the same pose.
  void compute(const Skeleton& skeleton, const Skeleton::Workspace& skeleton_workspace, const Pose& pose,
               const Couplings& couplings, const Couplings::Workspace& couplings_workspace,
               Workspace& workspace, MuscleSample& sample) const;

 private:
  // free_arms[to] += spanned_arms[from] * tangent[entry]
  struct Reduction {
    std::size_t from, to, entry;
  };

  MuscleMechanics(const model::Model& model, const Skeleton& skeleton, WrapRules rules)
      : engine_(model, rules), arms_(model, skeleton, rules) {}

  PathEngine engine_;
  MomentArms arms_;
  std::vector<muscle::Muscle> muscles_;
  std::vector<std::size_t> spanned_starts_, free_starts_;
  std::vector<int> free_indices_;
  std::vector<Reduction> reductions_;
};

}  // namespace loadshare::mechanics
