// What stands around a body and what it carries: supports, loads, brace. A text file of its own for
// `analyze`, and the first part of every posture and movement file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/transform.h"

namespace loadshare::capture {

// A flat surface that presses on the body, in ground (x forward, y up, z to the right, metres).
struct Support {
  std::string name;             // letters, digits, '_' and '-': it stands in names of columns
  std::string kind;             // floor, bench, box, wall, bar, pad: for words and defaults
  Vec3 point_G = Vec3::Zero();  // on the surface; its middle where it has an end
  // A floor without a height: under a recording it is found from what stands on it, in a movement it is 0.
  bool is_height_found = false;
  // Of a belt that runs (a treadmill), in the surface [m/s]; what stands on it goes with it.
  Vec3 velocity_G = Vec3::Zero();
  bool is_velocity_found = false;  // under a recording: from what stands on it
  Vec3 normal_G = Vec3::UnitY();   // unit, out of the surface, towards the body
  std::optional<Vec3> along_G;  // with half sizes: the direction of the first of them, unit, in the surface
  double half_along_m = 0, half_across_m = 0;  // 0: no end that way
  double friction = 0;                         // coefficient of static friction
  std::vector<std::string> touched_by;         // regions or names of contact points; empty: all
  std::string where;                           // file and line, for refusals
};

// Something carried, or pulled by.
struct CarriedLoad {
  enum class Kind { mass, force, band };
  std::string name;
  Kind kind = Kind::mass;
  std::vector<std::string> at;      // markers or contact points of the body that share it alike
  double mass_kg = 0;               // of a mass, all points together
  double force_N = 0;               // of a force or cable, all points together
  std::optional<Vec3> direction_G;  // of a force, unit; else it pulls towards `anchor_G`
  std::optional<Vec3> anchor_G;     // of a cable or band; a band without one joins its two points
  // Of a band: no pull below its rest length; the stiffness of all points' bands together.
  double rest_length_m = 0, stiffness_N_per_m = 0;
  std::string where;
};

// How far the belly is braced: bands of intra-abdominal pressure.
enum class BraceLevel { none, as_needed, usual, full };
[[nodiscard]] std::string_view name_of(BraceLevel level);

struct Scene {
  std::vector<Support> supports;
  std::vector<CarriedLoad> loads;
  BraceLevel brace = BraceLevel::as_needed;
  std::optional<bool> asks_for_stability;  // none: on where the trunk is upright and carries
  bool settles = false;                    // a recorded motion is changed so that it rests on the supports
  std::string where;
};

// What nobody carries.
inline constexpr double carried_mass_kg_max = 500;

// A TOML document as docs/scene.md lays it out: `format = 1`, [[supports]], [[loads]], `brace`, `stability`,
// `settle`. Refuses what is no such document, unknown keys, directions of no length, frictions and masses
// that nothing has; the first problem is spelled out with its line, up to three further ones too, the rest
// are counted.
[[nodiscard]] Result<Scene> parse_scene(std::string_view text, const std::string& where);
[[nodiscard]] Result<Scene> read_scene(const std::filesystem::path& file);

}  // namespace loadshare::capture
