#include "model/model.h"

namespace loadshare::model {
namespace {

template <class IdType, class List>
IdType find_named(const List& list, std::string_view name) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i].name == name) return IdType(i);
  return IdType();
}

}  // namespace

BodyId Model::find_body(std::string_view body_name) const { return find_named<BodyId>(bodies, body_name); }
CoordinateId Model::find_coordinate(std::string_view coordinate_name) const {
  return find_named<CoordinateId>(coordinates, coordinate_name);
}
MuscleId Model::find_muscle(std::string_view muscle_name) const {
  return find_named<MuscleId>(muscles, muscle_name);
}
WrapId Model::find_wrap(std::string_view wrap_name) const { return find_named<WrapId>(wraps, wrap_name); }

}  // namespace loadshare::model
