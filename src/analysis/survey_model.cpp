#include "analysis/survey_model.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <span>
#include <utility>

#include "analysis/body_probe.h"
#include "analysis/survey_bones.h"
#include "analysis/survey_grid.h"
#include "analysis/survey_steps.h"

namespace loadshare::analysis {
namespace {

class Surveyor {
 public:
  Surveyor(const model::Model& model, const SurveyOptions& options, const mechanics::Skeleton& skeleton,
           const mechanics::Couplings& couplings, const mechanics::MuscleMechanics& muscles)
      : model_(model),
        options_(options),
        probe_(model, skeleton, couplings, muscles),
        bones_(model, options) {
    const auto& sample = take({});
    for (const auto& fiber : sample.fibers) {
      const double ratio = fiber.normalized_fiber_length;
      survey.fibers.push_back({ratio, ratio, ratio, {}, {}});
    }
  }

  void sweep(const Swept& swept) {
    const std::size_t index = survey.sweeps.size();
    survey.sweeps.push_back(
        {swept.coordinate, places_of(model_.coordinates[swept.coordinate.at()], options_.step_rad), {}});
    const auto& q = survey.sweeps.back().q;
    const std::size_t first = survey.curves.size();
    for (const std::size_t m : swept.muscles)
      survey.curves.push_back({model::MuscleId(m), index, {}, {}, {}});
    for (const double value : q) {
      const auto& sample = take({{swept.coordinate, value}});
      widen(sample, swept.muscles, {{swept.coordinate, value}});
      survey.sweeps.back().strength.push_back(strength_at(model_, probe_, swept.free_index, value));
      for (std::size_t i = 0; i < swept.muscles.size(); ++i) {
        auto& curve = survey.curves[first + i];
        const std::size_t m = swept.muscles[i];
        curve.arm_m.push_back(probe_.arm_m(m, swept.free_index));
        curve.path_length_m.push_back(sample.paths[m].length_m);
        curve.fiber_length_ratio.push_back(sample.fibers[m].normalized_fiber_length);
      }
    }
    for (std::size_t i = first; i < survey.curves.size(); ++i) {
      const auto& curve = survey.curves[i];
      const MuscleRow row{curve.muscle, swept.coordinate,   swept.free_index, {}, q,
                          curve.arm_m,  curve.path_length_m};
      find_steps(row, options_, probe_, survey.steps);
      find_sign_changes(row, options_, survey.sign_changes);
    }
  }

  // All combinations of the coordinates' places.
  void grid(const std::vector<const Swept*>& axes) {
    Grid grid;
    std::set<std::size_t> muscles;
    for (const auto* axis : axes) {
      grid.axes.push_back(axis);
      grid.places.push_back(places_of(model_.coordinates[axis->coordinate.at()], options_.grid_step_rad));
      muscles.insert(axis->muscles.begin(), axis->muscles.end());
    }
    const std::vector<std::size_t> all(muscles.begin(), muscles.end());
    const std::size_t size = grid.size(), count = axes.size();
    // By muscle, then node; arms by axis besides.
    std::vector<double> arms(all.size() * size * count), lengths(all.size() * size);
    for (std::size_t node = 0; node < size; ++node) {
      const auto posture = grid.posture(node);
      const auto& sample = take(posture);
      widen(sample, all, posture);
      for (std::size_t k = 0; k < all.size(); ++k) {
        lengths[k * size + node] = sample.paths[all[k]].length_m;
        for (std::size_t d = 0; d < count; ++d)
          arms[(k * count + d) * size + node] = probe_.arm_m(all[k], axes[d]->free_index);
      }
    }
    for (std::size_t k = 0; k < all.size(); ++k)
      for (std::size_t d = 0; d < count; ++d)
        look_along(grid, d, all[k], std::span(arms).subspan((k * count + d) * size, size),
                   std::span(lengths).subspan(k * size, size));
  }

  // Every coordinate over its range, from a posture drawn for all.
  void sweep_by_chance(const std::vector<Swept>& all, std::mt19937& random) {
    Posture posture;
    for (const auto& swept : all) {
      const auto& coordinate = model_.coordinates[swept.coordinate.at()];
      const double share = static_cast<double>(random()) / 4294967296.0;  // the same on every machine
      posture.push_back(
          {swept.coordinate, coordinate.range_min + share * (coordinate.range_max - coordinate.range_min)});
    }
    for (const auto& moved : all) {
      if (moved.muscles.empty()) continue;
      ++survey.chance_row_count;
      const auto q = places_of(model_.coordinates[moved.coordinate.at()], options_.step_rad);
      std::vector<std::vector<double>> arm(moved.muscles.size()), length(moved.muscles.size());
      probe_.rest();
      for (const auto& setting : posture) probe_.set(setting.coordinate, setting.value);
      for (const double value : q) {
        probe_.set(moved.coordinate, value);
        const auto& sample = probe_.measure();
        for (std::size_t k = 0; k < moved.muscles.size(); ++k) {
          arm[k].push_back(probe_.arm_m(moved.muscles[k], moved.free_index));
          length[k].push_back(sample.paths[moved.muscles[k]].length_m);
        }
      }
      for (std::size_t k = 0; k < moved.muscles.size(); ++k) {
        Posture others;
        for (std::size_t i = 0; i < all.size(); ++i)
          if (all[i].coordinate != moved.coordinate && all[i].is_spanned_by(moved.muscles[k]))
            others.push_back(posture[i]);
        find_steps({model::MuscleId(moved.muscles[k]), moved.coordinate, moved.free_index, others, q, arm[k],
                    length[k]},
                   options_, probe_, survey.steps);
      }
    }
  }

  Survey finish() {
    std::stable_sort(survey.steps.begin(), survey.steps.end(), [](const PathStep& x, const PathStep& y) {
      return std::pair(x.muscle, x.coordinate) < std::pair(y.muscle, y.coordinate);
    });
    survey.bone_passages = bones_.passages();
    return std::move(survey);
  }

  Survey survey;

 private:
  const mechanics::MuscleSample& take(const Posture& posture) {
    probe_.rest();
    for (const auto& setting : posture) probe_.set(setting.coordinate, setting.value);
    const auto& sample = probe_.measure();
    bones_.look(sample.paths, probe_.pose(), posture);
    ++survey.pose_count;
    return sample;
  }

  void widen(const mechanics::MuscleSample& sample, const std::vector<std::size_t>& muscles,
             const Posture& posture) {
    for (const std::size_t m : muscles) {
      const double ratio = sample.fibers[m].normalized_fiber_length;
      auto& extent = survey.fibers[m];
      if (ratio < extent.min) extent.min = ratio, extent.at_min = posture;
      if (ratio > extent.max) extent.max = ratio, extent.at_max = posture;
    }
  }

  // The muscle's rows along one axis. What it does not span stays at its first place: the rows there are
  // alike; a row that no other axis changes was looked at in the sweep.
  void look_along(const Grid& grid, std::size_t moved, std::size_t muscle, std::span<const double> arms,
                  std::span<const double> lengths) {
    if (!grid.axes[moved]->is_spanned_by(muscle)) return;
    const auto& q = grid.places[moved];
    const std::size_t stride = grid.stride(moved);
    std::vector<double> arm(q.size()), length(q.size());
    for (std::size_t node = 0; node < arms.size(); ++node) {
      if (grid.place(node, moved) != 0) continue;
      Posture others;
      bool is_first = true;
      for (std::size_t d = 0; d < grid.axes.size(); ++d) {
        if (d == moved) continue;
        if (grid.axes[d]->is_spanned_by(muscle))
          others.push_back({grid.axes[d]->coordinate, grid.places[d][grid.place(node, d)]});
        else
          is_first &= grid.place(node, d) == 0;
      }
      if (!is_first || others.empty()) continue;
      for (std::size_t i = 0; i < q.size(); ++i) {
        arm[i] = arms[node + i * stride];
        length[i] = lengths[node + i * stride];
      }
      find_steps({model::MuscleId(muscle), grid.axes[moved]->coordinate, grid.axes[moved]->free_index, others,
                  q, arm, length},
                 options_, probe_, survey.steps);
    }
  }

  const model::Model& model_;
  const SurveyOptions& options_;
  BodyProbe probe_;
  BoneWatch bones_;
};

}  // namespace

const MuscleCurve* Survey::find_curve(model::MuscleId muscle, model::CoordinateId coordinate) const {
  const auto found = std::find_if(curves.begin(), curves.end(), [&](const MuscleCurve& curve) {
    return curve.muscle == muscle && sweeps[curve.sweep].coordinate == coordinate;
  });
  return found == curves.end() ? nullptr : &*found;
}

Result<Survey> survey_model(const model::Model& model, const SurveyOptions& options) {
  const auto skeleton = mechanics::Skeleton::make(model);
  if (!skeleton) return skeleton.refusal();
  const auto couplings = mechanics::Couplings::make(model);
  if (!couplings) return couplings.refusal();
  const auto muscles = mechanics::MuscleMechanics::make(model, *skeleton, *couplings);
  if (!muscles) return muscles.refusal();
  const auto swept = find_swept(model, *couplings, *muscles, options.right_only);
  Surveyor surveyor(model, options, *skeleton, *couplings, *muscles);
  for (const auto& one : swept) surveyor.sweep(one);
  const auto find = [&](const std::string& name) {
    return std::find_if(swept.begin(), swept.end(), [&](const Swept& one) {
      return model.coordinates[one.coordinate.at()].name == name;
    });
  };
  const auto grid = [&](std::span<const std::string> names) {
    std::vector<const Swept*> axes;
    for (const auto& name : names)
      if (const auto found = find(name); found != swept.end()) axes.push_back(&*found);
    if (axes.size() == names.size()) surveyor.grid(axes);
  };
  for (const auto& pair : options.pairs) grid(pair);
  for (const auto& triple : options.triples) grid(triple);
  std::mt19937 random(1);
  for (std::size_t i = 0; i < options.chance_posture_count; ++i) surveyor.sweep_by_chance(swept, random);
  return surveyor.finish();
}

}  // namespace loadshare::analysis
