// The scaling of scale_person.h.
#include "model/scale_person.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "model/body.h"
#include "model/zero_position.h"

namespace loadshare::model {
namespace {

constexpr double carries_ratio = 0.25, sideways_ratio = 0.8;
constexpr double least_ratio = 0.7, greatest_ratio = 1.4;
constexpr double distance_tolerance_ratio = 0.05, height_tolerance_ratio = 0.03;

using Axes = std::array<bool, 3>;

// A measured distance on its way to factors.
struct Pending {
  const MeasuredDistance* measured = nullptr;
  GroupParts parts;
  bool sideways = false;
  std::set<std::string> carriers;
};

class Chooser {
 public:
  Chooser(const Person& person, const BodyTables& tables, Diagnostics& notes)
      : person_(person), both_(with_both_sides(tables)), zero_(both_), notes_(notes) {}

  Result<PersonScale> choose(const std::vector<MeasuredDistance>& measured) {
    const auto reference = reference_scale(both_);
    if (!reference) return reference.refusal();
    set_defaults(*reference);
    std::vector<Pending> pending;
    for (const auto* distances : {&person_.distances, &measured})
      for (const auto& distance : *distances)
        if (auto done = add_pending(distance, pending); !done) return done.refusal();
    if (auto done = settle(std::move(pending)); !done) return done.refusal();
    report_groups();
    report_mass();
    report_strength(*reference);
    check_height();
    check_person();
    return std::move(result_);
  }

 private:
  void set_defaults(const BodyScale& reference) {
    result_.scale = {{}, person_.height_m, person_.mass_kg, person_.sex, 1};
    stature_ratio_ = person_.height_m / reference.height_m;
    for (const auto& row : both_.bodies) {
      result_.scale.factors[row.scale_group] = Vec3::Constant(stature_ratio_);
      set_[row.scale_group] = {false, false, false};
    }
    choice("all lengths",
           fmt::format("{:.3f} times the reference person's ({:.3f} m over {:.3f} m)", stature_ratio_,
                       person_.height_m, reference.height_m),
           "ratio of the statures");
  }

  void choice(std::string subject, std::string what, std::string source) {
    result_.choices.push_back({std::move(subject), std::move(what), std::move(source)});
  }

  // What it leads to expect at the factors chosen so far [m].
  [[nodiscard]] double expected_m(const GroupParts& parts) const {
    Vec3 total = Vec3::Zero();
    for (const auto& [group, part] : parts) total += part.cwiseProduct(result_.scale.factors.at(group));
    return total.norm();
  }

  Result<Done> add_pending(const MeasuredDistance& distance, std::vector<Pending>& pending) const {
    for (const auto& name : {distance.from, distance.to})
      if (!zero_.parts_to_marker(name))
        return Refusal{distance.where, fmt::format("the model has no landmark called '{}'", name),
                       "Name landmarks of models/body/common/markers.csv; L stands for the left side."};
    Pending item{&distance, *zero_.parts_between(distance.from, distance.to), false, {}};
    const double expected = expected_m(item.parts);
    if (!(expected > 1e-6))
      return Refusal{distance.where,
                     fmt::format("'{}' and '{}' are the same place", distance.from, distance.to),
                     "Name two landmarks that lie apart."};
    const double ratio = distance.distance_m / expected;
    if (!(ratio >= least_ratio && ratio <= greatest_ratio))
      return Refusal{distance.where,
                     fmt::format("'{}' is {:.3f} m, {:.2f} times what a height of {:.2f} m leads to expect "
                                 "({:.3f} m)",
                                 distance.label, distance.distance_m, ratio, person_.height_m, expected),
                     "Check the unit (metres) and the landmarks, or leave it out."};
    const Vec3 way = sum(item.parts);
    item.sideways = std::abs(way.z()) >= sideways_ratio * way.norm();
    for (const auto& [group, part] : item.parts)
      if ((item.sideways ? std::abs(part.z()) : part.norm()) >= carries_ratio * way.norm())
        item.carriers.insert(group);
    pending.push_back(std::move(item));
    return Done{};
  }

  // The axes of a group that this distance may set.
  [[nodiscard]] Axes open_axes(const Pending& item, const std::string& group) const {
    const Axes& set = set_.at(group);
    if (item.sideways) return {false, false, !set[2]};
    // Once its length is set, a group's width is no more this distance's business.
    return {!set[0], !set[1], !set[0] && !set[2]};
  }

  [[nodiscard]] std::set<std::string> open_groups(const Pending& item) const {
    std::set<std::string> open;
    for (const auto& group : item.carriers) {
      const Axes axes = open_axes(item, group);
      if (axes[0] || axes[1] || axes[2]) open.insert(group);
    }
    return open;
  }

  // The factor k with which the open parts make the distance: |fixed + k open| = distance.
  [[nodiscard]] std::optional<double> solve_factor(const Pending& item) const {
    Vec3 fixed = Vec3::Zero(), open = Vec3::Zero();
    const auto groups = open_groups(item);
    for (const auto& [group, part] : item.parts) {
      const Axes axes = groups.contains(group) ? open_axes(item, group) : Axes{};
      for (Eigen::Index i = 0; i < 3; ++i) {
        if (axes[static_cast<std::size_t>(i)])
          open[i] += part[i];
        else
          fixed[i] += part[i] * result_.scale.factors.at(group)[i];
      }
    }
    const double distance = item.measured->distance_m;
    const double a = open.squaredNorm(), b = fixed.dot(open), c = fixed.squaredNorm() - distance * distance;
    if (!(a > 1e-12) || b * b - a * c < 0) return std::nullopt;
    const double k = (-b + std::sqrt(b * b - a * c)) / a;
    return k > 0 ? std::optional(k) : std::nullopt;
  }

  Result<Done> settle(std::vector<Pending> pending) {
    for (const bool sideways : {true, false}) {
      std::vector<Pending> kind;
      for (auto& item : pending)
        if (item.sideways == sideways) kind.push_back(item);
      std::ranges::stable_sort(kind, {}, [](const Pending& item) { return item.carriers.size(); });
      while (!kind.empty()) {
        if (open_groups(kind.front()).empty()) {
          compare(kind.front());
          kind.erase(kind.begin());
          continue;
        }
        if (auto done = settle_first(kind); !done) return done;
      }
    }
    return Done{};
  }

  // The first distance and all others that the same groups carry.
  Result<Done> settle_first(std::vector<Pending>& kind) {
    const auto carriers = kind.front().carriers;
    const auto groups = open_groups(kind.front());
    std::vector<Pending> together;
    for (const auto& item : kind)
      if (item.carriers == carriers) together.push_back(item);
    std::erase_if(kind, [&](const Pending& item) { return item.carriers == carriers; });
    double total = 0;
    std::vector<std::string> labels;
    for (const auto& item : together) {
      const auto k = solve_factor(item);
      if (!k || *k < least_ratio * stature_ratio_ || *k > greatest_ratio * stature_ratio_)
        return Refusal{
            item.measured->where,
            fmt::format("'{}' of {:.3f} m cannot be met: what else lies between its ends leaves no "
                        "length that a person of this height has",
                        item.measured->label, item.measured->distance_m),
            "Check it against the other distances, or leave it out."};
      total += *k;
      labels.push_back(fmt::format("{} {:.3f} m", item.measured->label, item.measured->distance_m));
    }
    const double k = total / static_cast<double>(together.size());
    for (const auto& group : groups) {
      const Axes axes = open_axes(together.front(), group);
      for (std::size_t i = 0; i < 3; ++i) {
        if (!axes[i]) continue;
        result_.scale.factors.at(group)[static_cast<Eigen::Index>(i)] = k;
        set_.at(group)[i] = true;
      }
    }
    choice(
        fmt::format("{} of {}", together.front().sideways ? "width" : "length", fmt::join(groups, " and ")),
        fmt::format("{:.3f} times the reference person's, from {}", k, fmt::join(labels, " and ")),
        together.front().measured->where);
    for (const auto& item : together) compare(item);
    return Done{};
  }

  void compare(const Pending& item) {
    const double expected = expected_m(item.parts), given = item.measured->distance_m;
    if (std::abs(expected - given) <= distance_tolerance_ratio * given) return;
    notes_.flag(item.measured->where,
                fmt::format("'{}' is {:.3f} m, and the other distances make it {:.3f} m",
                            item.measured->label, given, expected));
  }

  void report_groups() {
    std::vector<std::string> others;
    for (const auto& [group, axes] : set_)
      if (!axes[0] && !axes[1] && !axes[2]) others.push_back(group);
    if (others.empty() || others.size() == set_.size()) return;
    choice("groups without a measured length", fmt::format("by stature: {}", fmt::join(others, ", ")),
           "ratio of the statures");
  }

  void report_mass() {
    choice("mass of the segments",
           fmt::format("{:.1f} kg in the shares of {}", person_.mass_kg,
                       person_.sex == Sex::man ? "men" : "women"),
           "de Leva 1996, lumbar slices after Pearsall 1996; mass centres and radii of gyration are men's, "
           "scaled with the lengths");
  }

  void report_strength(const BodyScale& reference) {
    const double own = leg_muscle_volume_cm3(person_.height_m, person_.mass_kg),
                 of_reference = leg_muscle_volume_cm3(reference.height_m, reference.mass_kg);
    result_.scale.muscle_volume_ratio = own / of_reference;
    choice("muscle volume",
           fmt::format(
               "{:.3f} times the reference person's (one leg: {:.0f} cm3 over {:.0f} cm3), of trunk muscles "
               "too; a muscle's cross-section is its volume over its fibre length",
               result_.scale.muscle_volume_ratio, own, of_reference),
           "Handsfield 2014 by height and mass, as Rajagopal 2016 applies it; the trunk by our choice");
    choice("specific tension",
           fmt::format("the column of {} of strength.csv", person_.sex == Sex::man ? "men" : "women"),
           "models/body/strength");
    choice("fibre and tendon lengths", "with the length of the muscle's path in the zero position",
           "our choice, as OpenSim's scaling does");
  }

  void check_height() {
    const auto crown = zero_.parts_to_marker("VERT");
    const auto heel = std::ranges::find(both_.contacts, "heel_r", &PointRow::name);
    const auto sole = heel == both_.contacts.end() ? std::nullopt : zero_.parts_to(heel->body, heel->p_B);
    if (!crown || !sole) return;
    const auto height = [&](const GroupParts& parts) {
      double y = 0;
      for (const auto& [group, part] : parts) y += part.y() * result_.scale.factors.at(group).y();
      return y;
    };
    result_.height_by_lengths_m = height(*crown) - height(*sole);
    const double given = person_.height_m, found = result_.height_by_lengths_m;
    if (std::abs(found - given) > height_tolerance_ratio * given)
      notes_.flag(person_.where,
                  fmt::format("the lengths given make a height of {:.2f} m, and {:.2f} m is given; "
                              "the lengths are taken",
                              found, given));
  }

  void check_person() {
    const double index = person_.mass_kg / (person_.height_m * person_.height_m);
    if (index < 16 || index > 35)
      notes_.flag(person_.where,
                  fmt::format("{:.0f} kg at {:.2f} m (body mass index {:.0f}): the published shares of "
                              "mass and muscle volume are of lean young adults",
                              person_.mass_kg, person_.height_m, index));
    if (person_.age_years && (*person_.age_years < 18 || *person_.age_years > 60))
      notes_.flag(person_.where,
                  fmt::format("age {:.0f}: the published shares of mass and muscle volume are of young "
                              "adults; strength is not lowered for age",
                              *person_.age_years));
    if (!person_.age_years)
      notes_.assume(person_.where,
                    "no age is given: a young adult's shares of mass and muscle volume are taken");
  }

  const Person& person_;
  const BodyTables both_;
  const ZeroPosition zero_;
  Diagnostics& notes_;
  PersonScale result_;
  double stature_ratio_ = 1;
  std::map<std::string, Axes> set_;  // which factors a distance has set
};

}  // namespace

double leg_muscle_volume_cm3(double height_m, double mass_kg) { return 47.05 * mass_kg * height_m + 1289.6; }

Result<PersonScale> choose_scale(const Person& person, const BodyTables& tables,
                                 const std::vector<MeasuredDistance>& measured, Diagnostics& notes) {
  return Chooser(person, tables, notes).choose(measured);
}

}  // namespace loadshare::model
