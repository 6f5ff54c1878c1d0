// Solids that stand for bones: what no muscle may run through.
#pragma once

#include <string>
#include <variant>

#include "base/transform.h"
#include "model/model.h"

namespace loadshare::model {

struct Bone {
  std::string name;
  BodyId body;
  Transform X_BS;  // the shape's frame on the body; a cylinder's axis is the frame's z
  std::variant<WrapCylinder, WrapSphere, WrapEllipsoid> shape;
};

}  // namespace loadshare::model
