// Postures and movements as data: what stands around the body, and the keys that it is put into, one after
// the other. docs/postures.md describes the file.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "capture/scene.h"

namespace loadshare::exercises {

// Names without a side stand for both sides: "knee_angle" for knee_angle_r and knee_angle_l, the point
// "heel" for heel_r and heel_l, "HJC" for RHJC and LHJC. "mid HJC" is the point midway between the two.

struct CoordinateWish {
  std::string coordinate;
  double value = 0;  // degrees, or metres where the coordinate shifts
  // Held at the value; otherwise wanted near it: more than what is not named, by this weight.
  bool is_exact = false;
  double weight = 1;
  std::string where;
};

// Points that lie on a support, or above it.
struct TouchTarget {
  std::string support;
  std::vector<std::string> points;  // points of the body or regions of its contacts
  double gap_m = 0;                 // above the support; 0: touching
  // Where the key before touched the same support with the same point, it stays in its place unless it
  // slides.
  bool slides = false;
  std::string where;
};

// A point at a place in ground, or seen from another point.
struct PlaceTarget {
  std::string point;
  std::string from;                          // empty: from ground's origin
  std::array<std::optional<double>, 3> p_m;  // x, y, z; of a pair the right one's, the left mirrored
  double tolerance_m = 1e-3;
  std::string where;
};

// The direction from one point to another.
struct DirectionTarget {
  std::string from, to;
  // In the sagittal plane: 0 straight up, 90 forward, -90 backward, 180 down.
  std::optional<double> forward_deg;
  // In the frontal plane: 0 straight up, 90 to the right; of a pair the right one's.
  std::optional<double> right_deg;
  double tolerance_deg = 0.5;
  std::string where;
};

struct KeyTargets {
  std::vector<CoordinateWish> coordinates;
  std::vector<TouchTarget> touches;
  std::vector<PlaceTarget> places;
  std::vector<DirectionTarget> directions;
  // None: where something is touched, and all that is touched carries.
  std::optional<bool> asks_for_balance;
};

struct Key {
  std::string name;
  double time_s = 0;    // of arriving
  double hold_s = 0;    // and staying
  bool passes = false;  // the movement does not come to rest here
  KeyTargets targets;   // those of all keys among them
  std::string where;
};

struct Movement {
  std::string name;
  capture::Scene scene;
  std::vector<Key> keys;  // at least one; times increase
  double rate_Hz = 50;
  int repetitions = 1;
  std::optional<double> return_s;  // the way back from the last key to the first
  std::string where;
};

// A TOML document (docs/postures.md). Refuses what parse_scene refuses, unknown keys, keys without an order,
// repetitions without a way back, targets that name nothing or nothing to reach; the first problem is spelled
// out with its line, up to three further ones too.
[[nodiscard]] Result<Movement> parse_movement(std::string_view text, const std::string& where);
[[nodiscard]] Result<Movement> read_movement(const std::filesystem::path& file);

}  // namespace loadshare::exercises
