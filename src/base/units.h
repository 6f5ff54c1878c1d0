// Conversions at the edge: inside the program SI and radians only.
#pragma once

#include <numbers>

namespace loadshare {

inline constexpr double rad_per_deg = std::numbers::pi / 180.0;
inline constexpr double deg_per_rad = 180.0 / std::numbers::pi;
inline constexpr double m_per_mm = 1e-3;

[[nodiscard]] constexpr double radians(double angle_deg) { return angle_deg * rad_per_deg; }
[[nodiscard]] constexpr double degrees(double angle_rad) { return angle_rad * deg_per_rad; }

}  // namespace loadshare
