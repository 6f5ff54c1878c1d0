// One number taken from a movement of the validity tables.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analyse.h"
#include "base/result.h"

namespace loadshare::analysis {

// Of movements the value of greatest size.
enum class LoadQuantity {
  compression,     // N, at a cut: joint_loads.h
  resultant,       // N, at a cut
  shear,           // N, at a cut, forward
  anterior_force,  // N, at a hip: what the head presses forward with in the cup
  group_tension,   // N, of a group at a cut
  group_share,     // 0 to 1, of a group in all tension at a cut
  group_moment,    // N m, of a group at a cut, positive in flexion
  muscle_force,    // N, summed over the muscles named
  activation,      // 0 to 1, mean over the strands of the muscles named: what electromyography is nearest to
  extension_moment,  // N m, at a cut or a knee: what holds the joint, passive tissue of the cut included
  passive_moment,    // N m, extension, at a cut: discs, ligaments and passive fibres together
  active_moment,     // N m, extension, at a cut: what the muscles' activity makes
  trunk_lean,        // degrees that the chest is turned forward against standing
};
inline constexpr std::array<LoadQuantity, 13> load_quantities{
    LoadQuantity::compression,      LoadQuantity::resultant,      LoadQuantity::shear,
    LoadQuantity::anterior_force,   LoadQuantity::group_tension,  LoadQuantity::group_share,
    LoadQuantity::group_moment,     LoadQuantity::muscle_force,   LoadQuantity::activation,
    LoadQuantity::extension_moment, LoadQuantity::passive_moment, LoadQuantity::active_moment,
    LoadQuantity::trunk_lean};
[[nodiscard]] std::string_view name_of(LoadQuantity quantity);
// "N", "N m", "degrees"; empty for what has none.
[[nodiscard]] std::string_view unit_of(LoadQuantity quantity);

// What of the other fields of a measure the quantity needs.
[[nodiscard]] bool needs_cut(LoadQuantity quantity);
[[nodiscard]] bool needs_group(LoadQuantity quantity);
[[nodiscard]] bool needs_muscles(LoadQuantity quantity);

// A movement put into a person, some of whose muscles may be weaker or stronger.
struct MeasuredRun {
  std::string person, movement;
  std::vector<std::string> altered;  // patterns of muscles
  double strength_ratio = 1;         // times their strength
  friend auto operator<=>(const MeasuredRun&, const MeasuredRun&) = default;
};

struct Measure {
  MeasuredRun run;
  LoadQuantity quantity = LoadQuantity::compression;
  std::string at, group;             // at: a cut's name, or knee_r, knee_l
  std::vector<std::string> muscles;  // patterns
  std::optional<double> value;       // a number instead of a movement
};

// NaN where a sample of the movement was not solved. Refused: a cut, a group or muscles that the body does not have.
[[nodiscard]] Result<double> value_of(const Measure& measure, const Analysis& analysis);

}  // namespace loadshare::analysis
