#include <unistd.h>

#include <iostream>

#include "cli/command_line.h"

int main(int argc, char** argv) {
  const bool draws_progress = ::isatty(STDERR_FILENO) == 1;
  loadshare::service::Ending ending = loadshare::service::Ending::done;
  const auto bug = loadshare::service::catch_bugs(
      [&] { ending = loadshare::cli::run_command_line(argc, argv, std::cout, std::cerr, draws_progress); });
  if (!bug) return loadshare::service::exit_code(ending);
  std::cerr << bug->refusal.text() << "\n";
  return loadshare::service::exit_code(bug->ending);
}
