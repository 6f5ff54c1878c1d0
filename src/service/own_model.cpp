#include "service/own_model.h"

#include <algorithm>
#include <set>

#include "capture/text.h"
#include "model/osim_writer.h"

namespace loadshare::service {
namespace {

std::size_t count_movable(const model::Model& model) {
  std::set<model::CoordinateId> driven;
  for (const auto& coupler : model.couplers) driven.insert(coupler.dependent);
  std::size_t count = 0;
  for (std::size_t c = 0; c < model.coordinates.size(); ++c)
    count += !model.coordinates[c].locked && !driven.contains(model::CoordinateId(c)) ? 1 : 0;
  return count;
}

}  // namespace

Job<ScaledModel> scale_model(const analysis::BodyRequest& request, const std::filesystem::path& file) {
  return run_job<ScaledModel>([&](Diagnostics& notes) -> Result<ScaledModel> {
    auto own = analysis::make_own_body(request, notes);
    if (!own) return own.refusal();
    const auto& model = own->body.model;
    ScaledModel scaled{file,
                       own->body.rhythm,
                       own->scale.sex == model::Sex::man ? "man" : "woman",
                       own->scale.height_m,
                       own->scale.mass_kg,
                       own->height_by_lengths_m,
                       own->scale.muscle_volume_ratio,
                       model.bodies.size() - 1,
                       count_movable(model),
                       model.muscles.size(),
                       {},
                       std::move(own->choices)};
    for (const auto& [name, factor] : own->scale.factors)
      scaled.groups.push_back({name, factor.x(), factor.y(), factor.z()});
    if (file.empty()) return scaled;
    const auto written = capture::write_text_file(file, model::write_osim(model));
    if (!written) return written.refusal();
    return scaled;
  });
}

}  // namespace loadshare::service
