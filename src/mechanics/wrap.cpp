#include "mechanics/wrap.h"

namespace loadshare::mechanics {

SurfaceWrap wrap_over(const model::WrapObject& object, model::WrapMethod method, const Vec3& p_W1,
                      const Vec3& p_W2, Slide slide) {
  if (const auto* cylinder = std::get_if<model::WrapCylinder>(&object.shape))
    return wrap_over_cylinder(*cylinder, object.quadrant, p_W1, p_W2, slide);
  if (const auto* ellipsoid = std::get_if<model::WrapEllipsoid>(&object.shape))
    return wrap_over_ellipsoid(*ellipsoid, object.quadrant, method, p_W1, p_W2);
  if (const auto* sphere = std::get_if<model::WrapSphere>(&object.shape))
    return wrap_over_sphere(*sphere, object.quadrant, p_W1, p_W2);
  return wrap_over_torus(std::get<model::WrapTorus>(object.shape), object.quadrant, p_W1, p_W2, slide);
}

}  // namespace loadshare::mechanics
