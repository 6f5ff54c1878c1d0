#include "proportions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "subject.h"
#include "written_page.h"

namespace loadshare::body_tests {
namespace {

using testing::table_head;
using testing::table_row;

ProportionCheck look_at(const std::string& what, const model::BodyScale& scale, const std::string& rhythm) {
  model::BodyOptions body_options;
  body_options.rhythm = rhythm;
  const auto body = *model::build_body(tables(), scale, body_options);
  auto options = survey_options();
  options.bones.clear();
  options.grid_step_rad = radians(15);
  options.chance_posture_count = 0;
  const auto found = *analysis::survey_model(body.model, options);
  ProportionCheck check{what, 0, "", 1e9, 0};
  std::map<std::string, double> worst;
  for (const auto& step : found.steps) {
    const auto& name = body.model.muscles[step.muscle.at()].name;
    if (name.ends_with("_l")) continue;
    ++check.step_count;
    worst[name] = std::max(worst[name], std::abs(step.size_m));
  }
  for (const auto& [name, size_m] : worst)
    check.muscles +=
        fmt::format("{}`{}` {} mm", check.muscles.empty() ? "" : ", ", name, whole(1e3 * size_m));
  for (const auto& fiber : found.fibers) {
    check.fiber_ratio_min = std::min(check.fiber_ratio_min, fiber.at_default);
    check.fiber_ratio_max = std::max(check.fiber_ratio_max, fiber.at_default);
  }
  return check;
}

}  // namespace

std::vector<ProportionCheck> check_proportions() {
  const auto as_it_is = *model::reference_scale(tables());
  std::vector<ProportionCheck> checks;
  for (const auto& rhythm : model::rhythms_of(tables()))
    if (rhythm != reference().rhythm) checks.push_back(look_at("rhythm `" + rhythm + "`", as_it_is, rhythm));
  const auto with = [&](const std::string& what, const std::string& group, const Vec3& factor) {
    auto scale = as_it_is;
    scale.factors[group] = factor;
    checks.push_back(look_at(what, scale, reference().rhythm));
  };
  with("pelvis 5 % smaller", "pelvis", Vec3::Constant(0.95));
  with("pelvis 5 % larger", "pelvis", Vec3::Constant(1.05));
  with("pelvis 5 % narrower", "pelvis", {1, 1, 0.95});
  with("pelvis 5 % wider", "pelvis", {1, 1, 1.05});
  with("thigh 5 % smaller", "thigh", Vec3::Constant(0.95));
  with("thigh 5 % larger", "thigh", Vec3::Constant(1.05));
  return checks;
}

std::string proportion_table() {
  std::string text = table_head({"body", "steps", "muscles, worst step", "fibres standing"});
  for (const auto& check : check_proportions())
    text +=
        table_row({check.what, std::to_string(check.step_count), check.muscles.empty() ? "–" : check.muscles,
                   fmt::format("{:.2f} to {:.2f}", check.fiber_ratio_min, check.fiber_ratio_max)});
  return text;
}

}  // namespace loadshare::body_tests
