#include "copies.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "mechanics/model_forces.h"
#include "model/osim_reader.h"
#include "model/osim_writer.h"
#include "subject.h"
#include "written_page.h"

namespace loadshare::body_tests {
namespace {

constexpr std::size_t posture_count = 40;

// The name of the mirror image's part.
std::string other_side(std::string name) {
  for (const auto& [side, other] : {std::pair("_r", 'l'), std::pair("_l", 'r')}) {
    const auto inside = name.rfind(std::string(side) + "_");
    const auto at = name.ends_with(side) ? name.size() - 2 : inside;
    if (at == std::string::npos) continue;
    name[at + 1] = other;
    break;
  }
  return name;
}
// Of a coordinate without sides: +1 where it stays in the mirror image, -1 where it turns round.
double mirror_sign(const std::string& name) {
  if (name != other_side(name)) return 1;
  for (const char* turns : {"_bending", "_rotation", "_LB", "_AR", "_list", "_tz"})
    if (name.ends_with(turns)) return -1;
  return 1;
}

using Values = std::map<std::string, double>;

std::vector<Values> draw_postures() {
  const auto& model = reference().model;
  std::mt19937 random(20231);
  std::vector<Values> postures;
  for (std::size_t i = 0; i < posture_count; ++i) {
    postures.emplace_back();
    for (const auto& coordinate : model.coordinates) {
      const double share = static_cast<double>(random()) / 4294967296.0;
      if (!analysis::is_joint_range(model, coordinate)) continue;
      postures.back()[coordinate.name] =
          coordinate.range_min + share * (coordinate.range_max - coordinate.range_min);
    }
  }
  return postures;
}

Values mirrored(const Values& posture) {
  Values image;
  for (const auto& [name, value] : posture) image[other_side(name)] = mirror_sign(name) * value;
  return image;
}

// Its place in the model's list; the list's length where there is none.
std::size_t ligament_called(const model::Model& model, const std::string& name) {
  return static_cast<std::size_t>(std::ranges::find(model.ligaments, name, &model::Ligament::name) -
                                  model.ligaments.begin());
}

// What a ligament pulls with in a posture.
double tension_N(const model::Model& model, std::size_t ligament, const Poser& poser) {
  return mechanics::ligament_tension_N(model.ligaments[ligament],
                                       poser.sample().paths[model.muscles.size() + ligament].length_m);
}

}  // namespace

MirrorCheck check_mirror() {
  const auto& model = reference().model;
  MirrorCheck check;
  check.posture_count = posture_count;
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t m = 0; m < model.muscles.size(); ++m) {
    const auto other = model.find_muscle(other_side(model.muscles[m].name));
    if (other.is_some())
      pairs.emplace_back(m, other.at());
    else
      check.without_partner += (check.without_partner.empty() ? "" : ", ") + model.muscles[m].name;
  }
  check.pair_count = pairs.size() / 2;
  for (std::size_t l = 0; l < model.ligaments.size(); ++l) {
    const auto other = ligament_called(model, other_side(model.ligaments[l].name));
    require(other < model.ligaments.size(), "every ligament has its mirror image");
    pairs.emplace_back(model.muscles.size() + l, model.muscles.size() + other);
  }
  Poser poser(reference()), image(reference());
  for (const auto& posture : draw_postures()) {
    poser.pose(posture);
    image.pose(mirrored(posture));
    for (const auto& [m, other] : pairs) {
      check.length_m_max = std::max(check.length_m_max, std::abs(poser.sample().paths[m].length_m -
                                                                 image.sample().paths[other].length_m));
      for (const auto& [name, value] : posture)
        check.arm_m_max = std::max(
            check.arm_m_max,
            std::abs(poser.arm_m(m, name) - mirror_sign(name) * image.arm_m(other, other_side(name))));
    }
  }
  return check;
}

ReadBackCheck check_read_back() {
  const auto& model = reference().model;
  Diagnostics notes;
  auto copy = reference();
  copy.model = *model::parse_osim(model::write_osim(model), "the written body", notes);
  ReadBackCheck check;
  check.posture_count = posture_count;
  check.finding_count = notes.findings().size();
  require(
      copy.model.muscles.size() == model.muscles.size() && copy.model.bodies.size() == model.bodies.size(),
      "what is read back has as many muscles and bodies");
  for (const auto& body : model.bodies) {
    const auto found = copy.model.find_body(body.name);
    require(found.is_some(), "what is read back has the body " + body.name);
    check.mass_kg_max =
        std::max(check.mass_kg_max, std::abs(body.mass_kg - copy.model.bodies[found.at()].mass_kg));
  }
  Poser poser(reference()), again(copy);
  for (const auto& posture : draw_postures()) {
    poser.pose(posture);
    again.pose(posture);
    for (std::size_t m = 0; m < model.muscles.size(); ++m) {
      const auto other = copy.model.find_muscle(model.muscles[m].name);
      require(other.is_some(), "what is read back has the muscle " + model.muscles[m].name);
      ++check.muscle_count;
      check.length_m_max = std::max(check.length_m_max, std::abs(poser.sample().paths[m].length_m -
                                                                 again.sample().paths[other.at()].length_m));
      check.force_N_max = std::max(check.force_N_max,
                                   std::abs(poser.sample().fibers[m].active_force_per_activation_N +
                                            poser.sample().fibers[m].passive_force_N -
                                            again.sample().fibers[other.at()].active_force_per_activation_N -
                                            again.sample().fibers[other.at()].passive_force_N));
      for (const auto& [name, value] : posture)
        check.arm_m_max =
            std::max(check.arm_m_max, std::abs(poser.arm_m(m, name) - again.arm_m(other.at(), name)));
    }
    for (std::size_t l = 0; l < model.ligaments.size(); ++l) {
      const auto other = ligament_called(copy.model, model.ligaments[l].name);
      require(other < copy.model.ligaments.size(), "what is read back has " + model.ligaments[l].name);
      check.force_N_max = std::max(
          check.force_N_max, std::abs(tension_N(model, l, poser) - tension_N(copy.model, other, again)));
    }
  }
  check.muscle_count /= check.posture_count;
  return check;
}

std::string copies_text() {
  using testing::amount;
  const auto mirror = check_mirror();
  const auto back = check_read_back();
  std::string text = fmt::format(
      "In {} postures drawn by chance over all ranges, {} pairs of muscles differ from their mirror image by "
      "{} in "
      "length and {} in moment arm.",
      mirror.posture_count, mirror.pair_count, amount(1e3 * mirror.length_m_max, "mm", 1e-6),
      amount(1e3 * mirror.arm_m_max, "mm", 1e-6));
  if (!mirror.without_partner.empty()) text += " Without a partner: " + mirror.without_partner + ".";
  text += fmt::format(
      "\n\nWritten as `.osim` and read back, in the same postures {} muscles differ by {} in length, {} in "
      "moment arm and "
      "{} in force at full activation, bodies by {} in mass. Findings on reading: {}.\n",
      back.muscle_count, amount(1e3 * back.length_m_max, "mm", 1e-6),
      amount(1e3 * back.arm_m_max, "mm", 1e-6), amount(back.force_N_max, "N", 1e-6),
      amount(back.mass_kg_max, "kg", 1e-9), back.finding_count);
  return text;
}

}  // namespace loadshare::body_tests
