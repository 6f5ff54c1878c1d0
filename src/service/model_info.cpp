#include "service/model_info.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/require.h"
#include "model/osim_reader.h"
#include "tension/cuts.h"
#include "tension/muscle_groups.h"

namespace loadshare::service {
namespace {

std::vector<CoordinateInfo> list_coordinates(const model::Model& model) {
  std::vector<CoordinateInfo> list;
  for (const auto& coordinate : model.coordinates)
    list.push_back({coordinate.name, model.joints[coordinate.joint.at()].name, coordinate.motion,
                    coordinate.range_min, coordinate.range_max, coordinate.default_value, coordinate.locked,
                    coordinate.clamped, ""});
  for (const auto& coupler : model.couplers) {
    auto& follows = list[coupler.dependent.at()].follows;
    for (const auto independent : coupler.independents)
      follows += (follows.empty() ? "" : ", ") + model.coordinates[independent.at()].name;
  }
  return list;
}

std::vector<MuscleInfo> list_muscles(const model::Model& model, const tension::ModelCuts& cuts) {
  std::vector<MuscleInfo> list;
  for (std::size_t i = 0; i < model.muscles.size(); ++i) {
    const auto& muscle = model.muscles[i];
    list.push_back({muscle.name, muscle.type, cuts.assignments[i].group, cuts.assignments[i].side,
                    muscle.max_isometric_force_N, muscle.applies_force});
  }
  return list;
}

std::vector<GroupInfo> count_groups(const std::vector<MuscleInfo>& muscles, std::vector<std::string> names) {
  names.emplace_back(tension::unknown_group);
  std::vector<GroupInfo> groups;
  for (const auto& name : names) {
    GroupInfo group{name};
    for (const auto& muscle : muscles) {
      if (muscle.group != name) continue;
      ++(muscle.side == tension::Side::right  ? group.right_count
         : muscle.side == tension::Side::left ? group.left_count
                                              : group.middle_count);
    }
    if (group.right_count + group.left_count + group.middle_count > 0) groups.push_back(group);
  }
  return groups;
}

std::vector<CutInfo> list_cuts(const model::Model& model, const tension::ModelCuts& cuts) {
  std::vector<CutInfo> list;
  for (const auto& cut : cuts.cuts) {
    CutInfo info{cut.name, cut.label, model.joints[cut.joint.at()].name, cut.is_default, 0, {}};
    for (const auto& group : cut.groups) {
      info.groups.push_back(group.group);
      for (const auto& member : group.members) info.muscle_count += member.muscle.is_some() ? 1 : 0;
    }
    list.push_back(std::move(info));
  }
  return list;
}

std::vector<PartCount> count_parts(const model::Model& model) {
  return {{"couplers", model.couplers.size()},
          {"wrap objects", model.wraps.size()},
          {"markers", model.markers.size()},
          {"coordinate actuators", model.coordinate_actuators.size()},
          {"torque actuators", model.torque_actuators.size()},
          {"point actuators", model.point_actuators.size()},
          {"ligaments", model.ligaments.size()},
          {"coordinate limits", model.coordinate_limits.size()},
          {"bushings", model.bushings.size()},
          {"coordinate springs", model.coordinate_springs.size()},
          {"expression forces", model.expression_forces.size()},
          {"point springs", model.point_springs.size()},
          {"contact spheres", model.contact_spheres.size()}};
}

// Many names in one finding: the first few, and how many more.
std::string first_names(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, names.size()); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

}  // namespace

std::string_view name_of(model::JointType type) {
  switch (type) {
    case model::JointType::weld:
      return "weld";
    case model::JointType::pin:
      return "pin";
    case model::JointType::slider:
      return "slider";
    case model::JointType::universal:
      return "universal";
    case model::JointType::planar:
      return "planar";
    case model::JointType::ball:
      return "ball";
    case model::JointType::free:
      return "free";
    case model::JointType::custom:
      return "custom";
  }
  require(false, "a joint is of one of eight types");
  return {};
}

std::string_view name_of(model::MotionType motion) {
  switch (motion) {
    case model::MotionType::rotational:
      return "rotational";
    case model::MotionType::translational:
      return "translational";
    case model::MotionType::coupled:
      return "coupled";
  }
  require(false, "a coordinate moves in one of three ways");
  return {};
}

ModelInfo summarise_model(const model::Model& model, Diagnostics& notes) {
  const auto& group_data = tension::published_muscle_groups();
  const auto cuts = tension::find_cuts(model, group_data, {}, notes);
  ModelInfo info;
  info.name = model.name;
  info.credits = model.credits;
  info.document_version = model.document_version;
  for (std::size_t i = 1; i < model.bodies.size(); ++i) {
    info.bodies.push_back({model.bodies[i].name, model.bodies[i].mass_kg});
    info.mass_kg += model.bodies[i].mass_kg;
  }
  for (const auto& joint : model.joints)
    info.joints.push_back({joint.name, std::string(name_of(joint.type)), model.bodies[joint.parent.at()].name,
                           model.bodies[joint.child.at()].name});
  info.coordinates = list_coordinates(model);
  info.muscles = list_muscles(model, cuts);
  info.groups = count_groups(info.muscles, group_data.groups);
  info.cuts = list_cuts(model, cuts);
  info.parts = count_parts(model);
  if (!cuts.unknown_muscles.empty())
    notes.leave_out(fmt::format("{} muscles of no known group", cuts.unknown_muscles.size()),
                    "they are counted as unknown: " + first_names(cuts.unknown_muscles));
  return info;
}

namespace {

ModelInfo summarise_with_tables(const model::Model& model, Diagnostics& notes) {
  auto info = summarise_model(model, notes);
  if (auto tables = make_model_tables(model))
    info.tables = *std::move(tables);
  else
    notes.leave_out(tables.refusal().where, "strength and lengths are not tabled: " + tables.refusal().what);
  return info;
}

}  // namespace

Job<ModelInfo> model_info(const std::filesystem::path& file) {
  return run_job<ModelInfo>([&](Diagnostics& notes) -> Result<ModelInfo> {
    const auto model = model::read_osim(file, notes);
    if (!model) return model.refusal();
    auto info = summarise_with_tables(*model, notes);
    info.file = file;
    return info;
  });
}

Job<ModelInfo> model_info(const analysis::BodyRequest& request) {
  return run_job<ModelInfo>([&](Diagnostics& notes) -> Result<ModelInfo> {
    const auto own = analysis::make_own_body(request, notes);
    if (!own) return own.refusal();
    return summarise_with_tables(own->body.model, notes);
  });
}

}  // namespace loadshare::service
