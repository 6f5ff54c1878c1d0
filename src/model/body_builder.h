// The parts of build_body and what they share. Internal to it.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/body.h"
#include "model/osim_document.h"

namespace loadshare::model {

class BodyBuilder {
 public:
  // Precondition: `tables` are of both sides.
  BodyBuilder(const BodyTables& tables, const BodyScale& scale, const BodyOptions& options)
      : tables_(tables), scale_(scale), options_(options) {}

  Result<FullBody> build();

 private:
  // build_skeleton.cpp
  void add_bodies();
  void add_joints();
  void add_joint(const JointRow& row, BodyId parent, BodyId child);
  void check_tree(const std::vector<int>& level, const std::vector<bool>& placed);
  void check_masses();
  void add_coordinates(const JointRow& row, Joint& joint);

  // build_axes.cpp
  void check_joint_names();
  void add_axes(Joint& joint, const JointRow& row);
  void follow_coordinate(TransformAxis& axis, const Joint& joint, const JointAxisRow& row);
  void fill_axes(Joint& joint, const std::set<int>& given);
  void check_directions(const Joint& joint, const JointRow& row);
  void set_motion_types();

  // build_functions.cpp
  void check_rhythm();
  void add_couplers();
  void check_shares_used();
  numerics::Function function_named(const std::string& name, const std::string& where);
  // The function of the coordinate that a row names: empty, a number, `rhythm` or a name.
  numerics::Function function_of(const std::string& text, const std::string& joint,
                                 const std::string& coordinate, const std::string& where);
  double share_of(const std::string& joint, const std::string& coordinate, const std::string& where);

  // build_muscles.cpp
  void add_wraps();
  void add_muscles();
  void add_strength();
  void set_force(Muscle& muscle, const MuscleRow& row, double fiber_ratio);
  void set_curves(Muscle& muscle, const MuscleRow& row);

  // build_paths.cpp
  struct PathTables {
    std::string_view what;  // "muscle", "ligament"
    const std::vector<PathPointRow>& points;
    const std::vector<PathWrapRow>& wraps;
  };
  struct NamedPath {
    PathTables tables;
    const std::string& name;
    const std::string& where;
  };
  [[nodiscard]] PathTables muscle_paths() const;
  [[nodiscard]] PathTables ligament_paths() const;
  Path path_of(const NamedPath& named);
  std::vector<PathPoint> points_of(const NamedPath& named);
  std::vector<PathWrap> wraps_of(const NamedPath& named, std::size_t point_count);
  // Every row of the tables belongs to a path that is there.
  void check_owners(const PathTables& tables, const std::function<bool(const std::string&)>& is_known);
  [[nodiscard]] double straight_length(const Path& path, bool scaled) const;
  double length_ratio(const Path& path, const NamedPath& named);

  // build_ligaments.cpp
  void add_ligaments();

  // build_surroundings.cpp
  void add_passive();
  void add_actuators();
  void add_points();
  void add_bones();
  void add_pressure();

  void problem(const std::string& where, std::string what, std::string remedy);
  BodyId body_named(const std::string& name, const std::string& where);
  CoordinateId coordinate_named(const std::string& name, const std::string& where);
  [[nodiscard]] Vec3 factor(BodyId body) const;
  [[nodiscard]] double mean_factor(BodyId body) const { return factor(body).mean(); }

  const BodyTables& tables_;
  const BodyScale& scale_;
  const BodyOptions& options_;
  osim::Problems problems_;
  std::set<std::pair<std::string, std::string>> said_;  // where, what: of the right side
  std::set<const RhythmRow*> shares_used_;
  FullBody body_;
  std::vector<Vec3> factors_;  // per body
  // Places of the bodies' origins in the zero position, where all axes are parallel: at the reference size
  // and scaled.
  std::vector<Vec3> p_GB_reference_, p_GB_scaled_;
};

}  // namespace loadshare::model
