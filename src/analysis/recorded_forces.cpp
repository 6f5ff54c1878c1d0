#include "analysis/recorded_forces.h"

#include "dynamics/inverse_dynamics.h"
#include "mechanics/model_forces.h"

namespace loadshare::analysis {
namespace {

using mechanics::SpatialForce;

void add_labels(std::vector<std::string>& labels, const std::string& stem, const char* const (&ends)[3]) {
  for (const char* end : ends) labels.push_back(stem + end);
}

void lay_out(const AnalyzeContext& context, RecordedForces& recorded) {
  const auto& model = context.inputs.model;
  for (const auto& contact : model.contact_spheres) {
    if (!contact.applies_force) continue;
    for (const char* part : {".Sphere", ".HalfSpace"}) {
      add_labels(recorded.contact_labels, contact.name + part, {".force.X", ".force.Y", ".force.Z"});
      add_labels(recorded.contact_labels, contact.name + part, {".torque.X", ".torque.Y", ".torque.Z"});
    }
    recorded.actuators_before.push_back(contact.actuators_before_count);
  }
  const auto& external = context.inputs.external;
  for (std::size_t i = 0; i < external.size(); ++i) {
    const std::string stem = model.bodies[external.body(i).at()].name + "_" + external.name(i);
    if (external.kinds(i).force) add_labels(recorded.external_labels, stem, {"_Fx", "_Fy", "_Fz"});
    if (external.kinds(i).point) add_labels(recorded.external_labels, stem, {"_px", "_py", "_pz"});
    if (external.kinds(i).torque) add_labels(recorded.external_labels, stem, {"_Tx", "_Ty", "_Tz"});
  }
}

// Writes consecutive triples of one row.
class RowWriter {
 public:
  RowWriter(SampleMatrix& values, Eigen::Index row) : values_(values), row_(row) {}
  void write(const Vec3& triple) {
    values_.row(row_).segment<3>(at_) = triple;
    at_ += 3;
  }

 private:
  SampleMatrix& values_;
  Eigen::Index row_, at_ = 0;
};

}  // namespace

RecordedForces record_forces(const AnalyzeContext& context, const std::vector<std::size_t>& samples) {
  RecordedForces recorded;
  lay_out(context, recorded);
  const auto rows = static_cast<Eigen::Index>(samples.size());
  recorded.contacts.setZero(rows, static_cast<Eigen::Index>(recorded.contact_labels.size()));
  recorded.external.setZero(rows, static_cast<Eigen::Index>(recorded.external_labels.size()));
  const auto& inputs = context.inputs;
  auto workspace = inputs.skeleton->make_workspace();
  mechanics::Pose pose;
  for (Eigen::Index k = 0; k < rows; ++k) {
    const auto motion = dynamics::sample_of(context.motion, samples[static_cast<std::size_t>(k)]);
    inputs.skeleton->set_pose(workspace, motion.q, motion.qdot, pose);
    RowWriter contacts(recorded.contacts, k), external(recorded.external, k);
    for (const auto& contact : inputs.model.contact_spheres) {
      if (!contact.applies_force) continue;
      std::vector<SpatialForce> forces(inputs.model.bodies.size());
      mechanics::add_contact_sphere_force(contact, pose, forces);
      for (const auto body : {contact.sphere_body, contact.half_space_body}) {
        contacts.write(forces[body.at()].force_G);
        contacts.write(forces[body.at()].moment_G);
      }
    }
    for (std::size_t i = 0; i < inputs.external.size(); ++i) {
      const auto value = inputs.external.value(i, motion.time_s, pose);
      if (inputs.external.kinds(i).force) external.write(value.force_G);
      if (inputs.external.kinds(i).point)
        external.write(pose.X_GB[value.body.at()].inverse() * value.point_G);
      if (inputs.external.kinds(i).torque) external.write(value.torque_G);
    }
  }
  return recorded;
}

}  // namespace loadshare::analysis
