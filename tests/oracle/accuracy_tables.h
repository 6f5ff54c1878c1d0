// The tables of docs/accuracy.md as markdown, each measured as it is made.
#pragma once

#include <string>
#include <vector>

#include "written_page.h"

namespace loadshare::oracle {

using testing::amount;
using testing::table_row;
[[nodiscard]] std::string percent(double ratio);

[[nodiscard]] std::string inverse_dynamics_table();
[[nodiscard]] std::string path_table();
[[nodiscard]] std::string reaction_table();
[[nodiscard]] std::string momentum_table();
[[nodiscard]] std::string path_work_table();
[[nodiscard]] std::string vasti_table();

struct SharingTables {
  std::string objectives, unmet;
  double strength_difference_max = 0;
};
[[nodiscard]] SharingTables sharing_tables();
// OpenSim's own problems (recorded_problems.h) solved again.
[[nodiscard]] std::string recorded_problem_table();

struct MarkerTables {
  std::string costs, loose;
  double tight_deg_max = 0;  // coordinates that the markers fix, from OpenSim's at an accuracy of 1e-9
};
[[nodiscard]] MarkerTables marker_tables();

}  // namespace loadshare::oracle
