#include "analysis/survey_model.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <tuple>
#include <utility>

#include "analysis/body_probe.h"
#include "analysis/survey_bones.h"
#include "analysis/survey_steps.h"

namespace loadshare::analysis {
namespace {

constexpr double shift_parts = 20;  // of the range of a coordinate that shifts

// The free coordinates that are swept, and the muscles that span each.
struct Swept {
  model::CoordinateId coordinate;
  int free_index = 0;
  std::vector<std::size_t> muscles;
};

std::vector<Swept> find_swept(const model::Model& model, const mechanics::Couplings& couplings,
                              const mechanics::MuscleMechanics& muscles, bool right_only) {
  std::vector<Swept> list;
  const auto& free = couplings.free_coordinates();
  for (std::size_t i = 0; i < free.size(); ++i) {
    const auto& coordinate = model.coordinates[free[i].at()];
    if (!is_joint_range(model, coordinate)) continue;
    if (right_only && coordinate.name.ends_with("_l")) continue;
    Swept swept{free[i], static_cast<int>(i), {}};
    for (std::size_t m = 0; m < muscles.muscle_count(); ++m)
      for (std::size_t e = muscles.free_starts()[m]; e < muscles.free_starts()[m + 1]; ++e)
        if (muscles.free_indices()[e] == swept.free_index) swept.muscles.push_back(m);
    list.push_back(std::move(swept));
  }
  return list;
}

std::vector<double> places_of(const model::Coordinate& coordinate, double step_rad) {
  const double range = coordinate.range_max - coordinate.range_min;
  const double parts = coordinate.motion == model::MotionType::translational
                           ? shift_parts
                           : std::max(2.0, std::ceil(range / step_rad - 1e-9));
  std::vector<double> places;
  for (double i = 0; i <= parts; ++i) places.push_back(coordinate.range_min + range * i / parts);
  return places;
}

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

  void grid(const Swept& a, const Swept& b) {
    const auto q_a = places_of(model_.coordinates[a.coordinate.at()], options_.grid_step_rad);
    const auto q_b = places_of(model_.coordinates[b.coordinate.at()], options_.grid_step_rad);
    std::vector<std::size_t> muscles;
    std::set_union(a.muscles.begin(), a.muscles.end(), b.muscles.begin(), b.muscles.end(),
                   std::back_inserter(muscles));
    // By muscle, then place of a, then place of b.
    const std::size_t places = q_a.size() * q_b.size();
    std::vector<double> arm_a(muscles.size() * places), arm_b(arm_a), length(arm_a);
    for (std::size_t i = 0; i < q_a.size(); ++i)
      for (std::size_t j = 0; j < q_b.size(); ++j) {
        const Posture posture{{a.coordinate, q_a[i]}, {b.coordinate, q_b[j]}};
        const auto& sample = take(posture);
        widen(sample, muscles, posture);
        for (std::size_t k = 0; k < muscles.size(); ++k) {
          const std::size_t at = k * places + i * q_b.size() + j;
          arm_a[at] = probe_.arm_m(muscles[k], a.free_index);
          arm_b[at] = probe_.arm_m(muscles[k], b.free_index);
          length[at] = sample.paths[muscles[k]].length_m;
        }
      }
    for (std::size_t k = 0; k < muscles.size(); ++k) {
      const std::size_t first = k * places;
      look_along(a, b, muscles[k], q_a, q_b, [&](std::size_t i, std::size_t j) {
        const std::size_t at = first + i * q_b.size() + j;
        return std::pair(arm_a[at], length[at]);
      });
      look_along(b, a, muscles[k], q_b, q_a, [&](std::size_t j, std::size_t i) {
        const std::size_t at = first + i * q_b.size() + j;
        return std::pair(arm_b[at], length[at]);
      });
    }
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
          if (all[i].coordinate != moved.coordinate &&
              std::binary_search(all[i].muscles.begin(), all[i].muscles.end(), moved.muscles[k]))
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

  // Rows along `moved`, one for each place of `other`.
  template <class At>
  void look_along(const Swept& moved, const Swept& other, std::size_t muscle, const std::vector<double>& q,
                  const std::vector<double>& q_other, At at) {
    if (!std::binary_search(moved.muscles.begin(), moved.muscles.end(), muscle)) return;
    // A row that the other coordinate does not change was looked at in the sweep.
    if (!std::binary_search(other.muscles.begin(), other.muscles.end(), muscle)) return;
    std::vector<double> arm(q.size()), length(q.size());
    for (std::size_t j = 0; j < q_other.size(); ++j) {
      for (std::size_t i = 0; i < q.size(); ++i) std::tie(arm[i], length[i]) = at(i, j);
      find_steps({model::MuscleId(muscle),
                  moved.coordinate,
                  moved.free_index,
                  {{other.coordinate, q_other[j]}},
                  q,
                  arm,
                  length},
                 options_, probe_, survey.steps);
    }
  }

  const model::Model& model_;
  const SurveyOptions& options_;
  BodyProbe probe_;
  BoneWatch bones_;
};

}  // namespace

std::vector<std::array<std::string, 2>> usual_pairs() {
  std::vector<std::array<std::string, 2>> pairs;
  for (const std::string side : {"_r", "_l"}) {
    for (const char* with : {"hip_adduction", "hip_rotation", "knee_angle"})
      pairs.push_back({"hip_flexion" + side, with + side});
    pairs.push_back({"hip_adduction" + side, "hip_rotation" + side});
    pairs.push_back({"knee_angle" + side, "ankle_angle" + side});
    pairs.push_back({"lumbar_extension", "hip_flexion" + side});
    pairs.push_back({"flex_extension", "hip_flexion" + side});
  }
  pairs.push_back({"lumbar_extension", "lumbar_bending"});
  pairs.push_back({"lumbar_extension", "lumbar_rotation"});
  pairs.push_back({"lumbar_bending", "lumbar_rotation"});
  pairs.push_back({"flex_extension", "lat_bending"});
  pairs.push_back({"flex_extension", "axial_rotation"});
  return pairs;
}

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
  for (const auto& pair : options.pairs) {
    const auto a = find(pair[0]), b = find(pair[1]);
    if (a != swept.end() && b != swept.end()) surveyor.grid(*a, *b);
  }
  std::mt19937 random(1);
  for (std::size_t i = 0; i < options.chance_posture_count; ++i) surveyor.sweep_by_chance(swept, random);
  return surveyor.finish();
}

}  // namespace loadshare::analysis
