#include "architecture.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/units.h"
#include "mechanics/path.h"
#include "subject.h"
#include "written_page.h"

namespace loadshare::body_tests {
namespace {

using testing::table_head;
using testing::table_row;

// Whether the muscle pulls between what lies above L4/5 and what lies below.
bool crosses_l4_l5(const model::Muscle& muscle) {
  const auto& model = reference().model;
  std::set<model::BodyId> above;
  for (const auto& joint : model.joints)  // parents come first
    if (joint.name == "L4_L5" || above.contains(joint.parent)) above.insert(joint.child);
  const auto bodies = mechanics::touched_bodies(muscle.path);
  const auto count = std::count_if(bodies.begin(), bodies.end(), [&](auto b) { return above.contains(b); });
  return count > 0 && count < static_cast<std::ptrdiff_t>(bodies.size());
}

double quantity_of(std::size_t muscle, const std::string& quantity) {
  const auto& m = reference().model.muscles[muscle];
  if (quantity == "pcsa_cm2") return reference().pcsa_cm2[muscle];
  if (quantity == "fibre_cm") return 100 * m.optimal_fiber_length_m;
  require(quantity == "pennation_deg", "a known quantity of muscle: " + quantity);
  return degrees(m.pennation_at_optimal_rad);
}

}  // namespace

std::vector<ArchitectureCheck> check_architecture() {
  const auto& muscles = reference().model.muscles;
  std::vector<ArchitectureCheck> checks;
  for (const auto& row : read_rows("architecture.csv")) {
    ArchitectureCheck check{row.at("muscle"),
                            row.at("of"),
                            row.at("quantity"),
                            row.at("tag"),
                            number(row, "low"),
                            number(row, "high"),
                            0,
                            0};
    double weight = 0, sum = 0;
    for (std::size_t m = 0; m < muscles.size(); ++m) {
      if (!matches(check.muscle, muscles[m].name)) continue;
      if (check.of == "largest at one level L4/5" && !crosses_l4_l5(muscles[m])) continue;
      ++check.muscle_count;
      const double share = check.of == "mean" ? reference().pcsa_cm2[m] : 1;
      sum += share * quantity_of(m, check.quantity);
      weight += share;
    }
    check.value = check.of == "mean" && weight > 0 ? sum / weight : sum;
    checks.push_back(std::move(check));
  }
  return checks;
}

std::string architecture_table() {
  const auto checks = check_architecture();
  const auto inside =
      std::count_if(checks.begin(), checks.end(), [](const auto& c) { return c.is_inside(); });
  std::string text =
      fmt::format("{} of {} lie within the published range; these do not:\n\n", inside, checks.size());
  text += table_head({"muscle", "quantity", "body", "published", "evidence"});
  for (const auto& check : checks)
    if (!check.is_inside())
      text += table_row({"`" + check.muscle + "`", check.quantity + ", " + check.of,
                         check.muscle_count == 0 ? "no such muscle" : fmt::format("{:.2g}", check.value),
                         fmt::format("{:g} to {:g}", check.low, check.high), check.tag});
  return text;
}

}  // namespace loadshare::body_tests
