#include "service/column_names.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "capture/text.h"
#include "tension/muscle_groups.h"

namespace loadshare::service {
namespace {

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](auto ending) { return name.ends_with(ending); });
}

bool holds_any(std::string_view name, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](auto part) { return name.find(part) != std::string_view::npos; });
}

// Letter, number, underscore, component: "f1_3" as a converter of C3D recordings names plates.
bool is_plate_column(std::string_view name, char letter) {
  return name.size() >= 4 && name[0] == letter && std::isdigit(static_cast<unsigned char>(name[1])) != 0 &&
         name[name.size() - 2] == '_' && name.back() >= '1' && name.back() <= '3';
}

// A component of a point or vector: "_vx", "_p3".
bool is_component(std::string_view name, std::string_view letters) {
  if (name.size() < 3) return false;
  const char kind = name[name.size() - 2], axis = name.back();
  const bool is_axis = (axis >= 'x' && axis <= 'z') || (axis >= '1' && axis <= '3');
  return is_axis && letters.find(kind) != std::string_view::npos && name[name.size() - 3] == '_';
}

// Coordinates of the published models that turn.
bool is_angle_name(std::string_view name) {
  return holds_any(name, {"flexion",   "extension", "adduction", "abduction", "rotation", "_tilt",
                          "_list",     "obliquity", "bending",   "_angle",    "_flex",    "_add_",
                          "_rot_",     "pro_sup",   "_dev_",     "elev",      "_ext",     "lat_bend",
                          "axial_rot", "_beta",     "deviation", "supination"}) ||
         ends_with_any(name, {"_rx", "_ry", "_rz", "_r1", "_r2", "_r3"});
}

bool is_translation_name(std::string_view name) {
  return ends_with_any(name, {"_tx", "_ty", "_tz", "_t1", "_t2", "_t3"}) ||
         holds_any(name, {"_tx_", "_ty_", "_tz_"});
}

// The last part of a path that says something: ".../hip_flexion_r/value" is hip_flexion_r.
std::string_view without_path(std::string_view name) {
  const auto last = name.rfind('/');
  return last == std::string_view::npos ? name : name.substr(last + 1);
}

std::string_view kind_of(std::string_view label) {
  const std::string lower = capture::lower_case(label);
  const std::string_view name = lower;
  if (name.ends_with("/value")) {
    const auto coordinate = without_path(name.substr(0, name.size() - 6));
    return is_translation_name(coordinate) ? "translations" : "angles";
  }
  if (name.ends_with("/speed") || name.ends_with("_u")) return "speeds";
  if (name.ends_with("/activation")) return "activations";
  if (name.ends_with("/fiber_length")) return "fibre lengths";
  if (ends_with_any(name, {"_moment"})) return "joint moments";
  if (ends_with_any(name, {"_force"})) return "joint forces";
  if (holds_any(name, {"reserve", "residual", "_actuator"})) return "actuators";
  if (holds_any(name, {"torque"}) || is_component(name, "m") || is_plate_column(name, 'm')) return "torques";
  if (is_component(name, "p") || is_plate_column(name, 'p')) return "points";
  if (is_component(name, "vf") || is_plate_column(name, 'f')) return "forces";
  if (is_translation_name(name)) return "translations";
  if (is_angle_name(name)) return "angles";
  if (tension::assign_muscle(tension::published_muscle_groups(), label).is_known()) return "muscles";
  return "others";
}

constexpr std::array<std::string_view, 13> kinds_in_order{
    "angles",       "translations", "speeds",      "forces",        "points",    "torques", "joint moments",
    "joint forces", "muscles",      "activations", "fibre lengths", "actuators", "others"};

}  // namespace

NamedSide side_named(std::string_view label) {
  // Of a path the last name with a side counts: "/jointset/hip_r/hip_flexion_r/value".
  if (const auto slash = label.rfind('/'); slash != std::string_view::npos) {
    const auto of_last = side_named(label.substr(slash + 1));
    return of_last == NamedSide::none ? side_named(label.substr(0, slash)) : of_last;
  }
  const std::string lower = capture::lower_case(label);
  const std::string_view name = lower;
  if (holds_any(name, {"right"})) return NamedSide::right;
  if (holds_any(name, {"left"})) return NamedSide::left;
  const auto has_mark = [&](char side) {
    const std::string ending{'_', side}, middle{'_', side, '_'};
    return name.ends_with(ending) || name.find(middle) != std::string_view::npos ||
           (name.size() > 2 && name[0] == side && (name[1] == '_' || name[1] == '.' || name[1] == ' '));
  };
  if (has_mark('r')) return NamedSide::right;
  if (has_mark('l')) return NamedSide::left;
  // "RKnee", "LASI": a capital after the capital of the side.
  if (label.size() > 2 && std::isupper(static_cast<unsigned char>(label[1])) != 0) {
    if (label[0] == 'R') return NamedSide::right;
    if (label[0] == 'L') return NamedSide::left;
  }
  return NamedSide::none;
}

std::vector<ColumnKind> sort_columns(const std::vector<std::string>& labels) {
  std::vector<ColumnKind> sorted;
  for (const auto kind : kinds_in_order) sorted.push_back({.kind = std::string(kind), .names = {}});
  std::size_t muscle_count = 0;
  for (const auto& label : labels) muscle_count += kind_of(label) == "muscles" ? 1 : 0;
  // Static optimisation writes actuators, which often are named as coordinates are, after its muscles.
  const bool holds_actuators = 2 * muscle_count > labels.size();
  for (const auto& label : labels) {
    auto kind = kind_of(label);
    if (holds_actuators && kind != "muscles") kind = "actuators";
    auto& entry = sorted[static_cast<std::size_t>(
        std::find(kinds_in_order.begin(), kinds_in_order.end(), kind) - kinds_in_order.begin())];
    ++entry.count;
    const auto side = side_named(label);
    entry.right_count += side == NamedSide::right ? 1 : 0;
    entry.left_count += side == NamedSide::left ? 1 : 0;
    entry.names.push_back(label);
  }
  std::erase_if(sorted, [](const ColumnKind& kind) { return kind.count == 0; });
  return sorted;
}

}  // namespace loadshare::service
