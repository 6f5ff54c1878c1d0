// Ligaments of the built-in body: lines with a tension of their own.
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/require.h"
#include "model/body_builder.h"

namespace loadshare::model {
namespace {

// Pieces of the spline that stands for a ligament's toe: within 0.1 % of the force where it becomes straight,
// at every steepness that the table may give.
constexpr int toe_pieces = 64;

// Over the ratio of length to resting length: an exponential toe, straight from its end on (Fung 1967 for
// the toe; a SimmSpline goes on along its last tangent).
numerics::Function force_length(const LigamentRow& row) {
  std::vector<double> ratio, force;
  for (int i = 0; i <= toe_pieces; ++i) {
    const double s = static_cast<double>(i) / toe_pieces;
    ratio.push_back(1 + row.linear_strain * s);
    force.push_back(std::expm1(row.steepness * s) / std::expm1(row.steepness));
  }
  auto made = numerics::make_simm_spline(std::move(ratio), std::move(force), row.where);
  require(made.ok(), "the knots of a ligament's curve grow");
  return *std::move(made);
}

}  // namespace

void BodyBuilder::add_ligaments() {
  for (const auto& row : tables_.ligaments) {
    const NamedPath named{ligament_paths(), row.name, row.where};
    Ligament ligament;
    ligament.name = row.name;
    ligament.path = path_of(named);
    ligament.resting_length_m = row.resting_length_m * length_ratio(ligament.path, named);
    ligament.pcsa_force_N = row.linear_force_N;
    ligament.force_length = force_length(row);
    body_.model.ligaments.push_back(std::move(ligament));
  }
  check_owners(ligament_paths(), [&](const std::string& name) {
    return std::ranges::find(tables_.ligaments, name, &LigamentRow::name) != tables_.ligaments.end();
  });
}

}  // namespace loadshare::model
