// The built-in body for a person: what was chosen for them, and the body as an .osim document.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/own_body.h"
#include "service/job.h"

namespace loadshare::service {

struct ScaledGroup {
  std::string name;            // scale_group of bodies.csv
  double x = 1, y = 1, z = 1;  // times the reference person's length along the body's axes
};

struct ScaledModel {
  std::filesystem::path file;  // written; empty: none was asked for
  std::string rhythm;
  std::string sex;  // man, woman
  double height_m = 0, mass_kg = 0, height_by_lengths_m = 0;
  double muscle_volume_ratio = 1;
  std::size_t body_count = 0, free_coordinate_count = 0,
              muscle_count = 0;  // coordinates neither locked nor coupled
  std::vector<ScaledGroup> groups;
  std::vector<model::ScalingChoice> choices;
};

// Writes the document where `file` is not empty. Refuses what make_own_body refuses and a file that cannot be
// written.
[[nodiscard]] Job<ScaledModel> scale_model(const analysis::BodyRequest& request,
                                           const std::filesystem::path& file);

}  // namespace loadshare::service
