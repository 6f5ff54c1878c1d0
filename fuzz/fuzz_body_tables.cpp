// parse_body_tables on any bytes, and the bodies built of what it takes. The input is a text of tables, each
// after a line "== name.csv"; what it lacks is the small body's.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string_view>

#include "base/require.h"
#include "model/body.h"
#include "model/osim_reader.h"
#include "model/osim_writer.h"
#include "small_body.h"

namespace {

using namespace loadshare;

void check_refusal(const Refusal& refusal) {
  require(!refusal.where.empty() && !refusal.what.empty() && !refusal.remedy.empty(),
          "a refusal says where, what and what to do");
}

std::vector<model::TableText> tables_of(std::string_view text) {
  auto given = testing::split_tables(text);
  static const auto small_body = testing::small_body_texts();
  for (const auto& table : small_body)
    if (std::ranges::find(given, table.table, &model::TableText::table) == given.end())
      given.push_back(table);
  return given;
}

template <class List>
void check_names(const List& list) {
  std::set<std::string_view> names;
  for (const auto& item : list) require(names.insert(item.name).second, "a name is given once");
}

void check_skeleton(const model::Model& m, double mass_kg) {
  double sum_kg = 0;
  for (const auto& body : m.bodies) {
    sum_kg += body.mass_kg;
    const auto& I = body.inertia_kgm2;
    const double slack = 1e-9 * (I[0] + I[1] + I[2]);
    require(body.mass_center_B.allFinite() && I[0] <= I[1] + I[2] + slack && I[1] <= I[0] + I[2] + slack &&
                I[2] <= I[0] + I[1] + slack,
            "a body has the inertia of some distribution of mass");
  }
  require(std::abs(sum_kg - mass_kg) <= 1e-6 * mass_kg, "the bodies' masses sum to the person's");
  std::set<model::BodyId> placed{model::ground};
  for (const auto& joint : m.joints) {
    require(placed.contains(joint.parent), "parents stand before children");
    require(placed.insert(joint.child).second, "a body is placed once");
    for (const auto& axis : joint.axes)
      for (const auto coordinate : axis.coordinates)
        for (const double q :
             {m.coordinates[coordinate.at()].range_min, m.coordinates[coordinate.at()].range_max})
          require(std::isfinite(axis.function.value(q)), "an axis follows its coordinate to a finite place");
  }
  require(placed.size() == m.bodies.size(), "every body is placed");
  check_names(m.bodies);
  check_names(m.joints);
  check_names(m.coordinates);
}

void check_muscles(const model::FullBody& body) {
  const auto& m = body.model;
  require(body.pcsa_cm2.size() == m.muscles.size() && body.muscle_strength.size() == m.muscles.size(),
          "every muscle has a cross-section and a class");
  for (const auto& muscle : m.muscles) {
    require(muscle.max_isometric_force_N > 0 && std::isfinite(muscle.max_isometric_force_N) &&
                muscle.optimal_fiber_length_m > 0 && std::isfinite(muscle.optimal_fiber_length_m),
            "a muscle has a force and a length");
    require(muscle.path.points.size() >= 2, "a path has two points");
    for (const auto& point : muscle.path.points) require(point.body.is_some(), "a point lies on a body");
    for (const auto& wrap : muscle.path.wraps)
      require(wrap.object.is_some(), "a path goes round what is there");
  }
  check_names(m.muscles);
  check_names(m.wraps);
  check_names(m.markers);
  const std::set<std::string_view> forces(m.force_order.begin(), m.force_order.end());
  require(forces.size() == m.force_order.size(), "results have a column for each force");
}

void check_ligaments(const model::Model& m) {
  for (const auto& ligament : m.ligaments) {
    require(ligament.resting_length_m > 0 && std::isfinite(ligament.resting_length_m),
            "a ligament has a length");
    require(ligament.path.points.size() >= 2, "a ligament's path has two points");
    for (const double ratio : {1.0, 1.001, 1.1, 1.5, 3.0}) {
      const double force = ligament.force_length.value(ratio);
      require(std::isfinite(force) && force >= -1e-3, "a ligament pulls, and finitely");
    }
  }
  check_names(m.ligaments);
}

void check_read_back(const model::Model& m) {
  Diagnostics notes;
  const auto again = model::parse_osim(model::write_osim(m), "written.osim", notes);
  require(again.ok(), again ? "" : "what was built can be read: " + again.refusal().text());
  require(notes.findings().empty(), "nothing of it is left out");
  require(again->bodies.size() == m.bodies.size() && again->coordinates.size() == m.coordinates.size() &&
              again->couplers.size() == m.couplers.size() && again->muscles.size() == m.muscles.size() &&
              again->wraps.size() == m.wraps.size() && again->markers.size() == m.markers.size() &&
              again->expression_forces.size() == m.expression_forces.size() &&
              again->ligaments.size() == m.ligaments.size(),
          "all of it is read back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tables =
      model::parse_body_tables(tables_of(std::string_view(reinterpret_cast<const char*>(data), size)));
  if (!tables) {
    check_refusal(tables.refusal());
    return 0;
  }
  const auto reference = model::reference_scale(*tables);
  if (!reference) {
    check_refusal(reference.refusal());
    return 0;
  }
  auto woman = *reference;
  woman.sex = model::Sex::woman;
  woman.muscle_volume_ratio = 0.7;
  for (const auto& row : tables->bodies) woman.factors[row.scale_group] = {0.9, 1.1, 0.95};
  model::BodyOptions options;
  for (const auto& scale : {*reference, woman}) {
    const auto body = model::build_body(*tables, scale, options);
    if (!body) {
      check_refusal(body.refusal());
      return 0;
    }
    check_skeleton(body->model, scale.mass_kg);
    check_muscles(*body);
    check_ligaments(body->model);
    if (scale.sex == model::Sex::woman) check_read_back(body->model);
    options.rhythm = model::rhythms_of(*tables).back();
  }
  return 0;
}
