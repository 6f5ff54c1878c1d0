// Every stage of an analysis on every recording that is here, one thread. A rate counts samples (of
// inverse kinematics: frames). Names are CASE/STAGE; scripts/bench makes a table of them.
#include <benchmark/benchmark.h>
#include <tbb/global_control.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>

#include "analysis/run_tool.h"
#include "bench_case.h"
#include "body_analysis.h"
#include "model/osim_reader.h"
#include "source_folder.h"
#include "test_data.h"

namespace loadshare::bench {
namespace {

namespace fs = std::filesystem;

struct Named {
  std::string name;
  fs::path setup_file;  // empty: the built-in body
};

// Read when first asked for: --benchmark_filter reads only what it runs.
const BenchCase& case_of(const Named& named) {
  static std::map<std::string, std::unique_ptr<BenchCase>> cases;
  auto& known = cases[named.name];
  if (!known)
    known = named.setup_file.empty() ? make_body_case(named.name) : read_case(named.name, named.setup_file);
  return *known;
}

// Where a stage's inputs lie: poses of all samples, and what was computed from them.
struct Computed {
  std::vector<mechanics::Pose> poses;
  std::vector<std::vector<mechanics::HingeColumn>> columns;
  std::vector<std::vector<mechanics::PathGeometry>> paths;
  std::vector<sharing::SharingSample> shared;
};

Computed compute_all(const BenchCase& of) {
  Computed all;
  const std::size_t count = of.motion.sample_count();
  all.poses.resize(count);
  all.columns.resize(count);
  all.paths.resize(count);
  all.shared.resize(count);
  auto workspace = of.inputs.skeleton->make_workspace();
  const mechanics::PathEngine engine(of.inputs.model, of.inputs.wrap_rules);
  mechanics::PathWorkspace paths;
  SampleFill filler(of);
  for (std::size_t i = 0; i < count; ++i) {
    const auto sample = dynamics::sample_of(of.motion, i);
    of.inputs.skeleton->set_pose(workspace, sample.q, sample.qdot, all.poses[i]);
    of.inputs.skeleton->compute_hinge_columns(workspace, all.columns[i]);
    engine.measure_paths(all.poses[i], paths, all.paths[i]);
    filler.fill(i, all.shared[i]);
  }
  return all;
}

// Runs `step(sample)` for one sample after the other, round and round.
void each_sample(benchmark::State& state, std::size_t count, const std::function<void(std::size_t)>& step) {
  std::size_t i = 0;
  for (auto _ : state) {
    step(i);
    if (++i == count) i = 0;
  }
  state.SetItemsProcessed(state.iterations());
}

void read_model(benchmark::State& state, const Named& named) {
  const auto& of = case_of(named);
  for (auto _ : state) {
    Diagnostics notes;
    const auto model = of.model_file.empty() ? Result<model::Model>(make_body_model())
                                             : model::read_osim(of.model_file, notes);
    benchmark::DoNotOptimize(model->muscles.data());
  }
  state.SetItemsProcessed(state.iterations());
}

void pose(benchmark::State& state, const Named& named) {
  const auto& of = case_of(named);
  auto workspace = of.inputs.skeleton->make_workspace();
  mechanics::Pose at;
  each_sample(state, of.motion.sample_count(), [&](std::size_t i) {
    const auto sample = dynamics::sample_of(of.motion, i);
    of.inputs.skeleton->set_pose(workspace, sample.q, sample.qdot, at);
    benchmark::DoNotOptimize(at.X_GB.data());
  });
}

void inverse_dynamics(benchmark::State& state, const Named& named) {
  const auto& of = case_of(named);
  const dynamics::InverseDynamics dynamics(of.inputs.model, *of.inputs.skeleton, of.inputs.external);
  auto workspace = dynamics.make_workspace();
  std::vector<double> required;
  each_sample(state, of.motion.sample_count(), [&](std::size_t i) {
    dynamics.compute(dynamics::sample_of(of.motion, i), workspace, required);
    benchmark::DoNotOptimize(required.data());
  });
}

void measure_paths(benchmark::State& state, const Named& named, mechanics::WrapRules rules) {
  const auto& of = case_of(named);
  const auto all = compute_all(of);
  const mechanics::PathEngine engine(of.inputs.model, rules);
  mechanics::PathWorkspace workspace;
  std::vector<mechanics::PathGeometry> paths;
  each_sample(state, all.poses.size(), [&](std::size_t i) {
    engine.measure_paths(all.poses[i], workspace, paths);
    benchmark::DoNotOptimize(paths.data());
  });
}

void moment_arms(benchmark::State& state, const Named& named) {
  const auto& of = case_of(named);
  const auto all = compute_all(of);
  const mechanics::MomentArms arms(of.inputs.model, *of.inputs.skeleton, of.inputs.wrap_rules);
  mechanics::MomentArms::Workspace workspace;
  std::vector<double> result(of.muscles->spanned_starts().back());
  const auto& starts = of.muscles->spanned_starts();
  each_sample(state, all.poses.size(), [&](std::size_t i) {
    for (std::size_t p = 0; p + 1 < starts.size(); ++p)
      arms.compute(p, all.paths[i][p], all.poses[i], all.columns[i], workspace,
                   {result.data() + starts[p], starts[p + 1] - starts[p]});
    benchmark::DoNotOptimize(result.data());
  });
}

void fiber_states(benchmark::State& state, const Named& named) {
  const auto& of = case_of(named);
  const auto all = compute_all(of);
  const auto& muscles = of.muscles->muscles();
  each_sample(state, all.poses.size(), [&](std::size_t i) {
    for (std::size_t m = 0; m < muscles.size(); ++m) {
      const auto& path = all.paths[i][m];
      benchmark::DoNotOptimize(
          muscle::compute_fiber_state(muscles[m], path.length_m, path.lengthening_speed_mps));
    }
  });
}

void share(benchmark::State& state, const Named& named) {
  const auto& of = case_of(named);
  const auto all = compute_all(of);
  sharing::SharingSettings settings;
  settings.include_passive_force = false;
  sharing::SharingWorkspace workspace;
  sharing::SharedSample shared;
  each_sample(state, all.shared.size(), [&](std::size_t i) {
    sharing::share_load(of.layout, settings, all.shared[i], i > 0, workspace, shared);
    benchmark::DoNotOptimize(shared.activation.data());
  });
}

// Geometry, dynamics and sharing: from a sample's coordinates to who holds what.
void whole_sample(benchmark::State& state, const Named& named) {
  const auto& of = case_of(named);
  sharing::SharingSettings settings;
  settings.include_passive_force = false;
  SampleFill filler(of);
  sharing::SharingSample sample;
  sharing::SharingWorkspace workspace;
  sharing::SharedSample shared;
  std::size_t unsolved_count = 0;
  each_sample(state, of.motion.sample_count(), [&](std::size_t i) {
    filler.fill(i, sample);
    sharing::share_load(of.layout, settings, sample, i > 0, workspace, shared);
    unsolved_count += shared.status == numerics::BoxStatus::solved ? 0 : 1;
  });
  if (unsolved_count > 0) state.SkipWithError("a sample was not solved");
}

void share_body(benchmark::State& state) {
  BodyAnalysis body;
  std::vector<sharing::SharingSample> samples(body.sample_count());
  for (std::size_t i = 0; i < samples.size(); ++i) body.fill(i, samples[i]);
  sharing::SharingWorkspace workspace;
  sharing::SharedSample shared;
  each_sample(state, samples.size(), [&](std::size_t i) {
    sharing::share_load(body.layout(), {}, samples[i], i > 0, workspace, shared);
    benchmark::DoNotOptimize(shared.activation.data());
  });
}

void whole_body_sample(benchmark::State& state) {
  BodyAnalysis body;
  sharing::SharingSample sample;
  sharing::SharingWorkspace workspace;
  sharing::SharedSample shared;
  std::size_t unsolved_count = 0;
  each_sample(state, body.sample_count(), [&](std::size_t i) {
    body.fill(i, sample);
    sharing::share_load(body.layout(), {}, sample, i > 0, workspace, shared);
    body.keep(i, shared);
    unsolved_count += shared.status == numerics::BoxStatus::solved ? 0 : 1;
  });
  if (unsolved_count > 0) state.SkipWithError("a sample was not solved");
}

void solve_frames(benchmark::State& state, const Named& named) {
  const auto ik_setup = named.setup_file.parent_path() / "ik_setup.xml";
  const auto of = fs::exists(ik_setup) ? read_marker_case(ik_setup) : make_marker_case(case_of(named));
  for (auto _ : state) {
    const auto solved = motion::solve_inverse_kinematics(of->problem, of->times_s, of->recorded_m, {});
    if (!solved) {
      state.SkipWithError(solved.refusal().text().c_str());
      return;
    }
    benchmark::DoNotOptimize(solved->q.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(of->times_s.size()));
}

// Files read and written; only the start of a process is missing (scripts/bench measures that too).
void whole_tool(benchmark::State& state, const Named& named) {
  const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
  const auto results = fs::temp_directory_path() / ("loadshare_bench_" + named.name);
  std::size_t sample_count = 0;
  for (auto _ : state) {
    Diagnostics notes;
    const auto outcome = analysis::run_tool(named.setup_file, analysis::ToolRules::opensim, results, notes);
    if (!outcome) {
      state.SkipWithError(outcome.refusal().text().c_str());
      return;
    }
    sample_count = outcome->sample_count;
  }
  fs::remove_all(results);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(sample_count));
}

void register_case(const Named& named) {
  const auto add = [&](const char* stage, auto function) {
    benchmark::RegisterBenchmark((named.name + "/" + stage).c_str(), [=](benchmark::State& state) {
      function(state, named);
    })->Unit(benchmark::kMicrosecond);
  };
  add("pose", pose);
  add("pose_and_inverse_dynamics", inverse_dynamics);
  add("paths", [](auto& state, const Named& n) { measure_paths(state, n, case_of(n).inputs.wrap_rules); });
  if (!named.setup_file.empty())
    add("paths_standard_rules",
        [](auto& state, const Named& n) { measure_paths(state, n, mechanics::WrapRules::standard); });
  add("moment_arms", moment_arms);
  add("fibre_states", fiber_states);
  if (named.setup_file.empty()) {
    add("sharing", [](auto& state, const Named&) { share_body(state); });
    add("whole_sample", [](auto& state, const Named&) { whole_body_sample(state); });
  } else {
    add("sharing", share);
    add("whole_sample", whole_sample);
  }
  add("inverse_kinematics_frame", solve_frames);
  if (!named.setup_file.empty()) add("run_tool_files_included", whole_tool);
  add("reading_the_model", read_model);
}

// The project's own body and sample always, other recordings where they are.
const bool registered = [] {
  register_case({"body", {}});
  register_case({"sample", testing::source_folder() / "bench/squat/so_setup.xml"});
  for (const char* name : {"squat", "gait_walk", "gait2392", "run", "spine318"})
    if (const auto setup = testing::find_data(std::string("../reference/") + name + "/so_setup.xml"))
      register_case({name, *setup});
  return true;
}();

}  // namespace
}  // namespace loadshare::bench
