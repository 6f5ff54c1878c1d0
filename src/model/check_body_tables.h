// What must hold of the rows of models/body together, before a body is made of them. Internal to the reader.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/body_tables.h"

namespace loadshare::model {

struct CitedSource {
  std::string where, source;
};

// Names given twice, also by mirroring; muscles, actuators and passive moments have no name in common. Rows
// of the left side, and rows of the midline that mention the right side (only one side would get them).
[[nodiscard]] std::vector<Refusal> check_body_tables(const BodyTables& tables);

// A source is a key of sources.csv, or several with '+' between them; what follows a ';', ':' or ',' says
// what was done.
[[nodiscard]] std::vector<Refusal> check_sources(const std::vector<SourceRow>& sources,
                                                 const std::vector<CitedSource>& cited);

// The second part of check_body_tables; beside the mirror that makes the left side.
[[nodiscard]] std::vector<Refusal> check_sides(const BodyTables& tables);

}  // namespace loadshare::model
