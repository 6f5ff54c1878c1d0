#include "service/export_model.h"

#include "capture/text.h"
#include "model/osim_writer.h"

namespace loadshare::service {

Result<model::FullBody> make_body(const BodyRequest& request, model::BodyScale& scale) {
  auto tables = request.tables.empty() ? Result<model::BodyTables>(model::published_body_tables())
                                       : model::read_body_tables(request.tables);
  if (!tables) return tables.refusal();
  const auto reference = model::reference_scale(*tables);
  if (!reference) return reference.refusal();
  scale = *reference;
  model::BodyOptions options;
  if (!request.rhythm.empty()) options.rhythm = request.rhythm;
  return model::build_body(*tables, scale, options);
}

Job<ExportedModel> export_model(const BodyRequest& request, const std::filesystem::path& file) {
  return run_job<ExportedModel>([&](Diagnostics&) -> Result<ExportedModel> {
    model::BodyScale scale;
    const auto body = make_body(request, scale);
    if (!body) return body.refusal();
    const auto written = capture::write_text_file(file, model::write_osim(body->model));
    if (!written) return written.refusal();
    return ExportedModel{file,
                         body->rhythm,
                         scale.height_m,
                         scale.mass_kg,
                         body->model.bodies.size() - 1,
                         body->model.coordinates.size() - body->model.couplers.size(),
                         body->model.muscles.size()};
  });
}

}  // namespace loadshare::service
