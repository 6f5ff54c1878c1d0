// Where points of the body lie in its zero position, by groups of bodies. All axes are parallel there, so
// that the way from one point to another is a sum of parts, one a scale group, and each part grows with its
// group's factors.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/body_tables.h"

namespace loadshare::model {

using GroupParts = std::map<std::string, Vec3>;  // per scale group of bodies.csv [m]

[[nodiscard]] Vec3 sum(const GroupParts& parts);

class ZeroPosition {
 public:
  // Precondition: the tables are of both sides, and outlive this. What a joint's functions move in the zero
  // position is left out: less than 0.1 mm but for the patella, which carries no landmark.
  explicit ZeroPosition(const BodyTables& both_sides);

  // From ground to a point of a body; none where no joints lead from the body to ground.
  [[nodiscard]] std::optional<GroupParts> parts_to(std::string body, Vec3 p_B) const;
  // From ground to a landmark of markers.csv; none where there is no such landmark.
  [[nodiscard]] std::optional<GroupParts> parts_to_marker(const std::string& marker) const;
  // From one landmark to another: the groups that the way leads through.
  [[nodiscard]] std::optional<GroupParts> parts_between(const std::string& from, const std::string& to) const;

 private:
  const BodyTables& tables_;
  std::map<std::string, std::string> groups_;      // per body
  std::map<std::string, const JointRow*> joints_;  // per child
};

}  // namespace loadshare::model
