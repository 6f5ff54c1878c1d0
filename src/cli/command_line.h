// The command line: parses, calls the service, prints.
#pragma once

#include <ostream>

#include "service/job.h"

namespace loadshare::cli {

// Results go to `out`, findings, refusals and wrong usage to `err`. `draws_progress`: err is a terminal.
// Preconditions: argv as main() gets it.
[[nodiscard]] service::Ending run_command_line(int argc, const char* const* argv, std::ostream& out,
                                               std::ostream& err, bool draws_progress);

}  // namespace loadshare::cli
