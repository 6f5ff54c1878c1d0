#include <memory>

#include "cli/verb.h"
#include "service/model_info.h"
#include "service/own_model.h"

namespace loadshare::cli {
namespace {

using service::Ending;

// Whose body, and of what.
void add_body_options(CLI::App* app, analysis::BodyRequest& request) {
  app->add_option("--rhythm", request.rhythm, "how the lumbar joints share a movement of the spine")
      ->type_name("NAME");
  app->add_option("--tables", request.tables, "tables of your own, laid out as models/body")
      ->type_name("DIR");
}

Verb add_info(CLI::App* model, Screen& screen) {
  auto* app = model->add_subcommand("info", "Say what a model holds: bodies, coordinates, muscles, strength");
  struct Options {
    std::filesystem::path file;
    analysis::BodyRequest body;
  };
  auto options = std::make_shared<Options>();
  auto* file = app->add_option("MODEL", options->file, "the model: .osim; without one, the built-in body");
  auto* person =
      app->add_option("--person", options->body.person, "whose body: a person.toml")->type_name("P.toml");
  person->excludes(file);
  add_body_options(app, options->body);
  add_json_flag(app, screen);
  return {app, [=](const Screen& to) {
            return show(options->file.empty() ? service::model_info(options->body)
                                              : service::model_info(options->file),
                        to);
          }};
}

struct ScaleOptions {
  analysis::BodyRequest request;
  std::filesystem::path file;
  std::string format = "osim";
};

Ending show_body(const ScaleOptions& options, const Screen& to, const char* verb,
                 const std::function<std::string(const service::ScaledModel&)>& words) {
  const auto job = service::scale_model(options.request, options.file);
  if (to.prints_json)
    to.out << service::make_json(job, verb);
  else if (job.result)
    to.out << words(*job.result);
  return show_rest(job, to);
}

Verb add_scale(CLI::App* model, Screen& screen) {
  auto* app = model->add_subcommand(
      "scale", "Make the built-in body a person's own, and say every choice on the way with its source");
  auto options = std::make_shared<ScaleOptions>();
  app->add_option("--person", options->request.person,
                  "sex, height, mass and what was measured: a person.toml")
      ->type_name("P.toml")
      ->required();
  app->add_option("--out", options->file, "also write the body there, as .osim")->type_name("FILE");
  add_body_options(app, options->request);
  add_json_flag(app, screen);
  return {app, [=](const Screen& to) { return show_body(*options, to, "model scale", choices_text); }};
}

Verb add_export(CLI::App* model, Screen& screen) {
  auto* app = model->add_subcommand("export", "Write the built-in body as an .osim document");
  auto options = std::make_shared<ScaleOptions>();
  options->file = "loadshare_body.osim";
  app->add_option("--out", options->file, "the file to write")->type_name("FILE")->capture_default_str();
  app->add_option("--format", options->format, "of the file")
      ->check(CLI::IsMember({"osim"}).description(""))
      ->type_name("osim")
      ->capture_default_str();
  app->add_option("--person", options->request.person,
                  "whose body: a person.toml; without one, the reference person's")
      ->type_name("P.toml");
  add_body_options(app, options->request);
  add_json_flag(app, screen);
  return {app, [=](const Screen& to) {
            return show_body(*options, to, "model export",
                             [](const auto& scaled) { return text_of(scaled); });
          }};
}

}  // namespace

std::vector<Verb> add_model_verbs(CLI::App& program, Screen& screen) {
  auto* model = program.add_subcommand("model", "Look at a model, or make the built-in body a person's own");
  model->require_subcommand(1);
  return {add_info(model, screen), add_scale(model, screen), add_export(model, screen)};
}

}  // namespace loadshare::cli
