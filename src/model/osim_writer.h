// Writing a model as an .osim document of version 40000, which OpenSim 4 opens. Numbers are written
// so that reading them gives the same bits back; orientations of frames are written as angles and
// come back to within a few units in the last place.
#pragma once

#include <string>

#include "model/model.h"

namespace loadshare::model {

[[nodiscard]] std::string write_osim(const Model& model);

}  // namespace loadshare::model
