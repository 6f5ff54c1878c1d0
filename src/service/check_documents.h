// The parts of check_file that look at XML: what it names, and whether that is there.
#pragma once

#include "base/diagnostics.h"
#include "base/result.h"
#include "capture/external_loads.h"
#include "capture/tool_setup.h"
#include "service/file_check.h"

namespace loadshare::service {

// Facts and named files. Files that are lacking or of another kind than their role are flagged.
void check_tool_setup(const capture::ToolSetup& setup, FileCheck& check, Diagnostics& notes);

// Facts and the data file with its sampling; what is wrong with the data is flagged.
void check_external_loads(const capture::ExternalLoads& loads, FileCheck& check, Diagnostics& notes);

// How many objects of which element a set holds.
[[nodiscard]] Result<Done> check_set(const std::string& text, FileCheck& check);

}  // namespace loadshare::service
