#include "analysis/survey_bones.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace loadshare::analysis {
namespace {

constexpr double arc_piece_m = 0.005;

double reach_of(const model::WrapSphere& sphere) { return sphere.radius_m; }
double reach_of(const model::WrapEllipsoid& ellipsoid) { return ellipsoid.radii_m.maxCoeff(); }
double reach_of(const model::WrapCylinder& cylinder) {
  return std::hypot(cylinder.radius_m, 0.5 * cylinder.length_m);
}

double distance_to_piece(const Vec3& p, const Vec3& a, const Vec3& b) {
  const Vec3 along = b - a;
  const double squared = along.squaredNorm();
  const double t = squared > 0 ? std::clamp((p - a).dot(along) / squared, 0.0, 1.0) : 0.0;
  return (a + t * along - p).norm();
}

// Takes `length_m` off the end of the line; the whole line, where it is no longer.
void cut_end(std::vector<Vec3>& line, double length_m) {
  while (line.size() > 1) {
    const Vec3 last = line.back(), before = line[line.size() - 2];
    const double piece_m = (last - before).norm();
    if (piece_m > length_m) {
      line.back() = last + (before - last) * (length_m / piece_m);
      return;
    }
    length_m -= piece_m;
    line.pop_back();
  }
  line.clear();
}

// The bodies that a path runs past: those it touches, those between them, and what is welded to these.
std::set<model::BodyId> bodies_along(const model::Model& model, const model::Path& path) {
  std::map<model::BodyId, model::BodyId> parents;
  for (const auto& joint : model.joints) parents[joint.child] = joint.parent;
  std::map<model::BodyId, std::size_t> lines;  // by body: how many touched bodies hang from it (or are it)
  const auto touched = mechanics::touched_bodies(path);
  for (auto body : touched)
    for (++lines[body]; body != model::ground; ++lines[body]) body = parents.at(body);
  // Above the lowest body that all hang from, all lines run as one.
  std::set<model::BodyId> bodies;
  for (auto body : touched) {
    for (; lines.at(body) < touched.size(); body = parents.at(body)) bodies.insert(body);
    bodies.insert(body);
  }
  for (bool grows = true; std::exchange(grows, false);)
    for (const auto& joint : model.joints) {
      if (!joint.coordinates.empty() || bodies.contains(joint.parent) == bodies.contains(joint.child))
        continue;
      if (joint.parent == model::ground) continue;
      bodies.insert({joint.parent, joint.child});
      grows = true;
    }
  return bodies;
}

}  // namespace

BoneWatch::BoneWatch(const model::Model& model, const SurveyOptions& options)
    : model_(model), options_(options) {
  for (const auto& bone : options.bones)
    reach_m_.push_back(std::visit([](const auto& shape) { return reach_of(shape); }, bone.shape));
  for (const auto& muscle : model.muscles) {
    const auto bodies = bodies_along(model, muscle.path);
    bones_along_.emplace_back();
    for (std::size_t b = 0; b < options.bones.size(); ++b)
      if (bodies.contains(options.bones[b].body)) bones_along_.back().push_back(b);
  }
  X_SG_.resize(options.bones.size());
  center_G_.resize(options.bones.size());
}

double BoneWatch::deepest(std::size_t bone) const {
  double depth_m = 0;
  for (std::size_t i = 0; i + 1 < line_G_.size(); ++i) {
    if (distance_to_piece(center_G_[bone], line_G_[i], line_G_[i + 1]) > reach_m_[bone]) continue;
    const auto depth = mechanics::depth_of_piece(options_.bones[bone], X_SG_[bone] * line_G_[i],
                                                 X_SG_[bone] * line_G_[i + 1]);
    depth_m = std::max(depth_m, depth.depth_m);
  }
  return depth_m;
}

void BoneWatch::look_at(std::size_t muscle, const Posture& posture) {
  for (const std::size_t b : bones_along_[muscle]) {
    const double depth_m = deepest(b);
    if (depth_m < options_.bone_depth_m) continue;
    auto& passage = found_[{muscle, b}];
    ++passage.pose_count;
    if (depth_m <= passage.depth_m) continue;
    passage.muscle = model::MuscleId(muscle);
    passage.bone = b;
    passage.depth_m = depth_m;
    passage.at = posture;
  }
}

void BoneWatch::look(const std::vector<mechanics::PathGeometry>& paths, const mechanics::Pose& pose,
                     const Posture& posture) {
  if (options_.bones.empty()) return;
  for (std::size_t b = 0; b < options_.bones.size(); ++b) {
    const auto& bone = options_.bones[b];
    const Transform X_GS = pose.X_GB[bone.body.at()] * bone.X_BS;
    center_G_[b] = X_GS.p;
    X_SG_[b] = X_GS.inverse();
  }
  for (std::size_t m = 0; m < model_.muscles.size(); ++m) {
    mechanics::trace_path(paths[m], model_, pose, arc_piece_m, line_G_);
    cut_end(line_G_, options_.bone_margin_m);
    std::reverse(line_G_.begin(), line_G_.end());
    cut_end(line_G_, options_.bone_margin_m);
    look_at(m, posture);
  }
}

std::vector<BonePassage> BoneWatch::passages() const {
  std::vector<BonePassage> list;
  for (const auto& [key, passage] : found_) list.push_back(passage);
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return a.depth_m > b.depth_m; });
  return list;
}

}  // namespace loadshare::analysis
