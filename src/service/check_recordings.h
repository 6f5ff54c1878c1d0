// The parts of check_file that look at numbers over time.
#pragma once

#include "base/diagnostics.h"
#include "base/time_series.h"
#include "capture/markers.h"
#include "service/file_check.h"

namespace loadshare::service {

// Fills sampling, columns and angle units. `check.file` is set.
void check_series(const TimeSeries& series, FileCheck& check, Diagnostics& notes);

// Fills sampling and markers.
void check_markers(const capture::MarkerRecording& recording, FileCheck& check, Diagnostics& notes);

// Which way is up: by markers of head or shoulders above markers of the feet, else by all markers lying above
// the floor along one axis alone and reaching as high as a person.
[[nodiscard]] UpAxis find_up_axis(const capture::MarkerRecording& recording);

}  // namespace loadshare::service
