// What a model holds, summed up: plain data, and the use case that fills it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/own_body.h"
#include "base/diagnostics.h"
#include "model/model.h"
#include "service/job.h"
#include "service/model_tables.h"
#include "tension/tension_report.h"

namespace loadshare::service {

struct CoordinateInfo {
  std::string name, joint;
  model::MotionType motion = model::MotionType::rotational;
  double range_min = 0, range_max = 0, default_value = 0;  // rad where rotational, else m
  bool is_locked = false, is_clamped = false;
  std::string follows;  // the coordinates it is coupled to; empty where free
};

struct MuscleInfo {
  std::string name, type, group;  // group "unknown" where the groups' data do not know it
  tension::Side side = tension::Side::none;
  double max_isometric_force_N = 0;
  bool applies_force = true;
};

struct GroupInfo {
  std::string group;
  std::size_t right_count = 0, left_count = 0, middle_count = 0;
};

struct CutInfo {
  std::string name, label, joint;
  bool is_default = false;
  std::size_t muscle_count = 0;     // that cross it
  std::vector<std::string> groups;  // with members
};

struct BodyInfo {
  std::string name;
  double mass_kg = 0;
};

struct JointInfo {
  std::string name, type, parent, child;
};

// Of components that are counted only: "wrap objects", 24. None is left out for being zero.
struct PartCount {
  std::string part;
  std::size_t count = 0;
};

struct ModelInfo {
  std::filesystem::path file;
  std::string name, credits;
  int document_version = 0;
  double mass_kg = 0;
  std::vector<BodyInfo> bodies;  // without ground
  std::vector<JointInfo> joints;
  std::vector<CoordinateInfo> coordinates;
  std::vector<MuscleInfo> muscles;
  std::vector<GroupInfo> groups;  // with muscles only, in the order of the groups' data, unknown last
  std::vector<CutInfo> cuts;
  std::vector<PartCount> parts;
  // Of model_info() alone; none where the muscles cannot be measured.
  std::optional<ModelTables> tables;
};

[[nodiscard]] ModelInfo summarise_model(const model::Model& model, Diagnostics& notes);
// Findings: what the reader left out, joints or muscles that the groups' data do not know, and why there are
// no tables.
[[nodiscard]] Job<ModelInfo> model_info(const std::filesystem::path& file);
// The same of the built-in body.
[[nodiscard]] Job<ModelInfo> model_info(const analysis::BodyRequest& request);

[[nodiscard]] std::string_view name_of(model::JointType type);
[[nodiscard]] std::string_view name_of(model::MotionType motion);

}  // namespace loadshare::service
