#include "tension/tension_report.h"

#include "base/require.h"

namespace loadshare::tension {

std::string_view name_of(Side side) {
  switch (side) {
    case Side::right:
      return "right";
    case Side::left:
      return "left";
    case Side::none:
      return "none";
  }
  require(false, "a side is one of three");
  return {};
}

std::string_view name_of(CutRegion region) {
  switch (region) {
    case CutRegion::hip:
      return "hip";
    case CutRegion::lumbar:
      return "lumbar";
    case CutRegion::knee:
      return "knee";
  }
  require(false, "a region is one of three");
  return {};
}

std::string_view name_of(SampleStatus status) {
  switch (status) {
    case SampleStatus::solved:
      return "solved";
    case SampleStatus::reserve_needed:
      return "reserve_needed";
    case SampleStatus::infeasible:
      return "infeasible";
    case SampleStatus::not_converged:
      return "not_converged";
  }
  require(false, "a status is one of four");
  return {};
}

}  // namespace loadshare::tension
