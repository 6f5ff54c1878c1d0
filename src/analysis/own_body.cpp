#include "analysis/own_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tension/muscle_groups.h"

namespace loadshare::analysis {
namespace {

Result<model::PersonScale> scale_for(const BodyRequest& request, const model::BodyTables& tables,
                                     Diagnostics& notes) {
  if (request.scaled) return *request.scaled;
  if (request.given) return model::choose_scale(*request.given, tables, {}, notes);
  if (!request.person.empty()) {
    const auto person = model::read_person(request.person);
    if (!person) return person.refusal();
    return model::choose_scale(*person, tables, {}, notes);
  }
  auto reference = model::reference_scale(tables);
  if (!reference) return reference.refusal();
  model::PersonScale chosen;
  chosen.scale = *std::move(reference);
  chosen.height_by_lengths_m = chosen.scale.height_m;
  chosen.choices.push_back({"person",
                            fmt::format("the reference person: {}, {:.3f} m, {:.1f} kg",
                                        chosen.scale.sex == model::Sex::man ? "a man" : "a woman",
                                        chosen.scale.height_m, chosen.scale.mass_kg),
                            "models/body, reference.csv"});
  return chosen;
}

// The sources of a rhythm's shares, each named once.
std::string sources_of(const model::BodyTables& tables, const std::string& rhythm) {
  std::vector<std::string> sources;
  for (const auto& row : tables.rhythm)
    if (row.rhythm == rhythm && std::ranges::find(sources, row.source) == sources.end())
      sources.push_back(row.source);
  return fmt::format("{}", fmt::join(sources, "; "));
}

Result<Done> change_strength(const std::vector<StrengthChange>& changes, OwnBody& own) {
  for (const auto& change : changes) {
    int changed = 0;
    for (auto& muscle : own.body.model.muscles) {
      const auto names_it = [&](const std::string& pattern) {
        return tension::matches(pattern, muscle.name);
      };
      if (std::ranges::none_of(change.muscles, names_it)) continue;
      muscle.max_isometric_force_N *= change.ratio;
      ++changed;
    }
    const auto names = fmt::format("{}", fmt::join(change.muscles, ", "));
    if (changed == 0)
      return Refusal{"built-in body", "no muscle is called " + names,
                     "Name muscles as `loadshare model info` lists them; * stands for any run of letters."};
    own.choices.push_back({"strength of " + names,
                           fmt::format("{:g} times the person's, in {} muscles", change.ratio, changed),
                           "asked for"});
  }
  return Done{};
}

}  // namespace

Result<OwnBody> make_own_body(const BodyRequest& request, Diagnostics& notes) {
  const auto tables = request.tables.empty() ? Result<model::BodyTables>(model::published_body_tables())
                                             : model::read_body_tables(request.tables);
  if (!tables) return tables.refusal();
  auto chosen = scale_for(request, *tables, notes);
  if (!chosen) return chosen.refusal();
  model::BodyOptions options;
  if (!request.rhythm.empty()) options.rhythm = request.rhythm;
  auto body = model::build_body(*tables, chosen->scale, options);
  if (!body) return body.refusal();
  OwnBody own{*std::move(body), std::move(chosen->scale), chosen->height_by_lengths_m,
              std::move(chosen->choices)};
  own.choices.push_back({"lumbar rhythm", own.body.rhythm, sources_of(*tables, own.body.rhythm)});
  for (const auto& strength : own.body.strength)
    own.choices.push_back({"specific tension of " + strength.name,
                           fmt::format("{:g} N/cm2, standard deviation between people {:g} N/cm2",
                                       strength.specific_tension_N_per_cm2,
                                       strength.specific_tension_N_per_cm2 * strength.spread_ratio),
                           strength.source});
  if (auto done = change_strength(request.strength, own); !done) return done.refusal();
  return own;
}

}  // namespace loadshare::analysis
