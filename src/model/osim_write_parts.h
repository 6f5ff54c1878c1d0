// Shared by the parts of the .osim writer. Internal to it.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "model/model.h"

namespace loadshare::model::osim {

[[nodiscard]] std::string number_text(double value);
[[nodiscard]] std::string vec3_text(const Vec3& v);

pugi::xml_node add_object(pugi::xml_node parent, std::string_view type, std::string_view name);
void add_text(pugi::xml_node parent, const char* property, std::string_view text);
void add_number(pugi::xml_node parent, const char* property, double value);
void add_flag(pugi::xml_node parent, const char* property, bool value);
void add_vec3(pugi::xml_node parent, const char* property, const Vec3& value);
// <property><Type>: the one form that OpenSim takes for every function; it looks past <Type name="property">
// where the property is optional.
void add_function(pugi::xml_node parent, std::string_view property, const numerics::Function& function);
// A <PhysicalOffsetFrame> in `frames`.
void add_offset_frame(pugi::xml_node frames, std::string_view name, std::string_view parent_path,
                      const Transform& X);

// "/ground" or "/bodyset/NAME".
[[nodiscard]] std::string body_path(const Model& model, BodyId body);
[[nodiscard]] std::string coordinate_path(const Model& model, CoordinateId coordinate);

void write_force_set(pugi::xml_node model_node, const Model& model);

}  // namespace loadshare::model::osim
