#include "analysis/validity_measure.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tension/muscle_groups.h"

namespace loadshare::analysis {
namespace {

using Samples = std::vector<double>;

double greatest(const Samples& values) {
  double most = 0;
  for (const double value : values)
    if (std::isfinite(value) && std::abs(value) > std::abs(most)) most = value;
  return most;
}

bool is_solved(const Analysis& analysis) {
  return std::ranges::none_of(analysis.report.tension.status, [](const auto status) {
    return status == tension::SampleStatus::infeasible || status == tension::SampleStatus::not_converged;
  });
}

std::optional<std::size_t> find_column(const TimeSeries& series, const std::string& label) {
  const auto at = std::ranges::find(series.labels, label);
  if (at == series.labels.end()) return std::nullopt;
  return static_cast<std::size_t>(at - series.labels.begin());
}

Samples column(const TimeSeries& series, std::size_t at, double factor) {
  Samples values;
  for (Eigen::Index i = 0; i < series.values.rows(); ++i)
    values.push_back(factor * series.values(i, static_cast<Eigen::Index>(at)));
  return values;
}

void add_to(Samples& sum, const Samples& values) {
  sum.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) sum[i] += values[i];
}

// Summed over the muscles that the patterns name, and how many they are.
std::size_t sum_muscles(const Measure& measure, const TimeSeries& series, Samples& sum) {
  std::size_t count = 0;
  for (std::size_t c = 0; c < series.labels.size(); ++c) {
    const auto names_it = [&](const std::string& pattern) {
      return tension::matches(pattern, series.labels[c]);
    };
    if (std::ranges::none_of(measure.muscles, names_it)) continue;
    add_to(sum, column(series, c, 1));
    ++count;
  }
  return count;
}

const tension::CutReport* find_cut(const Analysis& analysis, const std::string& name) {
  for (const auto& cut : analysis.report.tension.cuts)
    if (cut.name == name) return &cut;
  return nullptr;
}

std::optional<Samples> joint_load(const Measure& measure, const Analysis& analysis) {
  for (const auto& load : analysis.report.joint_loads) {
    if (load.cut != measure.at) continue;
    if (measure.quantity == LoadQuantity::compression) return load.compression_N;
    if (measure.quantity == LoadQuantity::resultant) return load.resultant_N;
    if (measure.quantity == LoadQuantity::shear) return load.shear_forward_N;
    // The load is the cup's on the head; what the head does to the cup is its opposite.
    Samples anterior = load.shear_forward_N;
    for (double& value : anterior) value = -value;
    return anterior;
  }
  return std::nullopt;
}

std::optional<Samples> of_group(const Measure& measure, const Analysis& analysis) {
  const auto* cut = find_cut(analysis, measure.at);
  if (!cut) return std::nullopt;
  for (const auto& group : cut->groups)
    if (group.group == measure.group) {
      if (measure.quantity == LoadQuantity::group_tension) return group.tension_N;
      return measure.quantity == LoadQuantity::group_share ? group.share_ratio : group.moment_Nm;
    }
  return std::nullopt;
}

// Knees are no cut of the report: their coordinate is named here, and their passive moment is not in it.
std::optional<Samples> extension_moment(const Measure& measure, const Analysis& analysis) {
  const auto* cut = find_cut(analysis, measure.at);
  const bool is_knee = measure.at == "knee_r" || measure.at == "knee_l";
  if (!cut && !is_knee) return std::nullopt;
  const std::string coordinate = cut ? cut->flexion_coordinate : "knee_angle" + measure.at.substr(4);
  const auto at = find_column(analysis.moments, coordinate + "_moment");
  if (!at) return std::nullopt;
  // Lumbar coordinates grow in extension, those of hip and knee in flexion.
  Samples moment = column(analysis.moments, *at, cut && cut->region == tension::CutRegion::lumbar ? 1 : -1);
  if (cut && !cut->passive_moment_Nm.empty()) {
    Samples passive = cut->passive_moment_Nm;
    for (double& value : passive) value = -value;
    add_to(moment, passive);
  }
  return moment;
}

std::optional<Samples> passive_moment(const Measure& measure, const Analysis& analysis) {
  const auto at = find_column(analysis.passive_moments, measure.at + "_passive_moment");
  if (!at) return std::nullopt;
  return column(analysis.passive_moments, *at, -1);
}

// All that muscles and the joint make, less what is passive.
std::optional<Samples> active_moment(const Measure& measure, const Analysis& analysis) {
  const auto* cut = find_cut(analysis, measure.at);
  auto moment = passive_moment(measure, analysis);
  if (!cut || !moment) return std::nullopt;
  for (std::size_t i = 0; i < moment->size(); ++i) {
    const double of_joint = cut->passive_moment_Nm.empty() ? 0 : cut->passive_moment_Nm[i];
    (*moment)[i] = -(cut->net_moment_Nm[i] + of_joint) - (*moment)[i];
  }
  return moment;
}

std::optional<Samples> trunk_lean(const Analysis& analysis) {
  Samples lean;
  for (const char* coordinate : {"pelvis_tilt", "lumbar_extension"}) {
    const auto at = find_column(analysis.kinematics, coordinate);
    if (!at) return std::nullopt;
    add_to(lean, column(analysis.kinematics, *at, -1));
  }
  return lean;
}

std::optional<Samples> samples_of(const Measure& measure, const Analysis& analysis) {
  switch (measure.quantity) {
    case LoadQuantity::compression:
    case LoadQuantity::resultant:
    case LoadQuantity::shear:
    case LoadQuantity::anterior_force:
      return joint_load(measure, analysis);
    case LoadQuantity::group_tension:
    case LoadQuantity::group_share:
    case LoadQuantity::group_moment:
      return of_group(measure, analysis);
    case LoadQuantity::muscle_force:
    case LoadQuantity::activation: {
      Samples sum;
      const bool is_force = measure.quantity == LoadQuantity::muscle_force;
      const auto count = sum_muscles(measure, is_force ? analysis.force : analysis.activation, sum);
      if (count == 0) return std::nullopt;
      if (!is_force)
        for (double& value : sum) value /= static_cast<double>(count);
      return sum;
    }
    case LoadQuantity::extension_moment:
      return extension_moment(measure, analysis);
    case LoadQuantity::passive_moment:
      return passive_moment(measure, analysis);
    case LoadQuantity::active_moment:
      return active_moment(measure, analysis);
    case LoadQuantity::trunk_lean:
      return trunk_lean(analysis);
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(LoadQuantity quantity) {
  constexpr std::array<std::string_view, load_quantities.size()> names{
      "compression",    "resultant",     "shear",        "anterior_force", "group_tension",
      "group_share",    "group_moment",  "muscle_force", "activation",     "extension_moment",
      "passive_moment", "active_moment", "trunk_lean"};
  return names[static_cast<std::size_t>(quantity)];
}

std::string_view unit_of(LoadQuantity quantity) {
  switch (quantity) {
    case LoadQuantity::activation:
    case LoadQuantity::group_share:
      return "";
    case LoadQuantity::group_moment:
    case LoadQuantity::extension_moment:
    case LoadQuantity::passive_moment:
    case LoadQuantity::active_moment:
      return "N m";
    case LoadQuantity::trunk_lean:
      return "degrees";
    default:
      return "N";
  }
}

bool needs_cut(LoadQuantity quantity) {
  return !needs_muscles(quantity) && quantity != LoadQuantity::trunk_lean;
}
bool needs_group(LoadQuantity quantity) {
  return quantity == LoadQuantity::group_tension || quantity == LoadQuantity::group_share ||
         quantity == LoadQuantity::group_moment;
}
bool needs_muscles(LoadQuantity quantity) {
  return quantity == LoadQuantity::muscle_force || quantity == LoadQuantity::activation;
}

Result<double> value_of(const Measure& measure, const Analysis& analysis) {
  if (measure.value) return *measure.value;
  if (const auto samples = samples_of(measure, analysis))
    return is_solved(analysis) ? greatest(*samples) : std::numeric_limits<double>::quiet_NaN();
  return Refusal{"data/validity.toml",
                 needs_muscles(measure.quantity)
                     ? fmt::format("the body has no muscles {}", fmt::join(measure.muscles, ", "))
                     : fmt::format("the body has no {} at '{}'{}", name_of(measure.quantity), measure.at,
                                   measure.group.empty() ? "" : " of " + measure.group),
                 "Name what it has."};
}

}  // namespace loadshare::analysis
