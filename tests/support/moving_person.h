// A made-up person whose size, points and movement are known: what fits are tried on.
#pragma once

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "capture/marker_set.h"
#include "capture/markers.h"
#include "model/person.h"
#include "model/scale_person.h"
#include "motion/placed_points.h"
#include "moved_body.h"
#include "scratch.h"

namespace loadshare::testing {

inline model::Person made_up_person(double height_m = 1.75) {
  model::Person person;
  person.sex = model::Sex::woman;
  person.height_m = height_m;
  person.mass_kg = 66;
  person.age_years = 30;
  person.where = "person";
  return person;
}

inline const capture::MarkerSet& published_set(const std::string& name) {
  for (const auto& set : capture::published_marker_sets())
    if (set.name == name) return set;
  throw std::runtime_error("there is no marker set " + name);
}

// Every point of the set but those left out, as a recording with the set's names has them.
inline capture::MatchedSet all_points_of(const capture::MarkerSet& set) {
  capture::MatchedSet matched;
  matched.set = &set;
  for (std::size_t i = 0; i < set.points.size(); ++i)
    if (!set.points[i].is_left_out) matched.pairs.push_back({matched.pairs.size(), i});
  return matched;
}

class MovingPerson {
 public:
  // `offsets`: where each point sits from its place; empty: right there.
  MovingPerson(const model::BodyScale& scale, const capture::MarkerSet& set, std::vector<Vec3> offsets = {})
      : matched(all_points_of(set)),
        body(value_of(model::build_body(model::published_body_tables(), scale, {})).model),
        points(value_of(motion::place_points(matched, body.model))) {
    for (std::size_t i = 0; i < offsets.size(); ++i) points[i].p_B += offsets[i];
  }

  // Every joint swings through a half of its range, each in its own time; the person walks and turns.
  [[nodiscard]] std::vector<double> free_at(double time_s) const {
    auto free = body.default_values();
    for (std::size_t i = 0; i < free.size(); ++i) {
      const auto& coordinate = body.model.coordinates[body.couplings.free_coordinates()[i].at()];
      const double swing =
          std::sin((1.0 + 0.13 * static_cast<double>(i % 7)) * time_s + 0.9 * static_cast<double>(i));
      if (body.model.joints[coordinate.joint.at()].parent == model::ground)
        free[i] += 0.2 * swing;
      else
        free[i] = (coordinate.range_min + coordinate.range_max) / 2 +
                  0.25 * (coordinate.range_max - coordinate.range_min) * swing;
    }
    return free;
  }

  // rate 50 Hz.
  [[nodiscard]] capture::MarkerRecording record(std::size_t samples, double noise_m = 0) {
    capture::MarkerRecording recording;
    recording.name = "made up";
    recording.rate_hz = 50;
    for (const auto& point : points) recording.names.push_back(point.place->name);
    recording.positions_m.resize(static_cast<Eigen::Index>(samples),
                                 static_cast<Eigen::Index>(3 * points.size()));
    std::mt19937 draw(7);
    std::normal_distribution<double> noise(0, 1);
    for (std::size_t i = 0; i < samples; ++i) {
      recording.times_s.push_back(0.02 * static_cast<double>(i));
      body.move_to(free_at(recording.times_s.back()));
      for (std::size_t p = 0; p < points.size(); ++p)
        for (int k = 0; k < 3; ++k)
          recording.positions_m(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(3 * p) + k) =
              (body.pose.X_GB[points[p].body.at()] * points[p].p_B)[k] + noise_m * noise(draw);
    }
    return recording;
  }

  capture::MatchedSet matched;
  MovedBody body;
  std::vector<motion::PlacedPoint> points;
};

}  // namespace loadshare::testing
