#include "cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/version.h"
#include "cli/progress_bar.h"
#include "cli/text.h"
#include "cli/verb.h"
#include "service/json.h"

namespace loadshare::cli {
namespace {

using service::Ending;

std::chrono::duration<double> now() { return std::chrono::steady_clock::now().time_since_epoch(); }

Verb add_run_tool(CLI::App& program, Screen& screen) {
  auto* app = program.add_subcommand(
      "run-tool", "Run an OpenSim set-up file unchanged: the same result files with the same columns");
  auto request = std::make_shared<service::RunToolRequest>();
  auto is_exact = std::make_shared<bool>(false);
  app->add_option("SETUP", request->setup,
                  "set-up of an InverseKinematicsTool, InverseDynamicsTool or AnalyzeTool")
      ->required();
  app->add_option("--out", request->results_folder, "folder for the results, instead of the set-up's own")
      ->type_name("DIR");
  app->add_flag("--exact", *is_exact, "compute what is right where OpenSim's own way is not");
  add_json_flag(app, screen);
  return {app, [=](const Screen& to) {
            request->rules = *is_exact ? analysis::ToolRules::exact : analysis::ToolRules::opensim;
            const auto job = [&] {
              ProgressBar bar(to.err, to.draws_progress, now);
              return service::run_tool(
                  *request, [&](auto stage, auto done, auto total) { bar.show(stage, done, total); });
            }();
            return show(job, to);
          }};
}

Ending check_files(const std::vector<std::string>& names, const Screen& screen) {
  std::vector<service::CheckedFile> files;
  for (const auto& name : names) files.push_back({name, service::check_file(name)});
  if (screen.prints_json) screen.out << service::make_json(files);
  for (const auto& [file, job] : files) {
    if (job.result && !screen.prints_json) screen.out << text_of(*job.result);
    screen.out.flush();
    screen.err << text_of(job.notes);
    if (job.failure) screen.err << text_of(*job.failure);
  }
  screen.out.flush();
  return service::ending_of(files);
}

Verb add_check(CLI::App& program, Screen& screen) {
  auto* app = program.add_subcommand(
      "check", "Say what files hold, and what is assumed: units, axes, sides, rate, gaps");
  auto names = std::make_shared<std::vector<std::string>>();
  app->add_option("FILE", *names, ".mot, .sto, .trc, .osim, ExternalLoads or set-up files")->required();
  add_json_flag(app, screen);
  return {app, [=](const Screen& to) { return check_files(*names, to); }};
}

struct AnalyzeOptions {
  analysis::AnalyseInputs inputs;
  std::filesystem::path out = "report";
  std::string loads, scene, emg, brace, exercise, groups, weighting = "activation";
};

std::optional<capture::BraceLevel> brace_of(const std::string& word) {
  using enum capture::BraceLevel;
  for (const auto level : {none, as_needed, usual, full})
    if (capture::name_of(level) == word) return level;
  return std::nullopt;
}

Verb add_analyze(CLI::App& program, Screen& screen) {
  auto* app = program.add_subcommand("analyze",
                                     "From a recorded motion to who holds the tension: verdict and report");
  auto options = std::make_shared<AnalyzeOptions>();
  auto& inputs = options->inputs;
  app->add_option("RECORDING", inputs.recording,
                  "the motion: .mot or .sto with the model's coordinates, or a movement as data: .toml")
      ->required();
  auto* body = app->add_option_group("Whose body", "one of the two");
  auto* model = body->add_option("--model", inputs.model, "a model of theirs: .osim");
  model->type_name("M.osim");
  body->add_option("--person", inputs.body.person,
                   "the built-in body, made theirs: sex, height, mass, and what was measured")
      ->type_name("P.toml");
  body->require_option(1);
  app->add_option("--rhythm", inputs.body.rhythm,
                  "of the built-in body: how the lumbar joints share a movement")
      ->type_name("NAME")
      ->excludes(model);
  app->add_option("--loads", options->loads, "ExternalLoads file: forces measured with the motion")
      ->type_name("L.xml");
  app->add_option("--scene", options->scene, "what the body stands on, carries and braces: docs/scene.md")
      ->type_name("S.toml")
      ->excludes(model);
  app->add_option("--brace", options->brace, "pressure in the belly, instead of the scene's")
      ->check(CLI::IsMember({"none", "as_needed", "usual", "full"}).description(""))
      ->type_name("none|as_needed|usual|full")
      ->excludes(model);
  app->add_option("--emg", options->emg, "hold activations near measured ones: docs/emg.md")
      ->type_name("E.toml");
  app->add_flag("--no-ground-contact", inputs.is_without_ground_contact,
                "nothing touches the body: no loads are needed");
  app->add_option("--exercise", options->exercise, "name of the exercise, for the report")->type_name("NAME");
  app->add_option("--groups", options->groups, "muscle groups of your own, instead of the published ones")
      ->type_name("G.toml");
  app->add_option("--out", options->out, "folder for the report and the result files")
      ->type_name("DIR")
      ->capture_default_str();
  app->add_option("--cutoff", inputs.cutoff_hz, "low-pass filter on the coordinates; negative: none")
      ->type_name("HZ")
      ->capture_default_str();
  app->add_option("--exponent", inputs.exponent, "of the activations in the cost")
      ->check(CLI::IsMember({2.0, 3.0}).description(""))
      ->type_name("2|3")
      ->capture_default_str();
  app->add_option("--weighting", options->weighting, "what the cost counts")
      ->check(CLI::IsMember({"activation", "volume"}).description(""))
      ->type_name("activation|volume")
      ->capture_default_str();
  app->add_option("--ranges", inputs.feasible_samples_per_phase,
                  "samples of a phase with feasible ranges; 0: none")
      ->check(CLI::Range(0, 1000000).description(""))
      ->type_name("N")
      ->capture_default_str();
  add_json_flag(app, screen);
  return {app, [=](const Screen& to) {
            auto request = options->inputs;
            request.is_weighted_by_volume = options->weighting == "volume";
            if (!options->loads.empty()) request.loads = options->loads;
            if (!options->scene.empty()) request.scene = options->scene;
            if (!options->emg.empty()) request.emg = options->emg;
            request.brace = brace_of(options->brace);
            if (!options->exercise.empty()) request.exercise = options->exercise;
            if (!options->groups.empty()) request.muscle_groups = options->groups;
            const auto job = [&] {
              ProgressBar bar(to.err, to.draws_progress, now);
              return service::analyze(request, options->out, [&](auto stage, auto done, auto total) {
                bar.show(stage, done, total);
              });
            }();
            return show(job, to);
          }};
}

Verb add_verify(CLI::App& program, Screen& screen) {
  auto* app = program.add_subcommand("verify", "Hold computed forces against measurements in living people");
  auto request = std::make_shared<service::VerifyRequest>();
  app->add_option("--page", request->page, "also write the tables there, as Markdown, with what settings do")
      ->type_name("FILE");
  app->add_flag("--sensitivity", request->with_sensitivity, "also what each setting does to the tables");
  add_json_flag(app, screen);
  return {app, [=](const Screen& to) {
            const auto job = [&] {
              ProgressBar bar(to.err, to.draws_progress, now);
              return service::verify(
                  *request, [&](auto movement, auto done, auto total) { bar.show(movement, done, total); });
            }();
            return show(job, to);
          }};
}

}  // namespace

service::Ending run_command_line(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
                                 bool draws_progress) {
  CLI::App program("loadshare: who holds the tension at the hips and the lumbar spine", "loadshare");
  program.set_version_flag("--version", "loadshare " + std::string(program_version));
  program.require_subcommand(1);
  program.footer(
      "Exit codes: 0 done; 1 the input was refused; 2 wrong usage; 3 done, with findings that need a look; "
      "70 a fault of this program; 75 try again");
  Screen screen{out, err, draws_progress};
  std::vector<Verb> verbs{add_run_tool(program, screen), add_check(program, screen),
                          add_analyze(program, screen), add_verify(program, screen)};
  for (auto& verb : add_model_verbs(program, screen)) verbs.push_back(std::move(verb));
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help or --version
    (void)program.exit(asked, out, err);
    return Ending::done;
  } catch (const CLI::ParseError& wrong) {
    (void)program.exit(wrong, err, err);
    return Ending::wrong_usage;
  }
  Ending ending = Ending::wrong_usage;
  for (const auto& verb : verbs)
    if (verb.app->parsed()) ending = verb.run(screen);
  out.flush();
  if (out) return ending;
  err << "standard output: what was to be printed could not be written\n  make room, and try again\n";
  return service::worse_of(ending, Ending::try_again);
}

}  // namespace loadshare::cli
