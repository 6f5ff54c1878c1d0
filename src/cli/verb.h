// What every verb of the command line is made of.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <ostream>
#include <vector>

#include "cli/text.h"
#include "service/job.h"
#include "service/json.h"

namespace loadshare::cli {

// Both channels, and whether to print JSON.
struct Screen {
  std::ostream& out;
  std::ostream& err;
  bool draws_progress = false;
  bool prints_json = false;
};

// Findings and failures, after the result.
template <class T>
service::Ending show_rest(const service::Job<T>& job, const Screen& screen) {
  screen.out.flush();
  screen.err << text_of(job.notes);
  if (job.failure) screen.err << text_of(*job.failure);
  return job.ending();
}

template <class T>
service::Ending show(const service::Job<T>& job, const Screen& screen) {
  if (screen.prints_json)
    screen.out << service::make_json(job);
  else if (job.result)
    screen.out << text_of(*job.result);
  return show_rest(job, screen);
}

struct Verb {
  CLI::App* app = nullptr;
  std::function<service::Ending(const Screen&)> run;
};

inline void add_json_flag(CLI::App* app, Screen& screen) {
  app->add_flag("--json", screen.prints_json, "print one JSON object instead of text");
}

// Verbs about models: info, scale, export.
[[nodiscard]] std::vector<Verb> add_model_verbs(CLI::App& program, Screen& screen);

}  // namespace loadshare::cli
