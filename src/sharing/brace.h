// The brace: pressure in the belly as part of the load-sharing problem.
//
//   unknown    p, the pressure above the room's, 0 <= p <= p_max: one actuator without coordinate
//   it pushes  the diaphragm and the pelvic floor apart with p A, along the line between their centres
//   it costs   p <= sum_i c_i T_i, tension T of the wall's muscles, active and passive (Laplace's law)
//   it is had  p >= what the level of brace asks for
//
// The line. Both pushes are of one size and lie on one line, so that they add neither force nor moment to the
// body as a whole: the belly pushes on nothing else. Pushes along each end's own normal would leave a
// sideways force whenever the trunk is bent; in the body the wall takes it, which has no surface here. The
// generalised force of p is p A dl/dq with l the distance of the centres: an extension moment, as the line
// runs before the spine. A is the mean of the ends' areas (a column has one cross-section).
//
// The wall. A cylinder of radius r and height h holds p = N / r with N the hoop tension per height; a strand
// of tension T at the angle phi to the horizontal has N = T cos(phi) / h; right and left are in series, so
// each counts half: c = cos(phi) / (2 h r) (models/body/trunk/README.md, Pressure).
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "capture/scene.h"
#include "mechanics/couplings.h"
#include "mechanics/muscle_mechanics.h"
#include "mechanics/path.h"
#include "mechanics/skeleton.h"
#include "model/body.h"
#include "sharing/share_load.h"

namespace loadshare::sharing {

// What people's bellies do. `usual` asks for
//   p >= lying + (upright - lying) max(0, cos of the cylinder's lean) + per_extension M
//   p >= the same                                                     + per_flexion (-M)
// with M the moment that the muscles make about the lumbar level looked at, extension positive. So it needs
// no guess of that moment where the floor carries part of the body.
struct BraceSettings {
  // Quiet, lying 0.5 to 1 kPa, standing 1.5 to 3 (figures from memory).
  double lying_Pa = 500, upright_Pa = 1500;
  // Lifting 18 to 20 kg 4.7 to 7.0 kPa (means by vaginal catheter, Shaw 2014, O'Dell & Morse 2007), at
  // moments of about 150 N m: (6 - 1.5) / 150. At 500 N m 16.5 kPa.
  double per_extension_Pa_per_Nm = 30;
  // Sit-ups 5.9 and 6.3 kPa (Shaw 2014, DeGennaro 2017), at about 80 N m.
  double per_flexion_Pa_per_Nm = 70;
  // `full`: a Valsalva of 15 kPa and more (maximal 26.6, SD 6.7, of 11 men: Harman 1988).
  double full_Pa = 15e3;
  // The ends are muscles too, which the model has not: two sheets of ten strands, as those of the wall, that
  // count like all other muscles and are fully active at p_max. A weight of 20 kg then asks for 5 kPa, with 4
  // strands in all for 13 (docs/brace-and-stability.md).
  double end_muscle_count = 20;
  // Of 10 kPa less than the level asks for. Above p_max no more is had, and nothing breaks.
  double shortfall_price = 1000;
};

class Brace {
 public:
  struct Subject {
    const model::Model& model;
    const mechanics::Skeleton& skeleton;
    const mechanics::Couplings& couplings;
    const mechanics::MuscleMechanics& muscles;
    const std::vector<model::PressureEnd>& ends;
    const std::vector<model::PressureWall>& wall;
    const std::vector<std::size_t>& used_muscles;  // the layout's, as indices into the model's
    model::CoordinateId lumbar_extension;          // of one level; positive extends
  };
  // References are used here only. Refused: not two ends of which one hangs from the other, a wall without
  // strength.
  static Result<Brace> make(const Subject& subject, capture::BraceLevel level, const BraceSettings& settings);

  // Where the brace stands in a layout; -1 throughout at level none, which adds nothing.
  struct Place {
    int actuator = -1;
    int column = -1;  // of SharingSample::actuator_columns
    int condition = -1;
  };
  [[nodiscard]] Place add_to(SharingLayout& layout) const;

  // Memory of one thread; changes no result.
  struct Workspace {
    mechanics::PathWorkspace paths;
    mechanics::PathGeometry line;
    mechanics::MomentArms::Workspace arms;
    std::vector<double> arms_m, reduced;
    std::vector<double> forces;  // by coordinate of the model: dl/dq A, the generalised force of a pascal
  };
  // Overwrites the brace's column and rows of `sample`, which must have its active and passive forces, and
  // its matrices their size. `columns` and `couplings_workspace` at the pose. Allocates nothing after the
  // first call.
  void fill(const Place& place, const mechanics::Pose& pose, std::span<const mechanics::HingeColumn> columns,
            const mechanics::Couplings& couplings, const mechanics::Couplings::Workspace& couplings_workspace,
            const mechanics::MuscleSample& muscles, Workspace& workspace, SharingSample& sample) const;

  [[nodiscard]] double area_m2() const { return area_m2_; }
  // Of the pressure (the actuator's force, in Pa; its control is the share of p_max) on the pelvic floor, and
  // on the diaphragm.
  [[nodiscard]] double pelvic_floor_force_N(double pressure_Pa) const { return pressure_Pa * area_m2_; }
  // What each newton of tension in a muscle of the layout holds; zero for those outside the wall.
  [[nodiscard]] double pressure_Pa_per_N(std::size_t muscle) const { return pressure_Pa_per_N_[muscle]; }

 private:
  Brace(const Subject& subject, model::Model line);
  void fill_wall(Eigen::Index row, int actuator, SharingSample& sample) const;
  void fill_demands(const Place& place, const mechanics::Pose& pose, const mechanics::MuscleSample& muscles,
                    SharingSample& sample) const;
  [[nodiscard]] double rest_Pa(const mechanics::Pose& pose) const;

  capture::BraceLevel level_ = capture::BraceLevel::none;
  BraceSettings settings_;
  Vec3 up_G_ = Vec3::Zero();
  model::PressureEnd floor_, diaphragm_;
  double area_m2_ = 0, pressure_max_Pa_ = 0;
  // The line between the centres as the only path of a model, from the pelvic floor to the diaphragm.
  mechanics::PathEngine engine_;
  mechanics::MomentArms arms_;
  // By muscle of the layout.
  std::vector<double> pressure_Pa_per_N_;
  std::vector<int> lumbar_entry_;  // into MuscleSample::spanned_arms; -1: does not span the level
};

}  // namespace loadshare::sharing
