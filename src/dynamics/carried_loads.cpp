#include "dynamics/carried_loads.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace loadshare::dynamics {
namespace {

using capture::CarriedLoad;

struct Place {
  model::BodyId body;
  Vec3 p_B = Vec3::Zero();
};

// Markers before contact points.
Result<Place> find_place(const model::Model& model, std::span<const model::ContactPoint> contacts,
                         const CarriedLoad& load, const std::string& name) {
  const auto marker = std::ranges::find(model.markers, name, &model::Marker::name);
  if (marker != model.markers.end()) return Place{marker->body, marker->p_B};
  const auto contact = std::ranges::find(contacts, name, &model::ContactPoint::name);
  if (contact != contacts.end()) return Place{contact->body, contact->p_B};
  return Refusal{
      load.where,
      fmt::format("the load '{}' is at '{}', and the body has no marker or contact point of that name",
                  load.name, name),
      model.markers.empty()
          ? "The model has no markers: use the built-in body, or give the model one there."
          : fmt::format("Name one of the model's {} markers, such as {}, or a contact point.",
                        model.markers.size(), model.markers.front().name)};
}

Result<std::vector<Place>> find_places(const model::Model& model,
                                       std::span<const model::ContactPoint> contacts,
                                       const CarriedLoad& load) {
  if (load.at.empty())
    return Refusal{load.where, fmt::format("the load '{}' has no place", load.name),
                   "Name the markers or contact points of the body that carry it."};
  std::vector<Place> places;
  for (const auto& name : load.at) {
    auto place = find_place(model, contacts, load, name);
    if (!place) return place.refusal();
    places.push_back(*place);
  }
  return places;
}

Result<Done> check_masses(std::span<const CarriedLoad> loads) {
  double sum_kg = 0;
  for (const auto& load : loads) {
    if (load.kind != CarriedLoad::Kind::mass) continue;
    sum_kg += load.mass_kg;
    if (load.mass_kg >= 0 && sum_kg <= capture::carried_mass_kg_max) continue;
    return Refusal{
        load.where,
        fmt::format("with the load '{}' of {:g} kg, {:g} kg are carried, which nobody does", load.name,
                    load.mass_kg, sum_kg),
        fmt::format("Give masses in kilograms, at most {:g} together.", capture::carried_mass_kg_max)};
  }
  return Done{};
}

// About a point that is `offset` from the mass centre: m (|d|^2 1 - d d^T), as xx, yy, zz, xy, xz, yz.
std::array<double, 6> point_inertia(double mass_kg, const Vec3& d) {
  const double square = d.squaredNorm();
  return {mass_kg * (square - d.x() * d.x()), mass_kg * (square - d.y() * d.y()),
          mass_kg * (square - d.z() * d.z()), -mass_kg * d.x() * d.y(),
          -mass_kg * d.x() * d.z(),           -mass_kg * d.y() * d.z()};
}

Pull pull_at(const CarriedLoad& load, const Place& place, double share) {
  Pull pull;
  pull.name = load.name;
  pull.body = place.body;
  pull.p_B = place.p_B;
  pull.force_N = load.force_N * share;
  pull.direction_G = load.direction_G;
  if (load.anchor_G) pull.other_p_B = *load.anchor_G;
  if (load.kind == CarriedLoad::Kind::band) {
    pull.stiffness_N_per_m = load.stiffness_N_per_m * share;
    pull.rest_length_m = load.rest_length_m;
  }
  return pull;
}

Result<Pull> band_between(const CarriedLoad& load, const std::vector<Place>& places) {
  if (places.size() != 2 || places[0].body == places[1].body)
    return Refusal{load.where, fmt::format("the band '{}' does not join two bodies", load.name),
                   "Name an anchor, or one point on each of the two bodies that it joins."};
  Pull pull = pull_at(load, places[0], 1);
  pull.other_body = places[1].body;
  pull.other_p_B = places[1].p_B;
  return pull;
}

}  // namespace

void add_point_mass(model::Body& body, double mass_kg, const Vec3& p_B) {
  const double sum_kg = body.mass_kg + mass_kg;
  if (!(sum_kg > 0)) return;
  const Vec3 center = (body.mass_kg * body.mass_center_B + mass_kg * p_B) / sum_kg;
  const auto own = point_inertia(body.mass_kg, body.mass_center_B - center);
  const auto added = point_inertia(mass_kg, p_B - center);
  for (std::size_t i = 0; i < body.inertia_kgm2.size(); ++i) body.inertia_kgm2[i] += own[i] + added[i];
  body.mass_kg = sum_kg;
  body.mass_center_B = center;
}

Result<model::Model> with_carried_masses(const model::Model& model, std::span<const CarriedLoad> loads,
                                         std::span<const model::ContactPoint> contacts) {
  if (const auto checked = check_masses(loads); !checked) return checked.refusal();
  model::Model carrying = model;
  for (const auto& load : loads) {
    const auto places = find_places(model, contacts, load);
    if (!places) return places.refusal();
    if (load.kind != CarriedLoad::Kind::mass) continue;
    for (const auto& place : *places) {
      if (place.body == model::ground)
        return Refusal{load.where, fmt::format("the load '{}' is at a point of the ground", load.name),
                       "Name a point of the body that carries it."};
      add_point_mass(carrying.bodies[place.body.at()], load.mass_kg / static_cast<double>(places->size()),
                     place.p_B);
    }
  }
  return carrying;
}

Result<std::vector<Pull>> make_pulls(const model::Model& model, std::span<const CarriedLoad> loads,
                                     std::span<const model::ContactPoint> contacts) {
  std::vector<Pull> pulls;
  for (const auto& load : loads) {
    if (load.kind == CarriedLoad::Kind::mass) continue;
    const auto places = find_places(model, contacts, load);
    if (!places) return places.refusal();
    if (load.kind == CarriedLoad::Kind::band && !load.anchor_G) {
      auto band = band_between(load, *places);
      if (!band) return band.refusal();
      pulls.push_back(*std::move(band));
      continue;
    }
    for (const auto& place : *places)
      pulls.push_back(pull_at(load, place, 1 / static_cast<double>(places->size())));
  }
  return pulls;
}

}  // namespace loadshare::dynamics
