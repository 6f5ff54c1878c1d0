// Reading .osim: OpenSim's models, document versions 30000 to 40600, into plain data.
//
// Units: the file's are metres, radians, newtons and seconds, but for CoordinateLimitForce, whose
// degrees become radians. What a property leaves unsaid is taken from the document's <defaults>,
// else from the default of OpenSim's class. Offset frames are folded into the bodies they are fixed
// to. Joints come in the order of the multibody tree that OpenSim builds, so that `coordinates` are
// in the order of its speeds.
//
// Refused: text that is no sound .osim document, and models that cannot be computed (unknown joint
// types and names, loops, moving bodies without mass, muscles without a path, numbers that are not
// finite or beyond 1e12 ...). Several problems are gathered into one refusal, each with file, line
// and element. Found: every kind of component that is not read, with names.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "base/result.h"
#include "model/model.h"

namespace loadshare::model {

// `where` names the source in refusals and findings.
[[nodiscard]] Result<Model> parse_osim(std::string_view xml, std::string where, Diagnostics& notes);
[[nodiscard]] Result<Model> read_osim(const std::filesystem::path& path, Diagnostics& notes);

// Adds the forces of a document that holds a <ForceSet>, as the force_set_files of set-up files do.
// The model is left as it was where the document is refused.
[[nodiscard]] Result<Done> append_force_set_text(Model& model, std::string_view xml, std::string where,
                                                 Diagnostics& notes);
[[nodiscard]] Result<Done> append_force_set(Model& model, const std::filesystem::path& path,
                                            Diagnostics& notes);

// Empties the force set, passive forces included, as replace_force_set in set-up files does.
void remove_actuators(Model& model);

}  // namespace loadshare::model
