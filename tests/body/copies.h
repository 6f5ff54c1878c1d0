// The body against its mirror image and against itself written as .osim and read back.
#pragma once

#include <string>

namespace loadshare::body_tests {

// Over postures drawn by chance: what muscles of one side do in a posture, those of the other do in its
// mirror image.
struct MirrorCheck {
  std::size_t posture_count = 0, pair_count = 0;
  double length_m_max = 0, arm_m_max = 0;  // differences
  std::string without_partner;             // muscles, first few; empty where none is
};
[[nodiscard]] MirrorCheck check_mirror();

struct ReadBackCheck {
  std::size_t posture_count = 0, muscle_count = 0, finding_count = 0;
  double mass_kg_max = 0, length_m_max = 0, arm_m_max = 0, force_N_max = 0;  // differences
};
[[nodiscard]] ReadBackCheck check_read_back();

[[nodiscard]] std::string copies_text();

}  // namespace loadshare::body_tests
