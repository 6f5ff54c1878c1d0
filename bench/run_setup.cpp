// One OpenSim set-up file by the library alone, on one thread: what scripts/bench profiles.
//   run_setup SETUP.xml RESULTS_FOLDER
#include <tbb/global_control.h>

#include <cstdio>

#include "analysis/run_tool.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: run_setup SETUP.xml RESULTS_FOLDER\n");
    return 2;
  }
  const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
  loadshare::Diagnostics notes;
  const auto outcome =
      loadshare::analysis::run_tool(argv[1], loadshare::analysis::ToolRules::opensim, argv[2], notes);
  if (!outcome) {
    std::fprintf(stderr, "%s\n", outcome.refusal().text().c_str());
    return 1;
  }
  std::printf("%zu samples, %zu not solved\n", outcome->sample_count, outcome->unsolved_count);
}
