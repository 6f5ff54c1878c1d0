#include "body_page.h"

#include <fmt/format.h>

#include "architecture.h"
#include "base/units.h"
#include "copies.h"
#include "ligaments.h"
#include "moment_arms.h"
#include "passive.h"
#include "passive_published.h"
#include "posture.h"
#include "proportions.h"
#include "psoas.h"
#include "strength.h"
#include "survey_tables.h"

namespace loadshare::body_tests {
namespace {

constexpr const char* page = R"(# The built-in body, looked at

This page is written by the tests (`test_body`, in tests/body). Every number on it is measured in each run; the run fails
where this page no longer says what was measured, and where what must hold does not.

**What is looked at.** The reference person of `models/body`: {muscle_count} muscles, {free_count} free coordinates,
{mass} kg, lumbar rhythm `{rhythm}`. Strength alone is that of two people scaled from height, mass and sex: a man of 1.75 m
and 75 kg, a woman of 1.63 m and 61 kg. Right and left are mirror images, so the right side is shown.

**What it is held against.** Published bands with their sources: the tables in `tests/body`. Evidence: `L` and `L-data` were
looked up, `M-high`, `M-med` and `M-low` stand from memory and are wide on purpose. A band that a figure leaves is not
widened: the figure is listed.

**Signs.** A moment arm is positive where tension makes the coordinate grow: hip and knee flexion, adduction, internal rotation,
dorsiflexion, lumbar extension, bending to the right, turning to the left.

## Standing, and how far the joints go

The sacral slope is that of the solid of the first two sacral bodies, which lies as their upper end plate; lordosis is measured from
there to the line through a vertebra from the joint below to the one above.

{ranges}
## Moment arms

Levels of the spine (`L4_L5_FE`) are turned by themselves. Of several muscles either each must lie in the band, or their mean
weighted with PCSA. Where a cell lists two numbers they are the least and the greatest of the muscles.

{arms}
## Isometric strength

One leg, or the trunk with both sides: muscles that drive the joint that way at full activation, fibre lengths with rigid
tendons, passive moments and antagonists left out. Nothing limits a muscle by what it does elsewhere. The trunk's moments are
about L5/S1. Not measured here: the rows of the trunk leaning from the hips.

{strength}
## Passive moments

While one coordinate moves and the others stand; positive drives the coordinate up.

{passive}
The leg at rest against ten people (Riener and Edrich 1999, equations as two public programs keep them, evidence L-data): tissue and
muscles together, in N m. "Near": within a factor of two and 5 N m.

{leg_at_rest}
## Ligaments

Lines with a tension of their own (`ligaments.csv`). A level turned by itself; what its ligaments and its disc (with the facets) hold. Adams,
Hutton and Stott 1980 found 39 % for the capsules, 29 for the disc, 19 for the supraspinous and interspinous ligaments and 13 for the
ligamentum flavum at the end of flexion.

{ligaments}
The hip, turned about one axis; ligaments and the rest of the capsule together and of it the ligaments, N m. Van Arkel and others 2015: 5 N m at 12° of
extension (standard deviation 7), about 30° of abduction, 40° of adduction, and 35° either way in 30° of flexion.

{hip_ligaments}
## Muscles

{architecture}
## Fibre lengths

With rigid tendons. Two-joint muscles leave the range where people cannot go, with the knee straight in deep hip flexion (hamstrings)
or bent with the hip extended (rectus femoris); nothing stops a model there but passive force. Below 0.45 a fibre pulls next to
nothing; 0.25 is where the pennation's end leaves it.

{fibers}
## Jumps

Over all of every coordinate's range, over pairs of coordinates and over the three angles of hip and of spine, in steps of {step}°: {poses} poses; and from {postures} postures
drawn by chance over all ranges each coordinate over its range: {rows} rows. A step of the moment arm or of the length that does not
shrink while the interval shrinks to 0.01° is a jump. "Steep": more than 5 mm beyond the trend within a degree.

{steps}
Other rhythms and proportions, in steps of 15° over the same pairs and threes; a person's own measured lengths make such bodies:

{proportions}
## Moment arms that change sign

While one coordinate moves and the others stand; from more than 2 mm one way to more than 2 mm the other. A star stands for a muscle's fascicles; then
how many change, and over which angles.

{signs}
## Paths through bone

Bones are {bone_count} ellipsoids and cylinders that lie within the true surfaces (`bones.csv`). A path may not lie deeper than 3 mm in a bone of the
bodies that it runs past, its last 20 mm before either end left out; in the poses of sweeps and grids.

{bones}
## The psoas

{psoas}
## Left and right, and the exported file

{copies})";

}  // namespace

std::string make_body_page() {
  const auto& body = reference();
  double mass_kg = 0;
  for (const auto& part : body.model.bodies) mass_kg += part.mass_kg;
  const auto free_count = mechanics::Couplings::make(body.model)->free_coordinates().size();
  return fmt::format(
      fmt::runtime(page), fmt::arg("muscle_count", body.model.muscles.size()),
      fmt::arg("free_count", free_count), fmt::arg("mass", fmt::format("{:.1f}", mass_kg)),
      fmt::arg("rhythm", body.rhythm), fmt::arg("ranges", range_table()),
      fmt::arg("arms", moment_arm_tables()), fmt::arg("strength", strength_tables()),
      fmt::arg("passive", passive_tables()), fmt::arg("leg_at_rest", published_passive_table()),
      fmt::arg("ligaments", ligament_table()), fmt::arg("hip_ligaments", hip_ligament_table()),
      fmt::arg("architecture", architecture_table()), fmt::arg("fibers", fiber_tables()),
      fmt::arg("step", whole(degrees(survey_options().step_rad))),
      fmt::arg("postures", survey_options().chance_posture_count),
      fmt::arg("rows", survey().chance_row_count), fmt::arg("poses", survey().pose_count),
      fmt::arg("steps", step_table()), fmt::arg("proportions", proportion_table()),
      fmt::arg("signs", sign_table()), fmt::arg("bone_count", survey_options().bones.size()),
      fmt::arg("bones", bone_table()), fmt::arg("psoas", psoas_text()), fmt::arg("copies", copies_text()));
}

}  // namespace loadshare::body_tests
