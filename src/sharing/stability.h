// Stability of the lumbar spine as conditions of the load-sharing problem.
//
// A pose that is held is stable where no small motion sets energy free. Muscles that pull harder are stiffer
// (Bergmark 1989, Acta Orthop Scand Suppl 230), which makes the condition linear in their tension T. Along a
// motion by theta (sharing/small_motion.h), with the muscle's length L and its derivatives L', L'':
//
//   sum_i T_i (q L_i'^2 / L_i + L_i'')  +  tissue  >=  safety * loads            [N m/rad]
//
//   q       muscle stiffness is q T / L; without a unit
//   tissue  slope of the level's own passive moment; of ligaments their stiffness times L'^2, plus tension
//   L'' loads   sum f . p'' over weights and other constant forces f at the points p: m g h of what is above
//
// T is the tension of active and passive fibres alike, as given in the sharing sample.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "dynamics/external_forces.h"
#include "mechanics/couplings.h"
#include "mechanics/muscle_mechanics.h"
#include "mechanics/skeleton.h"
#include "sharing/share_load.h"
#include "sharing/small_motion.h"

namespace loadshare::sharing {

struct StabilitySettings {
  // q. Bergmark took 40; later work 5 to 10 (Cholewicki & McGill 1996, Granata & Orishimo 2001), and from
  // about 4 on models stand (Crisco & Panjabi 1991, Stokes & Gardner-Morse 2003). Figures from memory.
  double stiffness_ratio = 10;
  double safety_ratio = 1;  // 1: just stable
  double surplus_price = 1e-6, shortfall_price = 100;
};

// What a motion is worth without active muscles [N m/rad].
struct StabilityTerms {
  double loads = 0;           // sets energy free where positive
  double tissue = 0;          // discs, ligaments
  double passive_fibers = 0;  // tension that no activation changes
  double needed = 0;          // from active fibres: safety * loads - tissue - passive_fibers
};

class Stability {
 public:
  // `used_muscles`: the layout's muscles as indices into the model's. One condition a motion, in order. Noted
  // in `notes`: bushings and springs between points, whose stiffness is not counted. Refused: motions that
  // MotionPlan refuses, and those that move no mass.
  static Result<Stability> make(const model::Model& model, const mechanics::Skeleton& skeleton,
                                const std::vector<SmallMotion>& motions,
                                const std::vector<std::size_t>& used_muscles,
                                const StabilitySettings& settings, Diagnostics& notes);

  [[nodiscard]] std::size_t motion_count() const { return plans_.size(); }
  [[nodiscard]] const SmallMotion& motion(std::size_t i) const { return plans_[i].motion(); }

  // Appends the conditions; returns the index of the first. Their unit is the weight above the level times
  // its distance from the axis, in the model's default pose.
  [[nodiscard]] int add_to(SharingLayout& layout) const;

  // Memory of one thread, and what the last fill() found.
  struct Workspace {
    std::vector<BodyMotion> bodies;
    std::vector<StabilityTerms> terms;  // by motion
  };
  // Overwrites the conditions' rows of `sample`, which must have its active and passive forces, and its
  // matrices their size. `columns`: the hinge columns of the pose. `loads`: constant forces beside gravity;
  // their free torques do no second-order work. Allocates nothing after the first call.
  void fill(int first_condition, const mechanics::Pose& pose, std::span<const mechanics::HingeColumn> columns,
            const mechanics::MuscleSample& muscles, std::span<const dynamics::ExternalForceValue> loads,
            Workspace& workspace, SharingSample& sample) const;

 private:
  // Elements of the model that act on a turned coordinate, as indices.
  struct Tissue {
    model::CoordinateId coordinate;
    double share_squared = 1;
    std::vector<std::size_t> formulas, springs, limits;
  };
  explicit Stability(const model::Model& model) : model_(&model) {}
  void find_tissue(const SmallMotion& motion);
  void find_paths(const MotionPlan& plan, const std::vector<std::size_t>& used_muscles);
  [[nodiscard]] double moment_Nm(const Tissue& tissue, double q_rad) const;
  [[nodiscard]] double tissue_stiffness(std::size_t motion, const mechanics::Pose& pose,
                                        const mechanics::MuscleSample& muscles,
                                        std::span<const BodyMotion> bodies) const;
  [[nodiscard]] double load_stiffness(const mechanics::Pose& pose, std::span<const BodyMotion> bodies,
                                      std::span<const dynamics::ExternalForceValue> loads) const;

  const model::Model* model_;
  StabilitySettings settings_;
  std::vector<MotionPlan> plans_;
  std::vector<double> units_;                        // by motion, N m/rad
  std::vector<std::vector<Tissue>> tissue_;          // by motion
  std::vector<std::size_t> used_muscles_;            // by muscle of the layout
  std::vector<std::vector<std::size_t>> crossing_;   // by motion: muscles of the layout
  std::vector<std::vector<std::size_t>> ligaments_;  // by motion: ligaments of the model
};

// The motions that are asked of a lumbar spine: every joint's flexion-extension and lateral bending by itself
// (its rotations but the one nearest the vertical in the model's default pose), and where couplers share out
// a free coordinate over several of these, all of them together as the couplers have it at that pose.
[[nodiscard]] std::vector<SmallMotion> lumbar_motions(const model::Model& model,
                                                      const mechanics::Skeleton& skeleton,
                                                      const mechanics::Couplings& couplings,
                                                      std::span<const model::JointId> joints);

}  // namespace loadshare::sharing
