#include "lift.h"

#include <fmt/format.h>

#include <fstream>
#include <map>

#include "analysis/run_tool.h"
#include "capture/storage.h"
#include "hand_load.h"
#include "model/osim_reader.h"
#include "recording.h"
#include "scratch.h"
#include "series_columns.h"
#include "tension/cuts.h"

namespace loadshare::recordings {
namespace {

namespace fs = std::filesystem;
using testing::value_of;

constexpr const char* recording_name = "lift_stoop15";

// Times from `start_s`, where they are a clock's.
TimeSeries read_from(const fs::path& file, double start_s) {
  Diagnostics notes;
  auto series = value_of(capture::read_storage(file, notes));
  start_at_zero(series);
  for (double& time_s : series.times_s) time_s += start_s;
  return series;
}

const fs::path& folder() {
  static const fs::path made = testing::scratch_folder("lift");
  return made;
}

// Above the joint that the coordinate moves.
double mass_above_kg(const model::Model& model, const std::string& coordinate) {
  const auto id = model.find_coordinate(coordinate);
  require(id.is_some(), "the model has the coordinate " + coordinate);
  const auto is_above = tension::bodies_beyond(model, model.coordinates[id.at()].joint);
  double sum_kg = 0;
  for (std::size_t b = 0; b < model.bodies.size(); ++b)
    if (is_above[b]) sum_kg += model.bodies[b].mass_kg;
  return sum_kg;
}

struct Recorded {
  std::vector<double> times_s;
  Eigen::VectorXd extension_Nm;
};

LiftMoment compare(const std::string& what, const Recorded& recorded, const std::vector<double>& times_s,
                   const Eigen::VectorXd& extension_Nm) {
  const auto there = resample(recorded.times_s, recorded.extension_Nm, times_s);
  LiftMoment moment;
  moment.what = what;
  moment.peak_Nm = extension_Nm.maxCoeff();
  moment.rms_Nm = rms(extension_Nm - there);
  moment.correlation = correlation(extension_Nm, there);
  return moment;
}

// Extending: what muscles and reserves give, and what discs and ligaments do beside.
Eigen::VectorXd net_extension_Nm(const analysis::Analysis& analysis) {
  Eigen::VectorXd moment = column(analysis.moments, "L5_S1_FE_moment");
  for (const auto& cut : analysis.report.tension.cuts)
    if (cut.flexion_coordinate == "L5_S1_FE" && !cut.passive_moment_Nm.empty())
      moment -= Eigen::Map<const Eigen::VectorXd>(cut.passive_moment_Nm.data(), moment.size());
  return moment;
}

analysis::Analysis analyse_body(const PutOn& put, double mass_kg, LiftBrace brace,
                                const std::optional<fs::path>& emg = std::nullopt) {
  auto inputs = put.inputs;
  auto sizes = put.sizes;
  sizes.mass_kg = mass_kg;
  inputs.body.person = folder() / fmt::format("person_{:.0f}.toml", mass_kg);
  write_person(sizes, inputs.body.person);
  inputs.brace = brace == LiftBrace::usual ? capture::BraceLevel::usual : capture::BraceLevel::as_needed;
  inputs.emg = emg;
  Diagnostics notes;
  return value_of(analysis::analyse(inputs, notes));
}

model::Model body_of(const PutOn& put, double mass_kg) {
  auto sizes = put.sizes;
  sizes.mass_kg = mass_kg;
  analysis::BodyRequest request;
  request.person = folder() / "sizes.toml";
  write_person(sizes, request.person);
  Diagnostics notes;
  return value_of(analysis::make_own_body(request, notes)).body.model;
}

Recorded read_recorded(double start_s) {
  const auto inverse = read_from(data_file(recording_named(recording_name).files[1]), start_s);
  return {inverse.times_s, column(inverse, "L5_S1_Flex_Ext")};
}

// By run-tool on the model that came with the recording, the box at the second knuckles as its laboratory
// file has it.
LiftMoment compare_their_model(double delay_s) {
  const auto recorded = read_recorded(delay_s);
  const auto& recording = recording_named(recording_name);
  Diagnostics notes;
  const auto model = value_of(model::read_osim(data_file(recording.model), notes));
  auto motion = read_from(data_file(recording.files[0]), 0);
  motion.in_degrees = false;
  value_of(capture::write_storage(motion, folder() / "motion.sto"));
  const auto load = write_hand_load(data_file(recording.files[1]), delay_s, model, "R2K", "L2K", folder());
  std::ofstream(folder() / "id.xml") << fmt::format(
      R"(<OpenSimDocument Version="40000"><InverseDynamicsTool name="id"><results_directory>./</results_directory>)"
      R"(<model_file>{}</model_file><time_range>{} {}</time_range><forces_to_exclude>ALL</forces_to_exclude>)"
      R"(<external_loads_file>{}</external_loads_file><coordinates_file>motion.sto</coordinates_file>)"
      R"(<lowpass_cutoff_frequency_for_coordinates>6</lowpass_cutoff_frequency_for_coordinates>)"
      R"(<output_gen_force_file>id.sto</output_gen_force_file></InverseDynamicsTool></OpenSimDocument>)",
      data_file(recording.model).string(), motion.times_s.front(), motion.times_s.back(), load.file.string());
  value_of(analysis::run_tool(folder() / "id.xml", analysis::ToolRules::exact, folder() / "id", notes));
  const auto made = value_of(capture::read_storage(folder() / "id" / "id.sto", notes));
  auto moment =
      compare("their model, by this program", recorded, made.times_s, column(made, "L5_S1_Flex_Ext_moment"));
  for (const auto& body : model.bodies) moment.mass_kg += body.mass_kg;
  moment.mass_above_kg = mass_above_kg(model, "L5_S1_Flex_Ext");
  return moment;
}

// Mean activation by sample, weighted with strength, of the muscles whose name begins so and ends with the
// side.
Eigen::VectorXd mean_activation(const analysis::Analysis& analysis, const model::Model& body,
                                const std::string& begin, const std::string& side) {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(analysis.activation.values.rows());
  double weight = 0;
  for (const auto& muscle : body.muscles) {
    if (!muscle.name.starts_with(begin) || !muscle.name.ends_with(side)) continue;
    sum += muscle.max_isometric_force_N * column(analysis.activation, muscle.name);
    weight += muscle.max_isometric_force_N;
  }
  require(weight > 0, "the body has muscles called " + begin);
  return sum / weight;
}

struct Electrode {
  const char *emg, *muscles, *words;
};
constexpr Electrode electrodes[] = {{"iliocost", "IL_", "iliocostalis"},
                                    {"longlumb", "LTpL_", "longissimus, lumbar part"},
                                    {"longthor", "LTpT_", "longissimus, thoracic part"},
                                    {"rectabd", "rect_abd", "rectus abdominis"}};

void compare_activations(const analysis::Analysis& analysis, const model::Model& body, Lift& lift) {
  const auto emg = read_from(data_file("lift_stoop15/emgFilt.sto"), lift_delay_s());
  const auto& times_s = analysis.activation.times_s;
  const auto count = static_cast<Eigen::Index>(times_s.size());
  Eigen::VectorXd erectors_emg = Eigen::VectorXd::Zero(count), erectors = erectors_emg;
  for (const auto& electrode : electrodes)
    for (const std::string side : {"_r", "_l"}) {
      const auto recorded = resample(emg.times_s, column(emg, electrode.emg + side), times_s);
      const auto computed = mean_activation(analysis, body, electrode.muscles, side);
      lift.activations.push_back({electrode.emg + side, electrode.words, recorded.maxCoeff(), computed.mean(),
                                  computed.maxCoeff(), correlation(recorded, computed)});
      if (std::string_view(electrode.emg) == "rectabd") continue;
      erectors_emg += recorded;
      erectors += computed;
    }
  lift.erectors_correlation = correlation(erectors_emg, erectors);
}

Lift analyse_lift(LiftBrace brace) {
  const auto& put = put_on(recording_name);
  const auto recorded = read_recorded(lift_delay_s());
  Lift made;
  made.recorded_peak_Nm = recorded.extension_Nm.maxCoeff();
  made.recorded_range_Nm = range(recorded.extension_Nm);
  made.moments.push_back(compare_their_model(lift_delay_s()));
  const double own_kg = put.sizes.mass_kg;
  const auto own_body = body_of(put, own_kg);
  const auto own = analyse_body(put, own_kg, brace);
  made.sample_count = own.activation.times_s.size();
  compare_activations(own, own_body, made);
  const auto add = [&](const std::string& what, double mass_kg, const analysis::Analysis& analysis) {
    auto moment = compare(what, recorded, analysis.moments.times_s, net_extension_Nm(analysis));
    moment.mass_kg = mass_kg;
    moment.mass_above_kg = mass_above_kg(body_of(put, mass_kg), "L5_S1_FE");
    made.moments.push_back(std::move(moment));
    return made.moments.back().mass_above_kg;
  };
  const double above_kg = add("the built-in body", own_kg, own);
  const double heavy_kg = own_kg * made.moments.front().mass_above_kg / above_kg;
  add("the built-in body, above L5/S1 as heavy as their model", heavy_kg, analyse_body(put, heavy_kg, brace));
  return made;
}

fs::path write_emg() {
  const auto file = folder() / "emg.toml";
  std::ofstream out(file);
  out << fmt::format("format = 1\nenvelopes = \"{}\"\nbegins_at_s = {}\n",
                     data_file("lift_stoop15/emgFilt.sto").generic_string(), lift_delay_s());
  for (const auto& electrode : electrodes)
    for (const std::string side : {"_r", "_l"})
      out << fmt::format("[[channels]]\ncolumn = \"{0}{2}\"\nmuscles = [\"{1}*{2}\"]\n", electrode.emg,
                         electrode.muscles, side);
  return file;
}

double greatest_compression_N(const analysis::Analysis& analysis) {
  for (const auto& load : analysis.report.joint_loads)
    if (load.cut == "L4_L5") return *std::ranges::max_element(load.compression_N);
  require(false, "the report has the level L4/L5");
  return 0;
}

LiftHeld analyse_held() {
  const auto& put = put_on(recording_name);
  const double mass_kg = put.sizes.mass_kg;
  const auto free = analyse_body(put, mass_kg, LiftBrace::as_needed),
             held = analyse_body(put, mass_kg, LiftBrace::as_needed, write_emg());
  LiftHeld made;
  made.activity = held.report.measured_activity.value();
  made.compression_N = greatest_compression_N(free);
  made.held_compression_N = greatest_compression_N(held);
  made.moment_gap_Nm = (net_extension_Nm(free) - net_extension_Nm(held)).cwiseAbs().maxCoeff();
  made.unsolved_count = static_cast<std::size_t>(std::ranges::count_if(
      held.report.tension.status, [](auto status) { return status != tension::SampleStatus::solved; }));
  return made;
}

double find_delay_s() {
  double best_s = 0, best = -1;
  for (int step = 0; step <= 20; ++step) {
    const double delay_s = 0.03 * step;
    const double r = compare_their_model(delay_s).correlation;
    if (r > best) best = r, best_s = delay_s;
  }
  return best_s;
}

}  // namespace

double lift_delay_s() {
  static const double delay_s = find_delay_s();
  return delay_s;
}

const LiftHeld& lift_held() {
  static const LiftHeld held = analyse_held();
  return held;
}

const Lift& lift(LiftBrace brace) {
  static std::map<LiftBrace, Lift> known;
  const auto found = known.find(brace);
  return found != known.end() ? found->second : known.emplace(brace, analyse_lift(brace)).first->second;
}

}  // namespace loadshare::recordings
