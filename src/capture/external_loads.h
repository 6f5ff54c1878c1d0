// ExternalLoads files: which columns of a recording act as forces on which bodies.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "base/time_series.h"

namespace loadshare::capture {

// One force, with its point and a free torque. An identifier is the beginning that the names of three columns
// share; empty: there is no such load. In documents before 20301 it may be "#7": the column of that number,
// time being 0.
struct ExternalForce {
  std::string name;
  std::string applied_to_body;
  std::string force_expressed_in_body = "ground";  // for the torque too
  std::string point_expressed_in_body = "ground";
  std::string force_identifier;
  std::string point_identifier;
  std::string torque_identifier;
  std::string data_source_name;
  bool is_applied = true;  // appliesForce; before document 30508, not isDisabled
};

struct ExternalLoads {
  std::string name;
  std::filesystem::path folder;  // of the file; names in it are relative to that
  int document_version = 0;
  std::vector<ExternalForce> forces;
  std::string datafile;  // as written; may be empty
  // For the kinematics by which old versions moved the points of force; OpenSim 4 no longer uses either.
  std::string load_kinematics_file;
  std::optional<double> lowpass_cutoff_for_load_kinematics_Hz;
};

// Reads documents 10000 to 40600, also those whose root is ForceSet or that hold PrescribedForce, as before
// 20301. `folder` of the result is left empty by parse_. Refused, naming file and line: no body, a force and
// a torque both absent, a point without a force, values that are not what they should be. Elements that are
// not used are noted.
[[nodiscard]] Result<ExternalLoads> parse_external_loads(std::string_view text, const std::string& where,
                                                         Diagnostics& notes);
[[nodiscard]] Result<ExternalLoads> read_external_loads(const std::filesystem::path& path,
                                                        Diagnostics& notes);

// Columns of the recording: x, y, z.
using ThreeColumns = std::array<std::size_t, 3>;

struct ExternalForceColumns {
  std::optional<ThreeColumns> force;   // [N]
  std::optional<ThreeColumns> point;   // [m]
  std::optional<ThreeColumns> torque;  // [N m]
};

// By OpenSim's rule an identifier stands for the columns whose names begin with it, in their order; there
// must be just three. Where the names end in x y z or 1 2 3 and that order is another, a finding says so. One
// entry per force. Refused: none or more than three columns.
[[nodiscard]] Result<std::vector<ExternalForceColumns>> bind_columns(const ExternalLoads& loads,
                                                                     const TimeSeries& recording,
                                                                     Diagnostics& notes);

struct ExternalLoadRecording {
  std::filesystem::path file;
  TimeSeries series;
  std::vector<ExternalForceColumns> columns;  // one per force
};

// Finds the data file as OpenSim does, first from the folder of the set-up (may be empty), then from that of
// the loads file, reads it and binds the columns. Refused: no data file is named, or it is at neither place,
// or as read_storage and bind_columns refuse.
[[nodiscard]] Result<ExternalLoadRecording> read_external_load_recording(
    const ExternalLoads& loads, const std::filesystem::path& setup_folder, Diagnostics& notes);

}  // namespace loadshare::capture
