#include "survey_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/units.h"
#include "written_page.h"

namespace loadshare::body_tests {
namespace {

using testing::table_head;
using testing::table_row;

const std::string& name_of(model::MuscleId muscle) { return reference().model.muscles[muscle.at()].name; }
const std::string& name_of(model::CoordinateId coordinate) {
  return reference().model.coordinates[coordinate.at()].name;
}
// Of a pair the right one stands for both.
bool is_shown(model::MuscleId muscle) { return !name_of(muscle).ends_with("_l"); }

// Fascicles of one muscle share what stands before the first underscore: "Ps_*" for the eleven of the psoas.
// A muscle of fewer than four parts is called by its name.
std::string family_of(model::MuscleId muscle) {
  const auto& name = name_of(muscle);
  const auto stem = name.substr(0, name.find('_') + 1);
  const auto& muscles = reference().model.muscles;
  const auto parts = std::count_if(muscles.begin(), muscles.end(), [&](const auto& other) {
    return other.name.starts_with(stem) && !other.name.ends_with("_l");
  });
  return parts < 4 ? name : stem + "*";
}

std::string ratio(double value) { return fmt::format("{:.2f}", value); }
std::string millimetres(double value_m) { return whole(1e3 * value_m) + " mm"; }
std::string at(const analysis::Posture& posture) { return words_of(reference().model, posture); }

bool is_outside(double min, double max) { return min < fiber_ratio_min || max > fiber_ratio_max; }

// The end that lies outside, where it is.
std::string end_text(double min, const analysis::Posture& at_min, double max,
                     const analysis::Posture& at_max) {
  std::string text;
  if (min < fiber_ratio_min) text += fmt::format("{} ({})", ratio(min), at(at_min));
  if (max > fiber_ratio_max)
    text += fmt::format("{}{} ({})", text.empty() ? "" : "; ", ratio(max), at(at_max));
  return text.empty() ? "–" : text;
}

std::string words_of(analysis::StepKind kind) {
  switch (kind) {
    case analysis::StepKind::arm_jump:
      return "moment arm jumps";
    case analysis::StepKind::length_jump:
      return "length jumps";
    case analysis::StepKind::steep_arm:
      return "moment arm steep";
  }
  return "";
}

}  // namespace

std::vector<FiberSweep> fiber_sweeps() {
  const auto& found = survey();
  std::vector<FiberSweep> sweeps;
  for (const auto& extent : found.fibers) sweeps.push_back({extent.at_default, extent.at_default, {}, {}});
  for (const auto& curve : found.curves) {
    auto& sweep = sweeps[curve.muscle.at()];
    const auto& q = found.sweeps[curve.sweep];
    for (std::size_t i = 0; i < q.q.size(); ++i) {
      const double value = curve.fiber_length_ratio[i];
      if (value < sweep.min) sweep.min = value, sweep.at_min = {{q.coordinate, q.q[i]}};
      if (value > sweep.max) sweep.max = value, sweep.at_max = {{q.coordinate, q.q[i]}};
    }
  }
  return sweeps;
}

std::string fiber_tables() {
  const auto sweeps = fiber_sweeps();
  const auto& fibers = survey().fibers;
  double least = 1e9, greatest = 0;
  std::size_t shown = 0, outside_alone = 0, outside_together = 0;
  std::string rows;
  for (std::size_t i = 0; i < fibers.size(); ++i) {
    const model::MuscleId muscle(i);
    if (!is_shown(muscle)) continue;
    ++shown;
    const auto& fiber = fibers[i];
    least = std::min(least, fiber.at_default), greatest = std::max(greatest, fiber.at_default);
    outside_alone += is_outside(sweeps[i].min, sweeps[i].max);
    outside_together += is_outside(fiber.min, fiber.max);
    if (!is_outside(fiber.min, fiber.max)) continue;
    rows += table_row({"`" + name_of(muscle) + "`", ratio(fiber.at_default),
                       end_text(sweeps[i].min, sweeps[i].at_min, sweeps[i].max, sweeps[i].at_max),
                       end_text(fiber.min, fiber.at_min, fiber.max, fiber.at_max)});
  }
  return fmt::format(
             "Standing, fibres are {} to {} of their optimum. Of {} muscles (one of each pair) {} leave {} "
             "to {} "
             "while one coordinate moves, {} while two or three move together:\n\n",
             ratio(least), ratio(greatest), shown, outside_alone, fiber_ratio_min, fiber_ratio_max,
             outside_together) +
         table_head({"muscle", "standing", "one coordinate", "two or three together"}) + rows;
}

std::string step_table() {
  using Key = std::tuple<model::MuscleId, analysis::StepKind, model::CoordinateId, model::CoordinateId>;
  std::map<Key, std::vector<const analysis::PathStep*>> groups;
  for (const auto& step : survey().steps)
    if (is_shown(step.muscle))
      groups[{step.muscle, step.kind, step.coordinate,
              step.others.empty() ? model::CoordinateId{} : step.others[0].coordinate}]
          .push_back(&step);
  if (groups.empty()) return "None.\n";
  std::string text = table_head({"muscle", "what", "moved", "places", "worst", "at"});
  for (const auto& [key, steps] : groups) {
    const auto* worst = *std::max_element(steps.begin(), steps.end(), [](const auto* a, const auto* b) {
      return std::abs(a->size_m) < std::abs(b->size_m);
    });
    analysis::Posture place = worst->others;
    place.insert(place.begin(), {worst->coordinate, worst->at});
    const auto& [muscle, kind, coordinate, other] = key;
    text +=
        table_row({"`" + name_of(muscle) + "`", words_of(kind),
                   name_of(coordinate) + (other.is_some() ? ", with " + name_of(other) : ""),
                   std::to_string(steps.size()), fmt::format("{:.1f} mm", 1e3 * worst->size_m), at(place)});
  }
  return text;
}

std::string sign_table() {
  struct Group {
    std::size_t count = 0;
    double from = 1e9, to = -1e9;      // angles
    double before_m = 0, after_m = 0;  // greatest extremes
  };
  // By coordinate, then in the order in which they are found.
  std::map<model::CoordinateId, std::vector<std::pair<std::string, Group>>> lines;
  for (const auto& change : survey().sign_changes) {
    if (!is_shown(change.muscle)) continue;
    auto& line = lines[change.coordinate];
    const bool falls = change.before_m > 0;
    const auto name = family_of(change.muscle);
    auto found = std::find_if(line.begin(), line.end(), [&](const auto& entry) {
      return entry.first == name && (entry.second.before_m > 0) == falls;
    });
    if (found == line.end()) found = line.insert(line.end(), {name, {}});
    auto& group = found->second;
    ++group.count;
    group.from = std::min(group.from, degrees(change.at)), group.to = std::max(group.to, degrees(change.at));
    if (std::abs(change.before_m) > std::abs(group.before_m)) group.before_m = change.before_m;
    if (std::abs(change.after_m) > std::abs(group.after_m)) group.after_m = change.after_m;
  }
  std::string text = table_head({"coordinate", "muscle, angle (extremes before and after, mm)"});
  for (const auto& [coordinate, line] : lines) {
    std::string words;
    for (const auto& [name, group] : line) {
      words += fmt::format("{}`{}`", words.empty() ? "" : ", ", name);
      if (name.ends_with('*')) words += fmt::format(" ({})", group.count);
      const auto from = whole(group.from), to = whole(group.to);
      words += fmt::format(" {}° ({} to {})", from == to ? from : from + " to " + to,
                           whole(1e3 * group.before_m), whole(1e3 * group.after_m));
    }
    text += table_row({name_of(coordinate), words});
  }
  return text;
}

std::string bone_table() {
  struct Group {
    const analysis::BonePassage* worst = nullptr;
    std::map<std::string, double> others;  // depth by bone [m]
  };
  std::vector<std::pair<std::string, Group>> groups;
  for (const auto& passage : survey().bone_passages) {  // deepest first
    if (!is_shown(passage.muscle)) continue;
    const auto name = family_of(passage.muscle);
    auto found =
        std::find_if(groups.begin(), groups.end(), [&](const auto& entry) { return entry.first == name; });
    if (found == groups.end()) {
      groups.push_back({name, {&passage, {}}});
    } else if (passage.bone != found->second.worst->bone) {
      auto& depth_m = found->second.others[survey_options().bones[passage.bone].name];
      depth_m = std::max(depth_m, passage.depth_m);
    }
  }
  if (groups.empty()) return "None.\n";
  std::string text = table_head({"muscle", "bone", "depth", "deepest at", "in poses", "further bones, mm"});
  for (const auto& [name, group] : groups) {
    std::string others;
    for (const auto& [bone, depth_m] : group.others)
      others += fmt::format("{}{} {}", others.empty() ? "" : ", ", bone, whole(1e3 * depth_m));
    text += table_row({"`" + name + "`", survey_options().bones[group.worst->bone].name,
                       millimetres(group.worst->depth_m), at(group.worst->at),
                       fmt::format("{} of {}", group.worst->pose_count, survey().pose_count),
                       others.empty() ? "–" : others});
  }
  return text;
}

}  // namespace loadshare::body_tests
