#include "cli/model_tables_text.h"

#include <fmt/format.h>

#include "analysis/report_words.h"
#include "base/units.h"

namespace loadshare::cli {
namespace {

using analysis::printable;

constexpr std::size_t shown_places = 5;

std::string strength_line(const service::CoordinateStrength& strength) {
  const bool turns = strength.motion == model::MotionType::rotational;
  std::string text = fmt::format("  {:<22}", printable(strength.coordinate, 22));
  for (std::size_t i = 0; i < shown_places; ++i) {
    const auto& place = strength.places[i * (strength.places.size() - 1) / (shown_places - 1)];
    const auto at = turns ? fmt::format("{:.0f}", degrees(place.q)) : fmt::format("{:.3g}", place.q);
    text += fmt::format(" {:>5}: {:>5.0f} {:>6.0f} {:>5.0f}", at, place.up, place.down, place.passive);
  }
  return text + "\n";
}

}  // namespace

std::string text_of(const service::ModelTables& tables) {
  std::string text =
      "\nStrength: at an angle [deg] all muscles that drive the coordinate up, all that drive it down, and "
      "fibres at rest [N m]\n";
  for (const auto& strength : tables.strengths) text += strength_line(strength);
  text += fmt::format("\nMuscle lengths\n  {:<22} {:>7} {:>9} {:>9} {:>9} {:>30}\n", "", "force N",
                      "fibre mm", "tendon mm", "pennation", "fibre / optimum (least, most)");
  for (const auto& muscle : tables.muscles)
    text += fmt::format("  {:<22} {:>7.0f} {:>9.1f} {:>9.1f} {:>9.1f} {:>12.2f} ({:.2f}, {:.2f})\n",
                        printable(muscle.name, 22), muscle.max_isometric_force_N,
                        1e3 * muscle.optimal_fiber_length_m, 1e3 * muscle.tendon_slack_length_m,
                        degrees(muscle.pennation_rad), muscle.fiber_ratio_default, muscle.fiber_ratio_min,
                        muscle.fiber_ratio_max);
  return text;
}

}  // namespace loadshare::cli
