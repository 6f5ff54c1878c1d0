// The built-in body: a model, and what an .osim document has no place for.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/body_scale.h"
#include "model/body_tables.h"
#include "model/bone.h"
#include "model/model.h"

namespace loadshare::model {

// A point of the skin that floor, bench or wall can press on.
struct ContactPoint {
  std::string name;
  BodyId body;
  Vec3 p_B = Vec3::Zero();
  std::string region;  // foot, hand, forearm, knee, buttock, sacrum, lumbar, thoracic, ...
};

// One end of the pressure cylinder: the diaphragm or the pelvic floor.
struct PressureEnd {
  std::string name;
  BodyId body;
  Vec3 p_B = Vec3::Zero();
  double area_m2 = 0, pressure_Pa_max = 0;
};
// A muscle of the abdominal wall: the pressure that each newton of its tension holds.
struct PressureWall {
  MuscleId muscle;
  double pressure_Pa_per_N = 0;
};

// How strong the muscles of a class are taken to be.
struct MuscleStrength {
  std::string name;
  double specific_tension_N_per_cm2 = 0;
  double spread_ratio = 0;  // standard deviation over mean, between people
  std::string source;
};

struct FullBody {
  Model model;
  std::vector<double> pcsa_cm2;              // per muscle of the model
  std::vector<std::size_t> muscle_strength;  // per muscle: index into `strength`
  std::vector<MuscleStrength> strength;
  std::vector<Bone> bones;
  std::vector<ContactPoint> contacts;
  std::vector<PressureEnd> pressure_ends;
  std::vector<PressureWall> pressure_wall;
  std::string rhythm;
};

struct BodyOptions {
  std::string rhythm = "christophy";  // of rhythm.csv
  // Specific tension over the chosen one, per class of strength.csv; for draws over its spread.
  std::map<std::string, double> strength_ratio;
};

// The rhythms that the tables know, in their order.
[[nodiscard]] std::vector<std::string> rhythms_of(const BodyTables& tables);

// The person of reference.csv: factors of 1, the mass and sex of the reference.
[[nodiscard]] Result<BodyScale> reference_scale(const BodyTables& tables);

// Tables of the right side and the midline to a model of both sides. Lengths of muscles and tendons scale
// with their path's length in the zero position (straight between its points, no wrapping). Refuses names
// that are not there, joints that do not hang together or have no mass to move, axes that do not fit their
// coordinates, functions without enough knots, shares of mass or rhythm that do not sum to 1, a rhythm that
// the tables do not know, and paths without points in order.
[[nodiscard]] Result<FullBody> build_body(const BodyTables& tables, const BodyScale& scale,
                                          const BodyOptions& options);

}  // namespace loadshare::model
