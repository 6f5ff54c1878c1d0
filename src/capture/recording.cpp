#include "capture/recording.h"

namespace loadshare::capture {

std::string_view name_of(PointKind kind) {
  switch (kind) {
    case PointKind::skin_marker:
      return "markers on the skin";
    case PointKind::keypoint:
      return "keypoints";
    case PointKind::joint_centre:
      return "joint centres";
  }
  return "";
}

}  // namespace loadshare::capture
