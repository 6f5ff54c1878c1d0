#include "analysis/analysis_report.h"

#include "base/require.h"

namespace loadshare::analysis {

std::string_view name_of(ReportInput::Role role) {
  switch (role) {
    case ReportInput::Role::recording:
      return "recording";
    case ReportInput::Role::model:
      return "model";
    case ReportInput::Role::person:
      return "person";
    case ReportInput::Role::scene:
      return "scene";
    case ReportInput::Role::loads:
      return "loads";
    case ReportInput::Role::emg:
      return "emg";
    case ReportInput::Role::envelopes:
      return "envelopes";
    case ReportInput::Role::muscle_groups:
      return "muscle_groups";
  }
  require(false, "an input has one of the roles");
  return {};
}

}  // namespace loadshare::analysis
