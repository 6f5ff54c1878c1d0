// The built-in body as an .osim document.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "model/body.h"
#include "service/job.h"

namespace loadshare::service {

struct BodyRequest {
  std::filesystem::path tables;  // a folder of tables; empty: those that the program was built with
  std::string rhythm;            // empty: the default of BodyOptions
};

struct ExportedModel {
  std::filesystem::path file;
  std::string rhythm;
  double height_m = 0, mass_kg = 0;
  std::size_t body_count = 0, free_coordinate_count = 0, muscle_count = 0;
};

// The body that a request asks for.
[[nodiscard]] Result<model::FullBody> make_body(const BodyRequest& request, model::BodyScale& scale);
[[nodiscard]] Job<ExportedModel> export_model(const BodyRequest& request, const std::filesystem::path& file);

}  // namespace loadshare::service
